-- What is known of every action: facts/actions.json, as plain Lua.

local cjson = require "cjson"

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "*a"
  file:close()
  return text
end

-- Without null, and with whole numbers that are integers in Lua 5.4, too.
local function plain(value)
  if value == cjson.null then return nil end
  if type(value) == "number" then
    return value % 1 == 0 and math.floor(value) or value
  elseif type(value) ~= "table" then
    return value
  end
  local copy = {}
  for key, item in pairs(value) do copy[key] = plain(item) end
  return copy
end

local facts = {}

facts.services = plain(cjson.decode(read "facts/actions.json").services)

--- All actions, sorted: a list of { service, action }.
facts.actions = {}
for service, fact in pairs(facts.services) do
  for action in pairs(fact.actions) do
    facts.actions[#facts.actions + 1] = { service = service, action = action }
  end
end
table.sort(facts.actions, function(a, b)
  if a.service ~= b.service then return a.service < b.service end
  return a.action < b.action
end)

---@return table fact { input, output, paging, ready_flag, ... }
function facts.of(service, action)
  return facts.services[service].actions[action]
end

--- The members of an object, or nil: `of` names none.
function facts.members(service, of)
  return facts.services[service].objects[of]
end

-- Parameters whose documented values are all that there are.
local COMPLETE = {}
for _, name in ipairs(cjson.decode(read "facts/judgements.json")
  .complete_values.parameters) do
  COMPLETE[name] = true
end

--- Whether other values than the documented ones, or any, are doubtful but
--- may be sent.
---@param member table
---@param fact table of its action
function facts.is_open(member, fact)
  return member.disabled or member.values and fact.kind ~= "write"
    and not COMPLETE[member.name]
end

local PLAIN_TYPES = {
  string = { type = "string" },
  int64 = { type = "int", wire = "int64" },
  uint64 = { type = "int", wire = "uint64" },
}

--- What an item of a list is, as a member.
function facts.item_of(member)
  local kind = PLAIN_TYPES[member.of] or { type = "object", of = member.of }
  return { type = kind.type, wire = kind.wire, of = kind.of,
    name = member.name, values = member.values,
    constraint = member.constraint and { items = member.constraint.items } }
end

return facts
