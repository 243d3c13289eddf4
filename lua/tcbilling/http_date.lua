-- The Date header of an answer (RFC 9110, section 5.6.7).

local days = require "tcbilling.calendar".days

local MONTHS = {
  Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6,
  Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11, Dec = 12,
}

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
