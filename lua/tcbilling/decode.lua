-- An answer's bytes, read and judged: the Response table, or what failed.

local errors = require "tcbilling.errors"
local foreign = require "tcbilling.foreign"
local json = require "tcbilling.core".json
local schema = require "tcbilling.schema"
local verdict = require "tcbilling.verdict"

-- Where it went wrong: people look for the fault there. Not the proxy's URL,
-- which may hold a password.
local function place(call)
  local through = call.endpoint.proxy ~= "" and ", through a proxy" or ""
  return " (" .. call.endpoint.host .. through .. ")"
end

local function options_for(call)
  return {
    fields = call.fields,
    text = call.entry and schema.texts(call.service, call.entry),
  }
end

-- The API's gateways may still fail as its version 2 did: { code, message,
-- codeDesc }, with a code that is not 0.
local function legacy_failure(value)
  if type(value) ~= "table" or type(value.code) ~= "number"
    or value.code == 0 then
    return nil
  end
  local kind, message, code = errors.of_api { Message = value.message,
    Code = type(value.codeDesc) == "string" and value.codeDesc ~= ""
      and value.codeDesc or ("%.14g"):format(value.code) }
  return { kind = kind, message = message, code = code }
end

-- The Response object, or a failure. All that the API says has a RequestId;
-- what has none is not the API's, and no bill.
local function read(call, answer)
  local value, message = json.decode(answer.body, options_for(call))
  if value == nil and tostring(answer.body):find("^%s*<") then
    return nil, foreign.page_failure(answer.status)
  end
  local response = type(value) == "table" and value.Response
  if type(response) ~= "table" then
    return nil, legacy_failure(value) or foreign.failure(answer.status,
      message or "JSON without a Response object")
  elseif type(response.RequestId) ~= "string" then
    return nil, foreign.failure(answer.status,
      "a Response without a RequestId")
  end
  return response
end

--- Judges what a transport brought.
---@param call table   with `service` (its catalogue), `entry` (of that, or
---  nil), `is_counted` and `fields`
---@param answer table as a runtime's `send` returns it
---@return table? response the API's Response, without its errors
---@return table? failure  { kind, message, code?, request_id? }
local function decode(call, answer)
  if answer.outcome ~= "done" then
    local kind, message = errors.of_transport(answer.outcome, answer.message)
    if kind ~= "cancelled" then message = message .. place(call) end
    return nil, { kind = kind, message = message }
  end
  local response, failure = read(call, answer)
  if not response then return nil, failure end
  failure = verdict(call, response, answer.status)
  if failure then return nil, failure end
  return response
end

return decode
