-- Parameters, checked and coerced by what the catalogue says of an action.
--
-- What a user can get wrong comes back as `nil, message`; nothing is sent.
-- Closed lists of values are kept; of open ones the documents disagree among
-- themselves, so an unknown value is sent with a warning.

local json = require "tcbilling.core".json
local month = require "tcbilling.month"
local suggest = require "tcbilling.suggest"
local visible = require "tcbilling.visible"

-- The digits of a number that is whole and exact, or nil.
local function digits_of(number)
  if math.type and math.type(number) == "integer" then
    return ("%d"):format(number)
  end
  if number % 1 == 0 and number >= -2 ^ 53 and number <= 2 ^ 53 then
    return ("%.0f"):format(number)
  end
end

local function shown(value)
  if type(value) == "string" then
    return '"' .. visible(value, 60) .. '"'
  end
  return type(value) == "number" and tostring(value)
    or "a " .. type(value)
end

local LARGEST_INT64 = "9223372036854775807"
local LARGEST_UINT64 = "18446744073709551615"

local function in_range(sign, digits, unsigned)
  local largest = unsigned and LARGEST_UINT64 or LARGEST_INT64
  if sign == "-" and unsigned then return false end
  return #digits < #largest or (#digits == #largest and digits <= largest)
end

local coerce = {}

-- An identifier that came from a file or a command line is text there, and
-- a JSON number on the wire; beyond 2^53 only its digits are exact.
function coerce.int(value, rule)
  local text = type(value) == "number" and digits_of(value)
    or type(value) == "string" and value or ""
  local sign, digits = text:match("^(%-?)0*(%d+)$")
  if not digits then return nil, "must be an integer, got " .. shown(value) end
  if digits == "0" then sign = "" end
  if not in_range(sign, digits, rule.unsigned) then
    return nil, "is out of range: " .. shown(value)
  end
  return json.number(sign .. digits), nil, tonumber(sign .. digits)
end

function coerce.string(value)
  local text = type(value) == "string" and value
    or type(value) == "number" and digits_of(value)
  if not text then return nil, "must be a string, got " .. shown(value) end
  return text, nil, text
end

local function listed(values, value)
  for _, known in ipairs(values) do
    if known == value then return true end
  end
  return false
end

local function texts(values)
  local list = {}
  for i, value in ipairs(values) do list[i] = tostring(value) end
  return list
end

-- What is wrong with a plain value, or nil; and what to warn of.
local function judge(rule, value)
  if rule.month then
    local year, problem = month.parse(value)
    if not year then return shown(value) .. " " .. problem end
  end
  if rule.min and value < rule.min or rule.max and value > rule.max then
    return ("must be %s to %s, got %s"):format(rule.min or "any",
      rule.max or "any", shown(value))
  end
  if rule.values and not listed(rule.values, value) then
    local known = texts(rule.values)
    local hint = suggest(value, known)
    if rule.open then
      return nil, "is not a documented value: " .. shown(value) .. hint
    end
    return "must be one of " .. table.concat(known, ", ") .. "; got "
      .. shown(value) .. hint
  end
  return nil, rule.disabled and "is marked as no longer taken" or nil
end

local function check_unknown(rules, params)
  local known = {}
  for _, rule in ipairs(rules) do known[rule.name] = true end
  for name in pairs(params) do
    if not known[name] then
      return nil, "unknown parameter " .. shown(name) .. suggest(name, known)
    end
  end
  return true
end

local function check_one(rule, value, warn)
  local kind = coerce[rule.type]
  if not kind then return value end
  local coerced, problem, plain = kind(value, rule)
  if problem then return nil, rule.name .. " " .. problem end
  local wrong, doubt = judge(rule, plain)
  if wrong then return nil, rule.name .. " " .. wrong end
  if doubt then warn(rule.name .. " " .. doubt) end
  return coerced
end

local function check_pairs(rules, coerced)
  for _, rule in ipairs(rules) do
    local other = rule.same_month_as
    if other and coerced[other] ~= coerced[rule.name] then
      return nil, ("%s and %s must be the same month, got %s and %s"):format(
        rule.name, other, shown(coerced[rule.name]), shown(coerced[other]))
    end
  end
  return true
end

--- Checks the parameters of an action.
---@param rules table[] the action's `input` in the catalogue
---@param params table  what the user gave
---@param warn fun(message: string) is told of doubtful values
---@return table? coerced a copy that can be encoded as it is
---@return string? message what is wrong, in a sentence
local function check(rules, params, warn)
  local coerced = {}
  local ok, problem = check_unknown(rules, params)
  if not ok then return nil, problem end
  for _, rule in ipairs(rules) do
    local value = params[rule.name]
    if value == nil then
      if rule.required then return nil, rule.name .. " is required" end
    else
      coerced[rule.name], problem = check_one(rule, value, warn)
      if problem then return nil, problem end
    end
  end
  ok, problem = check_pairs(rules, coerced)
  if not ok then return nil, problem end
  return coerced
end

return check
