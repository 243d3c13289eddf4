-- Parameters, checked and coerced by what the catalogue says of an action.
--
-- What a user can get wrong comes back as `nil, message`, with the path to it;
-- nothing is sent. Closed lists of values are kept; of open ones the
-- documents disagree among themselves, so an unknown value is sent with a
-- warning.

local coerce = require "tcbilling.check.coerce"
local item_of = require "tcbilling.catalog".item_of
local list = require "tcbilling.core".json.list
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"
local together = require "tcbilling.check.together"
local value_rules = require "tcbilling.check.value"

-- Parameters nest three deep where they don't hold themselves; a table that
-- holds itself does so for ever.
local DEEPEST = 32

local NAMES = { int = "integer", uint = "integer", float = "number",
  bool = "boolean", string = "string" }

local function expected(path, what, got)
  return nil, ("%s: %s expected, got %s"):format(path, what, got)
end

-- The names that a list of rules knows, once for each list.
local known = setmetatable({}, { __mode = "k" })

local function names_of(rules)
  local names = known[rules]
  if not names then
    names = {}
    for _, rule in ipairs(rules) do names[rule.name] = true end
    known[rules] = names
  end
  return names
end

-- What is given: the parameters (`path` is "") or a table in them.
local function check_unknown(rules, given, path)
  local names = names_of(rules)
  for name in pairs(given) do
    if not names[name] then
      local full = type(name) == "string" and path .. name
        or ("%s[%s]"):format(path:gsub("%.$", ""), type(name) == "number"
          and tostring(name) or type(name))
      return nil, "unknown parameter " .. shown.value(full)
        .. suggest(name, names)
    end
  end
  return true
end

local MOST_DOUBTS = 10

local function doubt(context, path, text)
  local doubts = context.doubts
  if #doubts < MOST_DOUBTS then doubts[#doubts + 1] = path .. " " .. text end
end

local function check_plain(context, rule, kind, value, path)
  local coerced, plain = coerce[kind](value)
  if coerced == nil then
    if not plain then
      return expected(path, NAMES[kind], shown.typed(value)
        .. (kind == "string" and type(value) == "number"
          and " (give its digits as text)" or ""))
    end
    return nil, ("%s %s: %s"):format(path, plain, shown.value(value))
  end
  local wrong, doubtful = value_rules.problem(rule, plain)
  if wrong then return nil, path .. " " .. wrong end
  if doubtful then doubt(context, path, doubtful) end
  return coerced
end

local check_fields

local function check_object(context, kind, value, path)
  if type(value) ~= "table" then
    return expected(path, "table with names", shown.typed(value))
  elseif value[1] ~= nil or getmetatable(value) == list then
    return expected(path, "table with names", "list")
  end
  return check_fields(context, context.inputs[kind], value, path .. ".")
end

-- One value: a plain one, or an object.
local function check_one(context, rule, kind, value, path)
  if coerce[kind] then
    return check_plain(context, rule, kind, value, path)
  end
  context.depth = context.depth + 1
  if context.depth > DEEPEST then
    return nil, path .. " is nested too deeply"
  end
  local coerced, problem = check_object(context, kind, value, path)
  context.depth = context.depth - 1
  return coerced, problem
end

-- How many items a list has; or nil and why it is none.
local function count_items(value, path)
  local n = 0
  for key in pairs(value) do
    if type(key) ~= "number" or key % 1 ~= 0 or key < 1 then
      return expected(path, "list", "table with names")
    end
    n = n + 1
  end
  for i = 1, n do
    if value[i] == nil then
      return nil, ("%s[%d] is missing"):format(path, i)
    end
  end
  return n
end

local function check_list(context, rule, kind, value, path)
  if type(value) ~= "table" then
    return expected(path, "list", shown.typed(value))
  end
  local n, problem = count_items(value, path)
  problem = problem or value_rules.length_problem(rule, n, path)
  if problem then return nil, problem end
  local coerced = list {}
  for i = 1, n do
    coerced[i], problem = check_one(context, rule, kind, value[i],
      ("%s[%d]"):format(path, i))
    if problem then return nil, problem end
  end
  return coerced
end

local function check_any(context, rule, value, path)
  local kind = item_of(rule.type)
  if rule.disabled then doubt(context, path, "is marked as no longer taken") end
  if kind then return check_list(context, rule, kind, value, path) end
  return check_one(context, rule, rule.type, value, path)
end

-- All that are required and absent, in a sentence, or nil.
local function missing(rules, given, path)
  local names
  for _, rule in ipairs(rules) do
    if rule.required and given[rule.name] == nil then
      names = names or {}
      names[#names + 1] = path .. rule.name
    end
  end
  return names and table.concat(names, " and ")
    .. (#names > 1 and " are required" or " is required")
end

function check_fields(context, rules, given, path)
  local coerced = {}
  local _, problem = check_unknown(rules, given, path)
  problem = problem or missing(rules, given, path)
  if problem then return nil, problem end
  for _, rule in ipairs(rules) do
    local value = given[rule.name]
    if value ~= nil then
      coerced[rule.name], problem = check_any(context, rule, value,
        path .. rule.name)
      if problem then return nil, problem end
    end
  end
  return coerced
end

--- Checks the parameters of an action.
---@param api table     the catalogue of its service
---@param entry table   the action's in it
---@param params table  what the user gave
---@param warn fun(message: string) is told of doubtful values, if all is right
---@return table? coerced a copy that can be encoded as it is
---@return string? message what is wrong, in a sentence
local function check(api, entry, params, warn)
  local context = { inputs = api.inputs, doubts = {}, depth = 0 }
  local coerced, problem = check_fields(context, entry.input, params, "")
  if not coerced then return nil, problem end
  problem = together(entry, coerced)
  if problem then return nil, problem end
  for _, text in ipairs(context.doubts) do warn(text) end
  return coerced
end

return check
