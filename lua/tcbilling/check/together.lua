-- Rules about parameters that go together, or don't.

local shown = require "tcbilling.shown"

local function joined(names)
  return table.concat(names, " and ")
end

-- A list of nothing is as good as none.
local function is_given(value)
  return value ~= nil and not (type(value) == "table" and #value == 0)
end

local function has_all(given, names)
  for _, name in ipairs(names) do
    if not is_given(given[name]) then return false end
  end
  return true
end

-- One of these sets must be given whole.
local function missing_set(sets, given)
  local texts = {}
  for i, names in ipairs(sets) do
    if has_all(given, names) then return nil end
    texts[i] = joined(names)
  end
  return table.concat(texts, ", or ") .. (#texts > 1 and ":" or "")
    .. " one of them is required"
end

-- Does it hold what the condition names? Numbers are json.number's here.
local function holds(condition, given)
  local value = given[condition.name]
  if value == nil then return false end
  for _, wanted in ipairs(condition.values) do
    if tostring(value) == wanted then return true end
  end
  return false
end

local function month_of(text)
  return text:sub(1, #"YYYY-MM")
end

local function problem_with_absent(rule, given)
  if rule.needed_when and holds(rule.needed_when, given) then
    return ("%s is required when %s is %s"):format(rule.name,
      rule.needed_when.name, tostring(given[rule.needed_when.name]))
  end
end

local function problem_with_given(rule, given)
  local name = rule.name
  if rule.with and given[rule.with] == nil then
    return ("%s needs %s"):format(name, rule.with)
  elseif rule.not_with and holds(rule.not_with, given) then
    return ("%s can't be given where %s is %s"):format(name,
      rule.not_with.name, tostring(given[rule.not_with.name]))
  end
  local other = rule.same_month_as
  if other and given[other]
    and month_of(given[other]) ~= month_of(given[name]) then
    return ("%s and %s must be the same month, got %s and %s"):format(name,
      other, shown.value(given[name]), shown.value(given[other]))
  end
end

--- What is wrong with parameters that are right one by one.
---@param entry table of the catalogue: input, one_of
---@param given table parameters, coerced
---@return string? problem
local function together(entry, given)
  for _, rule in ipairs(entry.input) do
    local check = is_given(given[rule.name]) and problem_with_given
      or problem_with_absent
    local problem = check(rule, given)
    if problem then return problem end
  end
  return entry.one_of and missing_set(entry.one_of, given)
end

return together
