-- Amounts as whole numbers of hundred-millionths, which SQL adds exactly.

local decimal = require "tcbilling.core".decimal
local money = require "tcbilling.money"

local PLACES = 8
local LARGEST = "9223372036854775807" -- of 64 bits

local ONE = decimal("1" .. ("0"):rep(PLACES))

local function fits(digits)
  return #digits < #LARGEST or #digits == #LARGEST and digits <= LARGEST
end

local FINER = "has more than 8 decimals"

-- "12", "5": "1250000000"; nil and why not.
local function scaled(sign, whole, fraction)
  if #fraction > PLACES then
    fraction = fraction:gsub("0+$", "")
    if #fraction > PLACES then return nil, FINER end
  end
  local digits = whole .. fraction .. ("0"):rep(PLACES - #fraction)
  digits = digits:gsub("^0+(%d)", "%1")
  if not fits(digits) then return nil, "is too large for 64 bits" end
  return sign .. digits
end

-- With an exponent, for one.
local function by_decimal(text)
  local amount, message = decimal(text)
  if not amount then return nil, message end
  local ok, product = pcall(function() return amount * ONE end)
  if not ok then return nil, "has too many digits" end
  local rounded = product:round(0)
  if rounded ~= product then return nil, FINER end
  local sign, digits = tostring(rounded):match("^(%-?)(%d+)$")
  if not fits(digits) then return nil, "is too large for 64 bits" end
  return sign .. digits
end

--- An amount times 1e8.
---@param text string? as sent
---@return string? digits nil without a message: there is no amount
---@return string? message what is wrong with it
local function e8(text)
  if money.is_none(text) then return nil end
  local sign, whole, fraction = text:match("^(%-?)(%d+)%.?(%d*)$")
  if whole then return scaled(sign, whole, fraction) end
  return by_decimal(text)
end

return e8
