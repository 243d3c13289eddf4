-- Questions of credential providers over HTTP, through the client's runtime.

local endpoint = require "tcbilling.endpoint"
local proxy = require "tcbilling.proxy"
local visible = require "tcbilling.visible"

local web = {}

local MOST = 65536 -- bytes of an answer

-- Where the environment's proxies lead to, unless there is to be none.
local function proxy_for(context, asked, place)
  if asked.no_proxy or context.runtime.ignores_proxies then return "" end
  return proxy.find(place)
end

local function failure_of(answer)
  return ("%s (%s)"):format(visible(tostring(answer.message or "it failed")),
    answer.outcome)
end

--- Asks, and waits for the answer.
---@param context table of access.lua
---@param asked table url (without a path), path, method ("GET"), headers, body,
---  timeout (ms), no_proxy
---@return string? body of an answer with status 200
---@return string? message
---@return integer? status of another answer
function web.ask(context, asked)
  local place, message = endpoint.parse(asked.url)
  if not place then return nil, message end
  local through
  through, message = proxy_for(context, asked, place)
  if not through then return nil, message end
  local answer = context.runtime.send { url = asked.url, path = asked.path,
    method = asked.method or "GET", headers = asked.headers or {},
    body = asked.body, timeout = asked.timeout,
    connect_timeout = asked.timeout, max_body = MOST, proxy = through,
    ca_file = context.ca_file, ca_path = context.ca_path,
    insecure = not context.verify }
  if answer.outcome ~= "done" then return nil, failure_of(answer) end
  local body = answer.take_body and answer.take_body() or answer.body
  local text = tostring(body)
  if type(body) == "userdata" then body:close() end
  if answer.status == 200 then return text end
  return nil, "it answered with status " .. answer.status, answer.status
end

return web
