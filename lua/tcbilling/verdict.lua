-- Whether a Response of the API is what was asked for, or tells of a failure:
-- in an Error, in a flag, in a second status, or by what is missing.

local errors = require "tcbilling.errors"
local foreign = require "tcbilling.foreign"
local schema = require "tcbilling.schema"
local visible = require "tcbilling.visible"

-- What is not ready is the file that was asked for, or the account.
local function not_ready(entry, request_id)
  return {
    kind = "not_ready",
    message = entry.output.DownloadUrl
      and "the file is being made: ask again in a minute"
      or "the account's bills are being set up for the first time: ask "
        .. "again in 5 to 10 minutes",
    request_id = request_id,
  }
end

-- An answer of the API's that answers something else.
local function unasked(what, request_id)
  return { kind = "decode", request_id = request_id,
    message = ("the answer is not what was asked for: %s (request %s)")
      :format(what, request_id) }
end

-- Some actions fail in what looks like a good answer: a number that is not 0,
-- and a message.
local function status_failure(entry, response, request_id)
  local code = entry.status and response[entry.status.code]
  if code == nil or tonumber(code) == 0 then return nil end
  if type(code) ~= "number" and type(code) ~= "string" then
    return unasked(entry.status.code .. " is no number", request_id)
  end
  local kind, message, text = errors.of_api({ Code = tostring(code),
    Message = response[entry.status.message] }, request_id)
  return { kind = kind, message = message, code = text,
    request_id = request_id }
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
  local entry = call.entry
  local is_absent = entry.ready and response[entry.ready] == nil
  if entry.ready and response[entry.ready] ~= 1
    and not (is_absent and entry.may_lack_ready) then
    return entry.ready .. " is neither 0 nor 1"
  end
  local paging = entry.paging
  if not paging then return nil end
  local list, holder = schema.value_at(response, paging.items)
  if holder then return holder .. " is no object" end
  local problem = problem_with_rows(list,
    paging.count and schema.value_at(response, paging.count),
    call.is_counted and not paging.may_be_empty)
  return problem and paging.items .. " " .. problem
end

-- What only the catalogue can tell.
local function judge_known(call, response, request_id)
  local entry = call.entry
  if entry.ready and response[entry.ready] == 0 then
    return not_ready(entry, request_id)
  end
  local failure = status_failure(entry, response, request_id)
  if failure then return failure end
  local what = absence(call, response)
  return what and unasked(what, request_id)
end

--- The failure that a Response tells of, or nil.
---@param call table with `entry` (of the catalogue, or nil) and `is_counted`
---@param response table
---@param status integer of HTTP
---@return table? failure { kind, message, code?, request_id? }
local function verdict(call, response, status)
  local request_id = visible(response.RequestId, 100)
  if type(response.Error) == "table" then
    local kind, message, code = errors.of_api(response.Error, request_id)
    return { kind = kind, message = message, code = code,
      request_id = request_id }
  elseif response.Error ~= nil then
    return foreign.failure(status, "an Error that is no object")
  elseif status ~= 200 then
    return foreign.failure(status, "a Response without an Error")
  end
  return call.entry and judge_known(call, response, request_id)
end

return verdict
