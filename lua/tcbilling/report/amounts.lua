-- Amounts as a page shows them: every digit that is not an ending zero, at
-- least two decimals, and thousands apart.

local amounts = {}

local function grouped(digits)
  return (digits:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", ""))
end

--- "1,234,567.50", "-0.00000001"; "-" where there is none.
---@param amount table? a decimal
---@return string
function amounts.text(amount)
  if not amount then return "-" end
  local sign, whole, fraction = tostring(amount):match "^(%-?)(%d+)%.?(%d*)$"
  fraction = fraction:gsub("0+$", "")
  fraction = fraction .. ("0"):rep(2 - #fraction)
  return sign .. grouped(whole) .. "." .. fraction
end

--- A change with its sign.
---@param amount table? a decimal
---@return string
function amounts.change(amount)
  local text = amounts.text(amount)
  return amount and amount:sign() > 0 and "+" .. text or text
end

--- How much of the largest it is, from 0 to 1, whatever its sign.
---@param amount table? a decimal
---@param largest table a decimal
---@return number
function amounts.share(amount, largest)
  if not amount or largest:sign() == 0 then return 0 end
  local fits, share = pcall(function()
    return amount:abs():div(largest:abs(), 4):tonumber()
  end)
  return fits and math.min(share, 1) or 0
end

return amounts
