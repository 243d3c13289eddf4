-- Amounts, which answers have in several forms: text or numbers; dollars,
-- cents or hundred-millionths of a dollar.

local decimal = require "tcbilling.core".decimal

local money = {}

-- By the catalogue's word for the form: what one of it is in US dollars, and
-- whether it is a JSON number that may have a fraction.
local FORMS = {
  usd = { unit = "1" },
  usd_number = { unit = "1", has_digits = true },
  cents = { unit = "0.01" },
  cents_number = { unit = "0.01", has_digits = true },
  usd_e8 = { unit = "0.00000001" },
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

--- An amount in US dollars, exactly.
---@param kind string one of the forms
---@param value string|integer? as it is in the answer
---@return tcbilling.Decimal? amount nil without a message: there is none
---@return string? message
function money.dollars(kind, value)
  if value == nil or NONE[value] then return nil end
  local unit = FORMS[kind].unit
  if not unit then return nil, "its unit is not documented" end
  if type(value) ~= "string" and not (type(value) == "number"
    and value % 1 == 0) then
    return nil, "text or an integer expected, got " .. type(value)
      .. (type(value) == "number" and ", which may have lost digits" or "")
  end
  local amount, message = decimal(value)
  if not amount then return nil, message end
  return amount * decimal(unit)
end

return money
