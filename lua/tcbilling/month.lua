-- Months as the API writes them: YYYY-MM.

local month = {}

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

return month
