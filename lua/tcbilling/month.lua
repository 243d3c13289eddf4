-- Months as the API writes them, YYYY-MM, and when their bills are final. They
-- are plain text; what is no text is a programmer's mistake, and raises.

local AHEAD = require "tcbilling.calendar".BEIJING
local shown = require "tcbilling.shown"
local visible = require "tcbilling.visible"

local month = {}

-- Guides and pages name several days, from the 1st to the 5th; the latest, of
-- DescribeBillDownloadUrl, is 01:00 on the 5th of the next month.
local CLOSING = 4 * 86400 + 3600

local function check_text(text)
  if type(text) ~= "string" then
    error("a month is a text written YYYY-MM, got " .. type(text), 3)
  end
end

--- The year and the month of "YYYY-MM". A message here has no subject: it
--- follows the name of what is wrong.
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
  check_text(text)
  local found = text:match("^(%d%d%d%d%-%d%d)$")
    or text:match("^(%d%d%d%d%-%d%d)%-%d%d%f[%D]")
  return found and month.parse(found) and found or nil
end

-- The year and the month; or nil and a sentence.
local function read(text)
  local year, number = month.parse(text)
  if year then return year, number end
  return nil, ('"%s" %s'):format(visible(text, 40), number)
end

--- Is it a month? A row's "2023-10-01 00:00:00" is none: `month.of` makes one
--- of it.
---@param text string
---@return string? text as it is, if it is "YYYY-MM"
---@return string? message
function month.check(text)
  check_text(text)
  local year, message = read(text)
  if not year then return nil, message end
  return text
end

-- Months since January of the year 0, and back.
local function index_of(year, number)
  return year * 12 + number - 1
end

local function at(index)
  return ("%04d-%02d"):format(math.floor(index / 12), index % 12 + 1)
end

local FIRST, LAST = index_of(1, 1), index_of(9999, 12)

local function moved(text, by)
  local year, number = read(text)
  if not year then return nil, number end
  local index = index_of(year, number) + by
  if index < FIRST or index > LAST then
    return nil, ("no month can be written %s %s"):format(
      by < 0 and "before" or "after", text)
  end
  return at(index)
end

--- The month after.
---@param text string "YYYY-MM"
---@return string? month, string? message
function month.next(text)
  check_text(text)
  return moved(text, 1)
end

--- The month before.
---@param text string "YYYY-MM"
---@return string? month, string? message
function month.previous(text)
  check_text(text)
  return moved(text, -1)
end

--- The months from `first` to `last`, both included.
---@param first string "YYYY-MM"
---@param last string "YYYY-MM"
---@return string[]? months, string? message
function month.range(first, last)
  check_text(first)
  check_text(last)
  local year, number = read(first)
  if not year then return nil, number end
  local last_year, last_number = read(last)
  if not last_year then return nil, last_number end
  if last < first then
    return nil, ("%s is before %s"):format(last, first)
  end
  local months = {}
  for index = index_of(year, number), index_of(last_year, last_number) do
    months[#months + 1] = at(index)
  end
  return months
end

-- Times that dates can be made of, whatever the zone.
local FIRST_SECOND, LAST_SECOND = -62135596800, 253402300799

-- The index of the month that it is in Beijing at a time.
local function index_at(unix)
  local date = os.date("!*t", math.floor(unix + AHEAD))
  return index_of(date.year, date.month)
end

--- The month that it is in Beijing.
---@param unix number UNIX seconds
---@return string "YYYY-MM"
function month.at(unix)
  return at(index_at(unix))
end

--- How far a month's bill is at a time. A final one may still be adjusted.
---@param text string "YYYY-MM", or "YYYY-MM-DD..." for the month of that day
---@param now? number  UNIX seconds, default os.time()
---@return "open"|"closing"|"final"|nil state open: it runs, or has not begun;
---  closing: over, but its figures are provisional
---@return string? message it is no month
function month.state(text, now)
  check_text(text)
  if now ~= nil and not (type(now) == "number" and now >= FIRST_SECOND
    and now <= LAST_SECOND) then
    error("now is UNIX seconds of the years 1 to 9999, got "
      .. shown.typed(now), 2)
  end
  now = now or os.time()
  local year, number = read(month.of(text) or text)
  if not year then return nil, number end
  local asked = index_of(year, number)
  if asked >= index_at(now) then return "open" end
  return asked < index_at(now - CLOSING) and "final" or "closing"
end

return month
