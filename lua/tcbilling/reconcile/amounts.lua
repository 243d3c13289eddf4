-- The amounts of a bill's objects, and exact sums of them.
--
-- An amount is text, or absent; "-" and "" stand for none. A sum knows of each
-- field whether any of its objects has it, and whether one is missing.

local core = require "tcbilling.core"
local money = require "tcbilling.money"

local decimal = core.decimal

local amounts = {}

amounts.PAYMENTS = { "CashPayAmount", "IncentivePayAmount",
  "VoucherPayAmount", "TransferPayAmount" }

amounts.FIELDS = { "RealTotalCost", "TotalCost" }
for _, field in ipairs(amounts.PAYMENTS) do
  table.insert(amounts.FIELDS, field)
end

local ZERO = decimal(0)

-- A decimal holds 38 digits, and going beyond raises: within these bounds a
-- million amounts add up, and no money is outside of them.
local PLACES = 12
local LARGEST = decimal "1e20"

local function is_addable(amount)
  return amount:scale() <= PLACES and amount <= LARGEST and amount >= -LARGEST
end

-- The amount; or nil, and whether it should have been one.
local function read(value)
  if money.is_none(value) then return nil, false end
  local taken, amount = pcall(decimal, value) -- floats raise
  if taken and amount and is_addable(amount) then return amount end
  return nil, true
end

--- The amounts of an object.
---@param object table
---@return table<string, userdata|false> by field; false: there, but no amount
---@return string[]? wrong fields that are no decimal number, if there are any
function amounts.of(object)
  local result, wrong = {}, nil
  for _, field in ipairs(amounts.FIELDS) do
    local value = object[field]
    if value ~= nil and value ~= core.json.null then
      local amount, is_wrong = read(value)
      if is_wrong then
        wrong = wrong or {}
        wrong[#wrong + 1] = field
      end
      result[field] = amount or false
    end
  end
  return result, wrong
end

--- A sum of nothing yet: `total` (decimals; nil: none counted), `seen` and
--- `missing`, each by field.
function amounts.sum()
  return { total = {}, seen = {}, missing = {} }
end

--- Adds an object's amounts.
---@param sum table
---@param given table as amounts.of returns it
function amounts.add(sum, given)
  for _, field in ipairs(amounts.FIELDS) do
    local amount = given[field]
    if amount then
      sum.total[field] = (sum.total[field] or ZERO) + amount
    else
      sum.missing[field] = true
    end
    if amount ~= nil then sum.seen[field] = true end
  end
end

--- Not all of it is known to have been added.
function amounts.mark_partial(sum)
  for _, field in ipairs(amounts.FIELDS) do sum.missing[field] = true end
end

--- The total of a field, 0 of nothing.
---@return userdata? nil: an amount is missing
function amounts.total(sum, field)
  if sum.missing[field] then return nil end
  return sum.total[field] or ZERO
end

--- Have two sums a field in common?
function amounts.are_alike(one, other)
  for _, field in ipairs(amounts.FIELDS) do
    if one.seen[field] and other.seen[field] then return true end
  end
  return false
end

return amounts
