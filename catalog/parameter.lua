-- What the catalogue says of a parameter: its type in a word, and the rules
-- that its value must keep.

local FORMATS = {
  ["YYYY-MM"] = "month",
  ["YYYY-MM-DD"] = "date",
  ["YYYY-MM-DD HH:MM:SS"] = "time",
  ["YYYY-MM-DD (daily cycle) or YYYY-MM"] = "date or month",
}

local SPELLINGS = { ["ASCII"] = "ascii", ["digits only"] = "digits" }

local parameter = {}

local NUMBERS = { uint64 = "uint", int64 = "int" }

--- The word for a type: string, int, uint, float, bool, an object's name, or
--- one of them with [] behind it.
---@param fact table of a parameter or a field
---@return string
function parameter.type_of(fact)
  if fact.type == "list" then
    return (NUMBERS[fact.of] or fact.of) .. "[]"
  elseif fact.type == "object" then
    return fact.of
  end
  return fact.type == "int" and NUMBERS[fact.wire] or fact.type
end

-- "GroupType is tag", "FileType billResourcePack or billDetailPack"
local function condition(text)
  if not text then return nil end
  local name, values = text:gsub("^(%w+) is ", "%1 "):match("^(%w+) (.+)$")
  local list = {}
  for value in (values .. " or "):gmatch("(%w+) or ") do
    list[#list + 1] = value
  end
  assert(#list > 0, text)
  return { name = name, values = list }
end

-- Only what is a date: elsewhere it is a remark.
local function first_date(text)
  return text and text:match("^%d[%d-]+$")
end

-- An unknown value may be right where the list is not complete.
local function is_open(fact, about)
  return fact.values and (fact.disabled or about.kind ~= "write"
    and not about.complete[fact.name]) and true or nil
end

--- The parameter's entry.
---@param fact table
---@param about table { kind (the action's: "read" or "write"), complete (a
---  set of parameters whose values are all listed), least (by name, what a
---  parameter must be at least if no fact says so) }
---@return table
function parameter.entry(fact, about)
  local rule = fact.constraint or {}
  return {
    name = fact.name,
    type = parameter.type_of(fact),
    required = fact.required or nil,
    disabled = fact.disabled or nil,
    default = rule.default,
    format = rule.format and assert(FORMATS[rule.format], rule.format),
    spelling = SPELLINGS[rule.charset or rule.items],
    same_month_as = rule.same_month_as,
    with = rule.together_with,
    not_before = first_date(rule.not_before),
    min = rule.min or about.least[fact.name],
    max = rule.max,
    min_items = rule.min_items,
    max_items = rule.max_items,
    min_length = rule.min_length,
    max_length = rule.max_length,
    values = fact.values,
    open = is_open(fact, about),
    not_values = rule.not_values,
    needed_when = condition(rule.needed_when),
    not_with = condition(rule.not_with),
  }
end

return parameter
