-- The actions of a service for the Lua language server: what each takes and
-- returns.

local parameter = require "catalog.parameter"

local annotations = {}

local PLAIN = { int = "integer", uint = "integer", float = "number",
  bool = "boolean", string = "string" }

-- What is taken for a value of such a type; see check/coerce.lua.
local TAKEN = { int = "integer|string", uint = "integer|string",
  float = "number|string|tcbilling.Decimal", bool = "boolean",
  string = "string|integer" }

local UNITS = { USD = "USD", cent = "cents",
  ["USD x 100000000"] = "USD x 1e8", unstated = "of an unstated unit" }

local function class_of(prefix, name)
  return ("%s.%s"):format(prefix, name)
end

-- The words of the catalogue as types of the language server.
local function type_name(prefix, kind, plain)
  local item = kind:match("^(.+)%[%]$")
  if item then
    local name = type_name(prefix, item, plain)
    return (name:find("|", 1, true) and "(" .. name .. ")" or name) .. "[]"
  end
  return plain[kind] or class_of(prefix, kind)
end

local function quoted(values)
  local list = {}
  for i, value in ipairs(values) do
    list[i] = type(value) == "string" and ("%q"):format(value)
      or ("%d"):format(value)
  end
  return table.concat(list, "|")
end

local function taken(prefix, rule)
  if rule.format then return "string" end
  if not rule.values or rule.open or rule.type:find("%[%]$") then
    return type_name(prefix, rule.type, TAKEN)
  end
  return quoted(rule.values)
end

local FORMATS = { month = "YYYY-MM", date = "YYYY-MM-DD",
  time = "YYYY-MM-DD HH:MM:SS", ["date or month"] = "YYYY-MM-DD or YYYY-MM" }

local function range(least, most, what)
  if not (least or most) then return nil end
  return ("%s%s%s"):format(least and ("%d"):format(least) or "up",
    most and (" to %d"):format(most) or " or more", what)
end

local MOST_VALUES = 12 -- that a line has room for

-- The values of a list that is open, or of which items are.
local function documented(rule)
  if not rule.values or #rule.values > MOST_VALUES
    or not (rule.open or rule.type:find("%[%]$")) then
    return nil
  end
  return (rule.open and "such as " or "of ") .. quoted(rule.values)
end

local function condition(what, given)
  return given and ("%s where %s is %s"):format(what, given.name,
    table.concat(given.values, " or "))
end

-- What there is to say of a parameter's value.
local function remarks(rule)
  local list = {}
  local function add(text) list[#list + 1] = text or nil end
  add(rule.disabled and "no longer taken")
  add(FORMATS[rule.format])
  add(rule.not_before and rule.not_before .. " or later")
  add(rule.spelling)
  add(range(rule.min, rule.max, ""))
  add(range(rule.min_items, rule.max_items, " items"))
  add(range(rule.min_length, rule.max_length, " characters"))
  add(documented(rule))
  add(rule.with and "with " .. rule.with)
  add(condition("required", rule.needed_when))
  add(condition("not", rule.not_with))
  add(rule.default and "default " .. (type(rule.default) == "number"
    and ("%d"):format(rule.default) or rule.default))
  return #list > 0 and " " .. table.concat(list, "; ") or ""
end

local function parameter_lines(prefix, rules, lines)
  for _, rule in ipairs(rules) do
    lines[#lines + 1] = ("---@field %s%s %s%s"):format(rule.name,
      rule.required and "" or "?", taken(prefix, rule), remarks(rule))
  end
end

-- An amount that is a JSON number with a fraction arrives as text.
local function field_line(prefix, fact)
  local kind, remark = parameter.type_of(fact), ""
  if fact.money then
    remark = " " .. UNITS[fact.money.unit]
    if kind == "float" then kind = "string" end
  end
  local is_optional = fact.may_be_absent or fact.nullable
    or fact.type == "list" or fact.type == "object"
  return ("---@field %s%s %s%s"):format(fact.name, is_optional and "?" or "",
    type_name(prefix, kind, PLAIN), remark)
end

local function field_lines(prefix, list, lines)
  for _, fact in ipairs(list) do
    lines[#lines + 1] = field_line(prefix, fact)
  end
end

local function sorted(t)
  local names = {}
  for name in pairs(t) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- The names of objects in these parameters or fields, and in those.
local function reach(list, objects, found)
  for _, fact in ipairs(list) do
    if objects[fact.of] and not found[fact.of] then
      found[fact.of] = true
      reach(objects[fact.of], objects, found)
    end
  end
end

local function add_classes(prefix, objects, names, line_adder, lines)
  for _, name in ipairs(names) do
    lines[#lines + 1] = ("\n---@class %s"):format(class_of(prefix, name))
    line_adder(prefix, objects[name], lines)
  end
end

-- The objects that answers are made of.
local function answered(facts)
  local found = {}
  for _, fact in pairs(facts.actions) do
    reach(fact.output, facts.objects, found)
  end
  return sorted(found)
end

local function has_required(rules)
  for _, rule in ipairs(rules) do
    if rule.required then return true end
  end
  return false
end

-- "Month, or BeginTime and EndTime"
local function alternatives(sets)
  local texts = {}
  for i, names in ipairs(sets) do texts[i] = table.concat(names, " and ") end
  return table.concat(texts, ", or ")
end

local function headline(entry)
  local words = { entry.moves_money and "Pays or moves credit."
    or entry.kind == "write" and "Changes something." or "Reads.",
    ("%d request%s a second."):format(entry.rate or 20,
      entry.rate == 1 and "" or "s") }
  if entry.paging then words[#words + 1] = "One page; see `rows`." end
  if entry.one_of then
    words[#words + 1] = "Takes " .. alternatives(entry.one_of) .. "."
  end
  return table.concat(words, " ")
end

local function add_action(names, fact, entry, action, lines)
  local class = class_of(names.prefix, action)
  lines[#lines + 1] = ("\n---@class %s.Params"):format(class)
  parameter_lines(names.inputs, entry.input, lines)
  lines[#lines + 1] = ("\n---@class %s.Response"):format(class)
  field_lines(names.prefix, fact.output, lines)
  lines[#lines + 1] = "---@field RequestId string"
  lines[#lines + 1] = ("\n--- %s\n---@param params%s %s.Params"):format(
    headline(entry), has_required(entry.input) and "" or "?", class)
  lines[#lines + 1] = "---@param options? tcbilling.CallOptions"
  lines[#lines + 1] = ("---@return %s.Response? response"):format(class)
  lines[#lines + 1] = "---@return string? message"
  lines[#lines + 1] = "---@return tcbilling.Detail detail"
  lines[#lines + 1] = ("function %s:%s(params, options) end"):format(
    names.variable, action)
end

--- The annotations of all actions of a service.
---@param variable string what their methods are added to
---@param facts table   of the service
---@param catalog table made of them
---@return string
function annotations.of(variable, facts, catalog)
  local prefix = "tcbilling." .. catalog.service
  local names = { prefix = prefix, inputs = prefix .. ".params",
    variable = variable }
  local lines = {}
  add_classes(names.inputs, catalog.inputs, sorted(catalog.inputs),
    parameter_lines, lines)
  add_classes(prefix, facts.objects, answered(facts), field_lines, lines)
  for _, action in ipairs(sorted(facts.actions)) do
    add_action(names, facts.actions[action], catalog.actions[action], action,
      lines)
  end
  return table.concat(lines, "\n") .. "\n"
end

return annotations
