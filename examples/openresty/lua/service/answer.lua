-- Answers, as HTTP carries them.

local failure = require "service.failure"
local json = require "tcbilling".json

local answer = {}

--- Sends an answer. Bills are nobody's to keep on the way.
---@param status integer
---@param content_type string
---@param body string
function answer.send(status, content_type, body)
  ngx.status = status
  ngx.header["Content-Type"] = content_type
  ngx.header["Content-Length"] = #body
  ngx.header["Cache-Control"] = "no-store"
  ngx.header["X-Content-Type-Options"] = "nosniff"
  ngx.print(body)
end

---@param status integer
---@param value table what tcbilling.json can encode; raises otherwise
function answer.json(status, value)
  answer.send(status, "application/json", assert(json.encode(value)) .. "\n")
end

--- Sends a failure, and logs it if it is not the viewer's.
---@param message string
---@param detail table with `kind`, as a call returns it
function answer.failure(message, detail)
  local status, retry_after = failure.status(detail.kind)
  ngx.header["Retry-After"] = retry_after
  failure.log(message, detail)
  answer.json(status, { error = failure.describe(message, detail) })
end

return answer
