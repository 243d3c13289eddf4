-- Amounts, which answers have in several forms: text or numbers; dollars,
-- cents or hundred-millionths of a dollar.

local decimal = require "tcbilling.core".decimal
local digits = require "tcbilling.digits"

local money = {}

-- By the catalogue's word for the form: what one of it is in US dollars, and
-- whether it is a JSON number that may have a fraction.
local FORMS = {
  usd = { unit = decimal "1" },
  usd_number = { unit = decimal "1", has_digits = true },
  cents = { unit = decimal "0.01" },
  cents_number = { unit = decimal "0.01", has_digits = true },
  usd_e8 = { unit = decimal "0.00000001" },
  amount_number = { has_digits = true }, -- no page says of what
}

--- Is it an amount's?
function money.is_form(kind)
  return FORMS[kind] ~= nil
end

--- Is it an amount that is a JSON number whose digits a float would lose?
function money.is_number_with_digits(kind)
  return FORMS[kind] ~= nil and FORMS[kind].has_digits
end

-- The API's words for no amount.
local NONE = { ["-"] = true, [""] = true }

--- Does it say that there is no amount?
function money.is_none(value)
  return value == nil or NONE[value] or false
end

-- A float that is whole is as good as the integer. (LuaJIT has no other.)
local function exact(value)
  return type(value) == "number" and digits(value) or value
end

local function parse(value)
  local kind = type(value)
  local known, amount, message = pcall(decimal, exact(value))
  if known then return amount, message end
  return nil, kind == "number" and "it is a float, which may have lost digits"
    or "text or an integer expected, got " .. kind
end

--- An amount in US dollars, exactly.
---@param kind string one of the forms
---@param value string|integer|tcbilling.Decimal? as it is in the answer
---@return tcbilling.Decimal? amount nil without a message: there is none
---@return string? message
function money.dollars(kind, value)
  if money.is_none(value) then return nil end
  local unit = FORMS[kind].unit
  if not unit then return nil, "its unit is not documented" end
  local amount, message = parse(value)
  if not amount then return nil, message end
  local fits, dollars = pcall(function() return amount * unit end)
  if not fits then return nil, "it has more digits than a decimal holds" end
  return dollars
end

return money
