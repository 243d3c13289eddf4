-- Months as "YYYY-MM". Bills are cut in UTC+8, whatever zone the caller is in.
local M = {}

local UTC_PLUS_8 = 8 * 3600

function M.is_valid(text)
  local year, month = text:match "^(%d%d%d%d)%-(%d%d)$"
  month = tonumber(month)
  return year ~= nil and month >= 1 and month <= 12
end

--- The month that `now` (seconds since the epoch) falls in.
function M.current(now)
  return os.date("!%Y-%m", now + UTC_PLUS_8)
end

--- The month after `text`.
function M.next(text)
  local year, month = text:match "^(%d+)%-(%d+)$"
  local count = year * 12 + month
  return string.format("%04d-%02d", math.floor(count / 12), count % 12 + 1)
end

return M
