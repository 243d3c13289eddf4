-- An answer's bytes, read and judged: the Response table, or what failed.

local errors = require "tcbilling.errors"
local json = require "tcbilling.core".json
local visible = require "tcbilling.visible"

-- Where it went wrong: people look for the fault there. Not the proxy's URL,
-- which may hold a password.
local function place(call)
  local through = call.endpoint.proxy ~= "" and ", through a proxy" or ""
  return " (" .. call.endpoint.host .. through .. ")"
end

-- Something in front of the API answered in its place.
local function foreign_failure(status, what)
  if status >= 300 and status < 400 then
    what = "a redirect, which the API does not use"
  end
  if status >= 300 and status < 500 and status ~= 429 and status ~= 408 then
    what = what .. "; is the endpoint right?"
  end
  local kind = status == 429 and "throttled"
    or (status >= 500 or status == 408) and "unavailable" or "decode"
  return { kind = kind, message = ("HTTP %d, not an answer of the API: %s")
    :format(status, what) }
end

local function page_failure(status)
  local failure = foreign_failure(status, "a page instead of JSON")
  if status == 200 then failure.kind = "unavailable" end
  return failure
end

local function options_for(call)
  local money = call.entry and call.entry.money
  return {
    fields = call.fields,
    text = money and { Response = money } or nil,
  }
end

-- The Response object, or a failure. All that the API says has a RequestId;
-- what has none is not the API's, and no bill.
local function read(call, answer)
  local value, message = json.decode(answer.body, options_for(call))
  if value == nil and tostring(answer.body):find("^%s*<") then
    return nil, page_failure(answer.status)
  end
  local response = type(value) == "table" and value.Response
  if type(response) ~= "table" then
    return nil, foreign_failure(answer.status, message
      or "JSON without a Response object")
  elseif type(response.RequestId) ~= "string" then
    return nil, foreign_failure(answer.status, "a Response without a RequestId")
  end
  return response
end

local function not_ready(request_id)
  return {
    kind = "not_ready",
    message = "the account's bills are being set up for the first time: ask "
      .. "again in 5 to 10 minutes",
    request_id = request_id,
  }
end

-- What is wrong with the rows of an answer, or nil. One with neither rows nor
-- the count that was asked for is no empty bill.
local function problem_with_rows(list, count, is_counted)
  if list == nil then
    return is_counted and count == nil and "is absent, and so is the count"
      or nil
  elseif type(list) ~= "table" or #list == 0 and next(list) ~= nil then
    return "is no list of rows"
  end
  for i = 1, #list do
    if type(list[i]) ~= "table" then return "holds what is no row" end
  end
end

-- Why a good answer is no bill, or nil: of what it is made is missing.
local function absence(call, response)
  local entry = call.entry or {}
  if entry.ready and response[entry.ready] ~= 1 then
    return entry.ready .. " is neither 0 nor 1"
  end
  local paging = entry.paging
  if not paging then return nil end
  local problem = problem_with_rows(response[paging.items],
    response[paging.count], paging.count_switch
    and tostring(call.params[paging.count_switch]) == "1")
  return problem and paging.items .. " " .. problem
end

-- The failure that a Response of the API tells of, or nil.
local function judge(call, response, status)
  local request_id = visible(response.RequestId, 100)
  if type(response.Error) == "table" then
    local kind, message, code = errors.of_api(response.Error, request_id)
    return { kind = kind, message = message, code = code,
      request_id = request_id }
  elseif response.Error ~= nil then
    return foreign_failure(status, "an Error that is no object")
  elseif status ~= 200 then
    return foreign_failure(status, "a Response without an Error")
  end
  local flag = call.entry and call.entry.ready
  if flag and response[flag] == 0 then return not_ready(request_id) end
  local what = absence(call, response)
  if not what then return nil end
  return { kind = "decode", request_id = request_id,
    message = ("the answer is no bill: %s (request %s)"):format(what,
      request_id) }
end

--- Judges what a transport brought.
---@param call table   with `entry` (of the catalogue, or nil), `params` and
---  `fields`
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
  failure = judge(call, response, answer.status)
  if failure then return nil, failure end
  return response
end

return decode
