-- Which settled months changed: a final bill can still be adjusted, and
-- DescribeBillAdjustInfo tells of it, one month a call.

local month = require "tcbilling.month"
local call_options = require "tcbilling.options"
local rules = require "tcbilling.rules"
local visible = require "tcbilling.visible"

local adjustments = {}

local SERVICE, ACTION = "billing", "DescribeBillAdjustInfo"

-- Times of the API are Beijing's (UTC+8), without a zone, and compare as text.
local AHEAD = 8 * 3600
local TIME = "^%d%d%d%d%-%d%d%-%d%d %d%d:%d%d:%d%d$"
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
  elseif not since or since:find(TIME) and month.of(since) then
    return since
  end
  return nil, ('since: "%s" is no time written YYYY-MM-DD HH:MM:SS'):format(
    visible(since, 40))
end

local function invalid(message)
  return nil, message, { kind = "invalid", service = SERVICE, action = ACTION,
    attempts = 0, waited = 0 }
end

-- One without a time may be new: a month that is read once too often does less
-- harm than one that stays wrong.
local function is_after(row, since)
  local at = row.AdjustCompletionTime
  return not since or type(at) ~= "string" or at > since
end

-- What became of a month, or nil: nothing.
local function changes_of(name, data, since)
  local changes = { month = name, adjustments = {} }
  for _, row in ipairs(type(data) == "table" and data or {}) do
    if type(row) == "table" and is_after(row, since) then
      table.insert(changes.adjustments, row)
      local at = row.AdjustCompletionTime
      if type(at) == "string" and at > (changes.adjusted_at or "") then
        changes.adjusted_at = at
      end
    end
  end
  return changes.adjustments[1] and changes
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
    list[#list + 1] = changes_of(name, response.Data, since)
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
  if not months then return invalid(message) end
  local since, problem = time_of(options.since)
  if problem then return invalid(problem) end
  local payer_uin, of_calls = options.payer_uin, {}
  if type(payer_uin) == "number" then
    payer_uin = ("%.0f"):format(payer_uin) -- text on the wire
  end
  for _, name in ipairs(OF_CALLS) do of_calls[name] = options[name] end
  return read(client, months, since, payer_uin, of_calls)
end

return adjustments
