-- Which runtime a program gets: what sends, sleeps and runs tasks.

local runtime = {}

--- Finds it. libcurl would block an nginx worker, so it is never loaded in one.
---@return table runtime see runtime/curl.lua
function runtime.find()
  local nginx = rawget(_G, "ngx")
  if type(nginx) == "table" and nginx.get_phase then
    return require "tcbilling.runtime.nginx"
  end
  return require "tcbilling.runtime.curl"
end

return runtime
