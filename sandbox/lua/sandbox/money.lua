-- Amounts as whole numbers of 1e-8 USD. One row stays far below 2^53, where a
-- Lua number is exact; sums are int64.
local M = {}

M.SCALE = 1e8

local ZERO = "0.00000000"

--- Eight decimals: "-3.69316144".
function M.text(units)
  if units == 0 then return ZERO end
  local sign = ""
  if units < 0 then sign, units = "-", -units end
  local fraction = units % M.SCALE
  return string.format("%s%d.%08d", sign, (units - fraction) / M.SCALE,
    fraction)
end

--- As many decimals as needed: "35.5", "10", "0".
function M.short(units)
  return (M.text(units):gsub("0+$", ""):gsub("%.$", ""))
end

--- Eight decimals of an int64.
function M.total(units)
  local sign = ""
  if units < 0 then sign, units = "-", -units end
  local whole, fraction = units / 100000000LL, units % 100000000LL
  return string.format("%s%s.%08d", sign, tostring(whole):gsub("LL$", ""),
    tonumber(fraction))
end

return M
