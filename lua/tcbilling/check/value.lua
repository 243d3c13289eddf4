-- A parameter's value, held against its rule of the catalogue.

local formats = require "tcbilling.check.formats"
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"

local value_rules = {}

local function is_listed(values, value)
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

local function range(least, most, what)
  if not most then return ("%s%s or more"):format(least, what) end
  return ("%s to %s%s"):format(least or "up", most, what)
end

local function is_outside(rule_min, rule_max, number)
  return rule_min and number < rule_min or rule_max and number > rule_max
end

-- Some numbers are wanted as text.
local function range_problem(rule, value)
  if not (rule.min or rule.max) then return nil end
  local is_number = type(value) == "number" or value:find("^%-?%d+$")
  local number = is_number and tonumber(value)
  if not number or is_outside(rule.min, rule.max, number) then
    return "must be " .. range(rule.min, rule.max, "") .. ", got "
      .. shown.value(value)
  end
end

local SPELLINGS = {
  ascii = { pattern = "^[%z\1-\127]*$", words = "must be ASCII" },
  digits = { pattern = "^%d+$", words = "must be digits" },
}

local function spelling_problem(rule, value)
  local spelling = SPELLINGS[rule.spelling]
  if spelling and not value:find(spelling.pattern) then
    return spelling.words .. ", got " .. shown.value(value)
  end
end

-- Characters of UTF-8: bytes that begin one.
local function length_of(text)
  return #text:gsub("[\128-\191]", "")
end

local function text_length_problem(rule, value)
  if not (rule.min_length or rule.max_length) then return nil end
  local length = length_of(value)
  if is_outside(rule.min_length, rule.max_length, length) then
    return ("must have %s, got %d"):format(range(rule.min_length,
      rule.max_length, " characters"), length)
  end
end

local function format_problem(rule, value)
  if not rule.format then return nil end
  local problem = formats[rule.format](value)
  return problem and shown.value(value) .. " " .. problem
end

-- Values of an open list that a warning has room for.
local SHOWN = 16

-- What the documentation refuses today, and the API may take tomorrow.
local function doubt(rule, value)
  if rule.not_values and is_listed(rule.not_values, value) then
    return "is documented not to be " .. shown.value(value)
  elseif rule.not_before and value < rule.not_before then
    return ("is documented to be %s or later, got %s"):format(rule.not_before,
      value)
  end
end

-- What is wrong, or nil and what to doubt.
local function values_problem(rule, value)
  if not rule.values or is_listed(rule.values, value) then
    return nil, doubt(rule, value)
  end
  local known = texts(rule.values)
  local hint = suggest(value, known)
  if rule.open then
    return nil, "is not a documented value: " .. shown.value(value) .. hint
      .. (hint == "" and #known <= SHOWN
        and " (" .. table.concat(known, ", ") .. ")" or "")
  end
  return "must be one of " .. table.concat(known, ", ") .. "; got "
    .. shown.value(value) .. hint
end

--- What is wrong with a plain value, or nil; and what to warn of.
---@param rule table of the catalogue
---@param value string|number|boolean
---@return string? problem, string? doubt
function value_rules.problem(rule, value)
  local problem = format_problem(rule, value) or range_problem(rule, value)
    or text_length_problem(rule, value) or spelling_problem(rule, value)
  if problem then return problem end
  return values_problem(rule, value)
end

--- What is wrong with a list of so many, or nil.
function value_rules.length_problem(rule, length, path)
  if is_outside(rule.min_items, rule.max_items, length) then
    return ("%s must have %s, got %d"):format(path, range(rule.min_items,
      rule.max_items, " items"), length)
  end
end

return value_rules
