-- Months as the API writes them, YYYY-MM, and when their bills are final.

local month = {}

-- Months begin and end in Beijing's time (UTC+8, no summer time).
local AHEAD = 8 * 3600

-- Guides and pages name several days, from the 1st to the 5th; the latest, of
-- DescribeBillDownloadUrl, is 01:00 on the 5th of the next month.
local CLOSING = 4 * 86400 + 3600

--- The year and the month of "YYYY-MM".
---@param text string
---@return integer? year, integer|string month_or_message
function month.parse(text)
  local year, number = text:match("^(%d%d%d%d)%-(%d%d)$")
  if not year then return nil, "is not a month written YYYY-MM" end
  year, number = tonumber(year), tonumber(number)
  if number < 1 or number > 12 or year < 1 then
    return nil, "is a month that does not exist"
  end
  return year, number
end

--- The month of a month or of a date.
---@param text string "YYYY-MM", or a text that begins with "YYYY-MM-DD"
---@return string? month "YYYY-MM"
function month.of(text)
  local found = text:match("^(%d%d%d%d%-%d%d)$")
    or text:match("^(%d%d%d%d%-%d%d)%-%d%d%f[%D]")
  return found and month.parse(found) and found or nil
end

-- Months since the year 0 at a time in Beijing.
local function count(unix)
  local date = os.date("!*t", math.floor(unix + AHEAD))
  return date.year * 12 + date.month
end

--- How far a month's bill is at a time. A final one may still be adjusted.
---@param text string "YYYY-MM", or "YYYY-MM-DD..." for the month of that day
---@param now number  UNIX seconds
---@return "open"|"closing"|"final"|nil state open: it runs, or has not begun;
---  closing: over, but its figures are provisional
---@return string? message it is no month
function month.state(text, now)
  local year, number = month.parse(month.of(text) or text)
  if not year then return nil, number end
  local asked = year * 12 + number
  if asked >= count(now) then return "open" end
  return asked < count(now - CLOSING) and "final" or "closing"
end

return month
