-- What the catalogue says of a parameter: its type in a word, and the rules
-- that its value must keep.

-- Parameters whose documented values are not the whole truth: the pages and
-- the schema spell transaction types differently, and the others name fields,
-- states and scenes, of which there will be more.
local OPEN_VALUES = {
  ActionType = true,
  BudgetStatus = true,
  Dimension = true,
  Dimensions = true,
  FeeType = true,
  Order = true,
  PayScene = true,
  Sort = true,
  SortField = true,
  Status = true,
  StatusSet = true,
}

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

--- The parameter's entry.
---@param fact table
---@param least integer? what it must be at least, if no fact says so
---@return table
function parameter.entry(fact, least)
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
    min = rule.min or least,
    max = rule.max,
    min_items = rule.min_items,
    max_items = rule.max_items,
    min_length = rule.min_length,
    max_length = rule.max_length,
    values = fact.values,
    open = fact.values and (OPEN_VALUES[fact.name] or fact.disabled) or nil,
    not_values = rule.not_values,
    needed_when = condition(rule.needed_when),
    not_with = condition(rule.not_with),
  }
end

return parameter
