-- Values as JSON wants them, by the catalogue's words for their types.
--
-- Each function takes a value and returns the one to encode, or nil; and the
-- plain one that rules are held against.

local json = require "tcbilling.core".json

local coerce = {}

-- The digits of a number that is whole and exact, or nil.
local function digits_of(number)
  if number == 0 then return "0" end -- and not "-0"
  if math.type and math.type(number) == "integer" then
    return ("%d"):format(number)
  end
  if number % 1 == 0 and number >= -2 ^ 53 and number <= 2 ^ 53 then
    return ("%.0f"):format(number)
  end
end

-- A number's digits as they are: a text's, a decimal's, a json.number's.
local function text_of(value)
  local kind = type(value)
  if kind == "number" then return digits_of(value) end
  if kind == "string" then return value end
  return kind == "userdata" and tostring(value) or nil
end

-- By sign and whether there may be none.
local LARGEST = {
  [""] = { [false] = "9223372036854775807", [true] = "18446744073709551615" },
  ["-"] = { [false] = "9223372036854775808", [true] = "" },
}

local function is_in_range(sign, digits, is_unsigned)
  local largest = LARGEST[sign][is_unsigned]
  return #digits < #largest or (#digits == #largest and digits <= largest)
end

-- An identifier that came from a file or a command line is text there, and
-- a JSON number on the wire; beyond 2^53 only its digits are exact.
local function integer(value, is_unsigned)
  local sign, digits = (text_of(value) or ""):match("^(%-?)0*(%d+)$")
  if not digits then return nil end
  if digits == "0" then sign = "" end
  if not is_in_range(sign, digits, is_unsigned) then
    return nil, "is out of range"
  end
  return json.number(sign .. digits), tonumber(sign .. digits)
end

function coerce.int(value)
  return integer(value, false)
end

function coerce.uint(value)
  return integer(value, true)
end

-- What 0.1 + 0.2 gives is no amount that anybody meant.
local function is_exact(number)
  return tonumber(("%.15g"):format(number)) == number
end

--- Amounts are best given as text or decimals, whose digits stay.
function coerce.float(value)
  if type(value) == "number" then
    if value ~= value or value == math.huge or value == -math.huge then
      return nil, "is no finite number"
    elseif not is_exact(value) then
      return nil, "is not exact (give its digits as text)"
    end
    return value, value
  end
  local number = json.number(text_of(value) or "")
  local plain = number and tonumber(tostring(number))
  if plain == math.huge or plain == -math.huge then
    return nil, "is no finite number"
  end
  return number, plain
end

-- Of what is no text only numbers have one: nil, tables and null have none.
function coerce.string(value)
  local text = text_of(value)
  if type(value) == "userdata" and not json.number(text) then return nil end
  return text, text
end

local BOOLEANS = { ["true"] = true, ["false"] = false }

function coerce.bool(value)
  if type(value) == "string" then value = BOOLEANS[value] end
  if type(value) ~= "boolean" then return nil end
  return value, value
end

return coerce
