-- Days of the calendar, counted.

local calendar = {}

--- Days from 1970-01-01, counting years from March so that the leap day is the
--- last one.
---@return integer
function calendar.days(year, month, day)
  if month <= 2 then year, month = year - 1, month + 12 end
  local leaps = math.floor(year / 4) - math.floor(year / 100)
    + math.floor(year / 400)
  return 365 * year + leaps + math.floor((153 * (month - 3) + 2) / 5) + day
    - 719469
end

--- Beijing's time is so many seconds ahead of UTC, all year: what the API
--- writes is Beijing's, and months begin and end there.
calendar.BEIJING = 8 * 3600

return calendar
