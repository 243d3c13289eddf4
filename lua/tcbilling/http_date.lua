-- The Date header of an answer (RFC 9110, section 5.6.7).

local MONTHS = {
  Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6,
  Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12,
}

-- Days from 1970-01-01, counting years from March so that the leap day is
-- the last one.
local function days(year, month, day)
  if month <= 2 then year, month = year - 1, month + 12 end
  local era = math.floor(year / 4) - math.floor(year / 100)
    + math.floor(year / 400)
  return 365 * year + era + math.floor((153 * (month - 3) + 2) / 5) + day
    - 719469
end

--- UNIX seconds of an HTTP date in its preferred form, or nil.
---@param text string? "Sun, 06 Nov 1994 08:49:37 GMT"
---@return integer? seconds
local function http_date(text)
  local day, name, year, hour, minute, second = (text or ""):match(
    "^%a+, (%d%d) (%a%a%a) (%d%d%d%d) (%d%d):(%d%d):(%d%d) GMT$")
  local month = MONTHS[name]
  if not month or day > "31" or hour > "23" or minute > "59" then return nil end
  return days(tonumber(year), month, tonumber(day)) * 86400
    + tonumber(hour) * 3600 + tonumber(minute) * 60 + tonumber(second)
end

return http_date
