-- The forms in which parameters give months, days and moments.
local month = require "sandbox.month"

local M = {}

local DAYS = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function days_in(year, of)
  local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  return of == 2 and leap and 29 or DAYS[of]
end

local function is_day(text)
  local year, of, day = text:match "^(%d%d%d%d)%-(%d%d)%-(%d%d)$"
  if not year or not month.is_valid(text:sub(1, 7)) then return false end
  day = tonumber(day)
  return day >= 1 and day <= days_in(tonumber(year), tonumber(of))
end

local function is_moment(text)
  local day, hour, minute, second =
    text:match "^(%d+%-%d%d%-%d%d) (%d%d):(%d%d):(%d%d)$"
  return day ~= nil and is_day(day) and tonumber(hour) < 24
    and tonumber(minute) < 60 and tonumber(second) < 60
end

local FORMS = {
  ["YYYY-MM"] = month.is_valid,
  ["YYYY-MM-DD"] = is_day,
  ["YYYY-MM-DD HH:MM:SS"] = is_moment,
  ["YYYY-MM-DD (daily cycle) or YYYY-MM"] = function(text)
    return is_day(text) or month.is_valid(text)
  end,
}

--- @param form string as the facts name it; one that isn't known raises
function M.is_valid(text, form)
  local judge = FORMS[form] or error("no such form: " .. form)
  return judge(text)
end

return M
