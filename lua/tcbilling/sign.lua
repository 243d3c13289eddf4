-- One attempt as it goes on the wire: URL, headers, body, signed now.

local chance = require "tcbilling.chance"

local CONTENT_TYPE = "application/json"

local function add(headers, name, value)
  if value then headers[#headers + 1] = name .. ": " .. value end
end

--- Signs an attempt. Each is signed anew: a signature ages.
---@param client table    `signer`, `region`, `language`, `request_client`
---@param call table      `service`, `endpoint`, `action`, `body`
---@param timestamp integer UNIX seconds by the server's clock
---@return table? request `{ url, method, headers, body }` for a runtime
---@return string message_or_trace_id
local function sign(client, call, timestamp)
  call.signed_with = client.signer
  local signed, message = client.signer:headers {
    service = call.service.service,
    host = call.endpoint.host,
    timestamp = timestamp,
    content_type = CONTENT_TYPE,
    body = call.body,
    headers = { ["X-TC-Action"] = call.action },
  }
  if not signed then return nil, message end
  local trace_id = chance.uuid()
  local headers = {}
  for name, value in pairs(signed) do add(headers, name, value) end
  add(headers, "X-TC-Version", call.service.version)
  add(headers, "X-TC-Region", client.region)
  add(headers, "X-TC-Language", client.language)
  add(headers, "X-TC-RequestClient", client.request_client)
  add(headers, "X-TC-TraceId", trace_id)
  add(headers, "User-Agent", client.user_agent)
  return {
    url = call.endpoint.url,
    method = "POST",
    headers = headers,
    body = call.body,
  }, trace_id
end

return sign
