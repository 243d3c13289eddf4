-- Which settled months changed: a final bill can still be adjusted, and
-- DescribeBillAdjustInfo tells of it, one month a call.

local AHEAD = require "tcbilling.calendar".BEIJING
local formats = require "tcbilling.check.formats"
local month = require "tcbilling.month"
local call_options = require "tcbilling.options"
local rules = require "tcbilling.rules"
local shown = require "tcbilling.shown"

local adjustments = {}

local SERVICE, ACTION = "billing", "DescribeBillAdjustInfo"

-- Times of the API have no zone, and compare as text.
local END_OF_YEARS = 253402271999 -- 9999-12-31 23:59:59 there

local is_time = rules.number(0, END_OF_YEARS, " seconds")
local is_uin = rules.whole(0, 2 ^ 53)

-- A text is as it is; a number is looked at.
local function text_or(rule)
  return function(value)
    if type(value) ~= "string" then return rule(value) end
  end
end

local OPTIONS = { payer_uin = text_or(is_uin), since = text_or(is_time) }
local OF_CALLS = { "timeout", "deadline", "retry", "priority" }
for _, name in ipairs(OF_CALLS) do OPTIONS[name] = call_options.CALL[name] end

-- As the API writes it; or nil and what is wrong.
local function time_of(since)
  if type(since) == "number" then
    return os.date("!%Y-%m-%d %H:%M:%S", math.floor(since) + AHEAD)
  end
  local wrong = since and formats.time(since)
  if wrong then return nil, "since " .. shown.value(since) .. " " .. wrong end
  return since
end

local function failure(kind, message)
  return nil, ACTION .. ": " .. message, { kind = kind, service = SERVICE,
    action = ACTION, attempts = 0, waited = 0 }
end

-- One without a time may be new: a month that is read once too often does less
-- harm than one that stays wrong.
local function is_after(at, since)
  return not since or not at or at > since
end

-- When it was completed, if it says.
local function completed_at(row)
  local at = row.AdjustCompletionTime
  return type(at) == "string" and not formats.time(at) and at or nil
end

-- What became of a month, or nil: nothing.
local function changes_of(name, rows, since)
  local changes = { month = name, adjustments = {} }
  for _, row in ipairs(rows) do
    local at = completed_at(row)
    if is_after(at, since) then
      table.insert(changes.adjustments, row)
      if at and at > (changes.adjusted_at or "") then
        changes.adjusted_at = at
      end
    end
  end
  return changes.adjustments[1] and changes
end

-- The rows of an answer; nil: it is none.
local function rows_of(response)
  local rows = response.Data
  if rows == nil then return {} end -- as is documented
  if type(rows) ~= "table" or #rows == 0 and next(rows) ~= nil then
    return nil
  end
  for i = 1, #rows do
    if type(rows[i]) ~= "table" then return nil end
  end
  return rows
end

-- A kept answer would be that of a final month, which is kept for long: it is
-- asked anew whether it is still so.
local function read(client, months, since, payer_uin, options)
  local list = {}
  options.cache = false
  for _, name in ipairs(months) do
    local response, message, detail = client:call(SERVICE, ACTION,
      { Month = name, PayerUin = payer_uin }, options)
    if not response then return nil, message, detail end
    local rows = rows_of(response)
    if not rows then
      return failure("decode", "the answer has no list of adjustments")
    end
    list[#list + 1] = changes_of(name, rows, since)
  end
  return list
end

local function check_arguments(first, last, options)
  if type(first) ~= "string" or type(last) ~= "string" then
    error(("months are texts written YYYY-MM, got %s and %s"):format(
      type(first), type(last)), 3)
  end
  call_options.check(options, OPTIONS, "option", 3)
end

--- The months whose bills were adjusted, by one call for each month.
---@param client table
---@param first string "YYYY-MM"
---@param last string "YYYY-MM", included
---@param options? table payer_uin (text or a whole number); since: only what
---  was completed after it, "YYYY-MM-DD HH:MM:SS" (UTC+8) or UNIX seconds; and
---  timeout (ms), deadline (s), retry, priority of each call
---@return table[]? changes in the order of months, each { month, adjustments
---  (the answer's rows), adjusted_at (the latest of their
---  AdjustCompletionTime, nil if none has one) }; nil on the first failure
---@return string? message, table? detail
function adjustments.list(client, first, last, options)
  check_arguments(first, last, options)
  options = options or {}
  local months, message = month.range(first, last)
  if not months then return failure("invalid", message) end
  local since, problem = time_of(options.since)
  if problem then return failure("invalid", problem) end
  local payer_uin, of_calls = options.payer_uin, {}
  if type(payer_uin) == "number" then
    payer_uin = ("%.0f"):format(payer_uin) -- text on the wire
  end
  for _, name in ipairs(OF_CALLS) do of_calls[name] = options[name] end
  return read(client, months, since, payer_uin, of_calls)
end

return adjustments
