-- A whole number as text, digit by digit.

local MOST = 2 ^ 53 -- up to which a double holds every integer

--- The digits of a whole number; nil: it is none, or a double that may be off.
---@param number number
---@return string? digits
local function digits(number)
  if math.type and math.type(number) == "integer" then
    return ("%d"):format(number)
  elseif number % 1 == 0 and number >= -MOST and number <= MOST then
    return ("%.0f"):format(number)
  end
end

return digits
