-- From the fields of an answer, as the facts have them, to functions that
-- write them: a field's `write(index, state)` returns its JSON, a pure function
-- of the row's index and of a state that is drawn from seed, action and row.
local amounts = require "sandbox.amounts"
local json = require "sandbox.json"
local random = require "sandbox.random"

local M = {}

local format, natural, step = string.format, random.natural, random.step
local concat = table.concat

local MOST_ITEMS = 3
local DEEPEST = 3 -- times that an object may be within itself
local SELDOM = 16 -- one in so many is null, one absent, one very large

local member

local function write_month(_, state)
  return format('"%d-%02d"', 2020 + natural(state) % 6,
    natural(step(state)) % 12 + 1)
end

local function string_writer(fact)
  if fact.name == "Month" or fact.name == "BillMonth" then
    return write_month
  end
  local prefix = json.quote(fact.name .. " "):sub(1, -2)
  return function(index) return prefix .. index .. '"' end
end

-- Ids reach into the last thousands of their type, where no double follows.
local function id_writer(is_unsigned)
  local large = is_unsigned and "1844674407370955%04d" or "922337203685477%04d"
  local range = is_unsigned and 1616 or 5808
  return function(_, state)
    local n = natural(step(state))
    if natural(state) % SELDOM == 0 then return format(large, n % range) end
    return format("7%011d", n % 1000000)
  end
end

local function write_small(_, state)
  return format("%d", natural(state) % 1000)
end

local function write_float(_, state)
  return format("%d.%02d", natural(state) % 100, natural(step(state)) % 100)
end

local function write_bool(_, state)
  return natural(state) % 2 == 0 and "true" or "false"
end

local function object_writer(members)
  return function(index, state)
    local parts, n = {}, 0
    for i = 1, #members do
      local text = M.write(members[i], index, state)
      if text then
        n = n + 1
        parts[n] = text
      end
    end
    return "{" .. concat(parts, ",") .. "}"
  end
end

local function list_writer(write)
  return function(index, state)
    local items = {}
    for i = 1, natural(state) % (MOST_ITEMS + 1) do
      items[i] = write(index, random.state(state, i))
    end
    return "[" .. concat(items, ",") .. "]"
  end
end

local function scalar_writer(fact, type)
  if fact.money then
    local write = amounts.writer(fact.money)
    return function(_, state) return write(state) end
  end
  if type == "string" then return string_writer(fact) end
  if type == "float" then return write_float end
  if type == "bool" then return write_bool end
  if type == "int" and fact.name:find "Uin$" or fact.name:find "Id$" then
    return id_writer(fact.wire == "uint64")
  end
  return write_small -- int, int64, uint64
end

-- The first is always there: no row is without anything to know it by.
local function members_of(fields, objects, above)
  local list = {}
  for i, fact in ipairs(fields) do list[i] = member(fact, objects, above) end
  if list[1] then list[1].nullable, list[1].may_be_absent = nil, nil end
  return list
end

-- `above` counts the objects that this field is within.
function member(fact, objects, above)
  local made = { name = fact.name, head = json.quote(fact.name) .. ":",
    salt = random.hash(fact.name), nullable = fact.nullable,
    may_be_absent = fact.may_be_absent }
  local fields = objects[fact.of]
  if fields and (above[fact.of] or 0) >= DEEPEST then
    function made.write() return fact.type == "list" and "[]" or "{}" end
    return made
  end
  if fields then
    local within = setmetatable({ [fact.of] = (above[fact.of] or 0) + 1 },
      { __index = above })
    made.members = members_of(fields, objects, within)
  end
  local write = made.members and object_writer(made.members)
    or scalar_writer(fact, fact.type == "list" and fact.of or fact.type)
  if fact.type == "list" then made.item, write = write, list_writer(write) end
  made.write = write
  return made
end

--- A field with its name, or nil where it is absent.
--- @param write function|nil in place of the field's own
function M.write(field, index, state, write)
  state = random.state(field.salt, state)
  local chance = natural(state) % SELDOM
  if chance == 0 and field.may_be_absent then return nil end
  if chance == 1 and field.nullable then return field.head .. "null" end
  return field.head .. (write or field.write)(index, step(state))
end

local made = {}

--- The fields of an action's answer: a list of { name, head, write }, those
--- that are objects or lists of them with `members`, lists with `item`, which
--- writes one item.
function M.of(action)
  made[action] = made[action]
    or members_of(action.output, action.objects, {})
  return made[action]
end

return M
