-- What a call would send, for people to look at: nothing is sent, and no
-- secret is shown.

local sign = require "tcbilling.sign"

local SECRET = { authorization = true, ["x-tc-token"] = true }

local function without_secret(header)
  local name = header:match("^[^:]+")
  return SECRET[name:lower()] and name .. ": [redacted]" or header
end

--- The request of a call, signed, its headers in order.
---@param client table see sign.lua
---@param call table   likewise
---@param timestamp integer UNIX seconds by the server's clock
---@return table? request { url, method, headers = { "Name: value" }, body }
---@return string? message
local function dry_run(client, call, timestamp)
  local request, message = sign(client, call, timestamp)
  if not request then return nil, message end
  for i, header in ipairs(request.headers) do
    request.headers[i] = without_secret(header)
  end
  table.sort(request.headers)
  return request
end

return dry_run
