-- Parameters by the texts of a command line, of the types that the catalogue
-- has: lists and objects as JSON, or item by item and field by field. Whether
-- the values will do is the check's to say; see check/init.lua.

local item_of = require "tcbilling.catalog".item_of
local json = require "tcbilling.core".json
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"

local parameters = {}

local function names_of(rules)
  local names = {}
  for _, rule in ipairs(rules) do names[rule.name] = rule end
  return names
end

-- Names that a message has room for.
local SHOWN = 8

local function all_of(rules)
  local names = {}
  for i, rule in ipairs(rules) do names[i] = rule.name end
  return #names == 0 and " (there are none)"
    or " (there are " .. table.concat(names, ", ") .. ")"
end

local function rule_of(rules, name, path)
  local names = names_of(rules)
  if names[name] then return names[name] end
  local hint = suggest(name, names)
  return nil, ("unknown parameter %s%s"):format(shown.value(path),
    hint == "" and #rules <= SHOWN and all_of(rules) or hint)
end

-- JSON with its digits, or nil and what is wrong.
local function decode(path, text, what)
  local value, problem = json.decode(text, { lossless = true })
  if value == nil or type(value) ~= "table" then
    return nil, ("%s takes %s as JSON: %s"):format(path, what,
      problem or "this is " .. shown.typed(value))
  end
  return value
end

-- What is in a list: one item, or, as JSON, all of them.
local function add_items(list, api, kind, path, text)
  if text:find "^%s*%[" then
    local all, problem = decode(path, text, "a list")
    if not all then return nil, problem end
    for _, item in ipairs(all) do list[#list + 1] = item end
    return list
  end
  if api.inputs[kind] then
    local item, problem = decode(path, text, "an object, or a list of them,")
    if not item then return nil, problem end
    list[#list + 1] = item
  else
    list[#list + 1] = text
  end
  return list
end

-- The value with one more text.
local function extended(api, rule, value, path, text)
  local kind = item_of(rule.type)
  if kind then
    return add_items(value or json.list {}, api, kind, path, text)
  elseif value ~= nil then
    return nil, path .. " is given twice, and takes one value"
  elseif api.inputs[rule.type] then
    return decode(path, text, "an object")
  end
  return text
end

-- The rules of a parameter's fields, and its value; or nil and why it has none.
local function step_into(api, rule, value, path)
  local rules = api.inputs[rule.type]
  if not rules then
    return nil, ("%s has no fields%s"):format(path,
      item_of(rule.type) and ": it is a list, to be given as JSON" or "")
  end
  return rules, value or {}
end

local function put(api, rules, given, parameter)
  local path, rest = "", parameter.name
  while true do
    local name, dot, behind = rest:match "^([^.]*)(%.?)(.*)$"
    path = path == "" and name or path .. "." .. name
    local rule, problem = rule_of(rules, name, path)
    if not rule then return nil, problem end
    if dot == "" then
      local value
      value, problem = extended(api, rule, given[name], path, parameter.text)
      given[name] = value
      return value ~= nil, problem
    end
    local inner
    rules, inner = step_into(api, rule, given[name], path)
    if not rules then return nil, inner end
    given[name] = inner
    given, rest = inner, behind
  end
end

--- Makes the parameters of a call.
---@param api table    the catalogue of its service
---@param entry table  the action's in it
---@param list table[] { name, text } of the command line; a name may be a path
---@return table? params, string? message
function parameters.new(api, entry, list)
  local params = {}
  for _, parameter in ipairs(list) do
    local done, problem = put(api, entry.input, params, parameter)
    if not done then return nil, problem end
  end
  return params
end

-- The text of a file, or of standard input ("-").
local function read(path)
  if path == "-" then return io.read "*a" or "" end
  local file, problem = io.open(path, "rb")
  if not file then return nil, problem end
  local text
  text, problem = file:read "*a"
  file:close()
  return text, problem
end

--- The parameters that a file holds, a JSON object.
---@param path string "-" for standard input
---@return table? params, string? message
function parameters.read(path)
  local text, problem = read(path)
  local name = path == "-" and "standard input" or path
  if not text then
    return nil, "--input can't be read: " .. shown.value(problem)
  end
  local params
  params, problem = json.decode(text, { lossless = true })
  if problem then
    return nil, ("--input, %s: %s"):format(name, problem)
  elseif type(params) ~= "table" or getmetatable(params) == json.list then
    return nil, ("--input, %s: an object expected, such as {\"Month\": "
      .. "\"2023-08\"}"):format(name)
  end
  return params
end

return parameters
