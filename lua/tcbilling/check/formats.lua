-- How the API writes dates, by the catalogue's names for it. Each is a
-- function that returns what is wrong with a text, or nil.

local month = require "tcbilling.month"

local formats = {}

local DAYS = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function days_of(year, number)
  local is_leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  return number == 2 and is_leap and 29 or DAYS[number]
end

--- YYYY-MM
function formats.month(text)
  local year, problem = month.parse(text)
  return not year and problem or nil
end

--- YYYY-MM-DD
function formats.date(text)
  local first, day = text:match("^(%d%d%d%d%-%d%d)%-(%d%d)$")
  if not first then return "is not a date written YYYY-MM-DD" end
  local year, number = month.parse(first)
  day = tonumber(day)
  if not year or day < 1 or day > days_of(year, number) then
    return "is a date that does not exist"
  end
end

--- YYYY-MM-DD HH:MM:SS
function formats.time(text)
  local date, hour, minute, second =
    text:match("^(%d%d%d%d%-%d%d%-%d%d) (%d%d):(%d%d):(%d%d)$")
  if not date then return "is not a time written YYYY-MM-DD HH:MM:SS" end
  if formats.date(date) or tonumber(hour) > 23 or tonumber(minute) > 59
    or tonumber(second) > 59 then
    return "is a time that does not exist"
  end
end

formats["date or month"] = function(text)
  if text:find("^%d%d%d%d%-%d%d$") then return formats.month(text) end
  if text:find("^%d%d%d%d%-%d%d%-%d%d$") then return formats.date(text) end
  return "is neither a date written YYYY-MM-DD nor a month written YYYY-MM"
end

return formats
