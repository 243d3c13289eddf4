-- What the facts say of the actions, for specs about the sandbox: the least
-- that a request must give, and whether an answer is as described.
local cjson = require "cjson"

local M = {}

local file = assert(io.open("facts/actions.json", "rb"))
M.services = cjson.decode(file:read "*a").services
file:close()

local FORMS = {
  ["YYYY-MM"] = "2023-06", ["YYYY-MM-DD"] = "2023-06-01",
  ["YYYY-MM-DD HH:MM:SS"] = "2023-06-01 00:00:00",
  ["YYYY-MM-DD (daily cycle) or YYYY-MM"] = "2023-06",
}

local function text(fact, limits)
  if limits.format then return FORMS[limits.format] end
  if fact.name == "Limit" or fact.name == "Offset" then return "1" end
  return ("x"):rep(limits.min_length or 1)
end

local minimal

local function value(fact, objects)
  if fact.values then return fact.values[1] end
  if objects[fact.of] and fact.type == "object" then
    return minimal(objects[fact.of], objects)
  elseif fact.type == "list" then
    local is_object = objects[fact.of] ~= nil
    return { value({ name = "", type = is_object and "object" or fact.of,
      of = fact.of }, objects) }
  end
  if fact.type == "string" then return text(fact, fact.constraint or {}) end
  return fact.type == "float" and 1.5 or fact.type ~= "bool" and 1
end

function minimal(facts, objects)
  local params = {}
  for _, fact in ipairs(facts) do
    local one_of = fact.constraint and fact.constraint.one_of
    if fact.required or one_of and one_of[1] == fact.name then
      params[fact.name] = value(fact, objects)
    end
  end
  return params
end

--- The least that an action takes, and `more`.
function M.minimal(service, name, more)
  local described = M.services[service]
  local params = minimal(described.actions[name].input, described.objects)
  for key, given in pairs(more or {}) do params[key] = given end
  return params
end

local TYPES = { int = "number", int64 = "number", uint64 = "number",
  float = "number", string = "string", bool = "boolean" }

local wrong_in

local function wrong_value(given, fact, objects, path)
  if fact.type == "list" then
    if type(given) ~= "table" then return path end
    local inner = { type = objects[fact.of] and "object" or fact.of,
      of = fact.of }
    for i, item in ipairs(given) do
      local wrong = wrong_value(item, inner, objects, path .. "[" .. i .. "]")
      if wrong then return wrong end
    end
  elseif fact.type == "object" then
    if type(given) ~= "table" then return path end
    return wrong_in(given, objects[fact.of], objects, path .. ".")
  elseif type(given) ~= TYPES[fact.type] then
    return path
  end
end

-- The path to what is absent, or not of its type.
function wrong_in(given, facts, objects, prefix)
  for _, fact in ipairs(facts) do
    local path, field = prefix .. fact.name, given[fact.name]
    if field == cjson.null then
      if not fact.nullable then return path end
    elseif field ~= nil then
      local wrong = wrong_value(field, fact, objects, path)
      if wrong then return wrong end
    elseif not (fact.may_be_absent or fact.disabled) then
      return path
    end
  end
end

--- @return string|nil the path to what an answer lacks or has of a wrong type
function M.wrong(service, name, response)
  local described = M.services[service]
  local action = described.actions[name]
  local switch = action.paging ~= cjson.null and action.paging.count_switch
  local facts = {}
  for _, fact in ipairs(action.output) do
    if not (switch and fact.name == action.paging.count) then
      facts[#facts + 1] = fact
    end
  end
  return wrong_in(response, facts, described.objects, "")
end

return M
