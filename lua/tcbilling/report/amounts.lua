-- Amounts as a page shows them: every digit that is not an ending zero, at
-- least two decimals, and thousands apart.

local amounts = {}

local LEAST = 2 -- decimals

--- "1,234" of "1234".
---@param digits string
---@return string
function amounts.grouped(digits)
  return (digits:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", ""))
end

local function divided(amount)
  local sign, whole, fraction = tostring(amount):match "^(%-?)(%d+)%.?(%d*)$"
  return sign, whole, (fraction:gsub("0+$", ""))
end

--- How many decimals all of some amounts need to stand in one column.
---@param list table of decimals, false where there is none
---@return integer
function amounts.places(list)
  local most = LEAST
  for _, amount in ipairs(list) do
    local _, _, fraction = divided(amount or 0)
    most = math.max(most, #fraction)
  end
  return most
end

--- "1,234,567.50", "-0.00000001"; "-" where there is none.
---@param amount table|false|nil a decimal
---@param places? integer decimals at least, default 2
---@return string
function amounts.text(amount, places)
  if not amount then return "-" end
  local sign, whole, fraction = divided(amount)
  fraction = fraction .. ("0"):rep((places or LEAST) - #fraction)
  return sign .. amounts.grouped(whole) .. "." .. fraction
end

--- The same digits, as another program reads them: without commas.
---@param amount table? a decimal
---@return string
function amounts.plain(amount)
  return (amounts.text(amount):gsub(",", ""))
end

--- About as much, for a drawing.
---@param amount table? a decimal; none is 0
---@return number
function amounts.number(amount)
  return amount and amount:tonumber() or 0
end

--- A change with its sign.
---@param amount table|false|nil a decimal
---@param places? integer as of text
---@return string
function amounts.change(amount, places)
  local text = amounts.text(amount, places)
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
