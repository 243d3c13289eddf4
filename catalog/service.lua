-- A service's catalogue, out of the facts: what lua/tcbilling/catalog/ holds.

local cjson = require "cjson"
local parameter = require "catalog.parameter"

local service = {}

-- The word for an amount, by its unit and what it is on the wire.
local AMOUNTS = {
  ["USD/decimal string"] = "usd",
  ["USD/float"] = "usd_number",
  ["cent/int"] = "cents",
  ["cent/float"] = "cents_number",
  ["USD x 100000000/int"] = "usd_e8",
  ["unstated/float"] = "amount_number",
}

local function given(value)
  if value ~= cjson.null then return value end
end

local function field_type(fact)
  if not fact.money then return parameter.type_of(fact) end
  local form = fact.money.unit .. "/" .. fact.money.wire
  return assert(AMOUNTS[form], form)
end

local function fields(list)
  local types = {}
  for _, fact in ipairs(list) do types[fact.name] = field_type(fact) end
  return types
end

local function named(list, name)
  for _, fact in ipairs(list) do
    if fact.name == name then return fact end
  end
end

-- Styles as they are read: by row offsets, by page numbers, by tokens.
local STYLES = {
  ["offset"] = "offset",
  ["offset-as-string"] = "offset",
  ["offset-or-context"] = "offset",
  ["page"] = "page",
  ["page-in-offset"] = "page",
  ["token"] = "token",
}

-- Where rows are, and what they are made of.
local function find_rows(fact, facts, judgements)
  local name = fact.paging.items
  local rows = named(fact.output, name)
  if rows.type ~= "object" then return name, rows end
  local list = judgements.rows.list
  return name .. "." .. list, named(facts.objects[rows.of], list)
end

-- May an answer have neither rows nor a count? `path` leads to either.
local function may_lack_field(fact, path)
  local field = named(fact.output, path:match("^[^.]+"))
  return field.may_be_absent or field.nullable
end

local function may_be_empty(fact, paging)
  return paging.count and may_lack_field(fact, paging.items)
    and may_lack_field(fact, paging.count) and true or nil
end

local function contains(list, value)
  for _, item in ipairs(list) do
    if item == value then return true end
  end
end

local function paging_entry(action, fact, facts, judgements)
  local paging = given(fact.paging)
  if not paging then return nil end
  local style = assert(STYLES[paging.style], paging.style)
  local first = paging.first_page
  local may_be_rows = contains(judgements.may_be_rows.actions, action)
  if may_be_rows then style, first = "page", 0 end
  local items, rows = find_rows(fact, facts, judgements)
  return {
    style = style,
    at = paging.offset or paging.page or paging.token_in,
    first = first,
    may_be_rows = may_be_rows,
    limit = paging.limit,
    context = style == "offset" and paging.token_in or nil,
    items = items,
    count = paging.count,
    count_switch = paging.count_switch,
    may_be_empty = may_be_empty(fact, paging),
    identity = judgements.identity.objects[rows.of],
  }
end

-- The sets of parameters of which one must be given whole.
local function alternatives(input)
  for _, fact in ipairs(input) do
    local sets = fact.constraint and fact.constraint.one_of
    if sets then
      local list = {}
      for i, set in ipairs(sets) do
        list[i] = {}
        for name in set:gmatch("[^+]+") do
          list[i][#list[i] + 1] = name
        end
      end
      return list
    end
  end
end

local function parameters(input, about)
  local list = {}
  for i, fact in ipairs(input) do
    list[i] = parameter.entry(fact, about)
  end
  return list
end

local function set(list)
  local members = {}
  for _, item in ipairs(list) do members[item] = true end
  return members
end

-- What parameter.entry wants to know.
local function about(kind, judgements, paging)
  local least = {}
  if paging then
    least[paging.limit] = 1
    if paging.style ~= "token" then least[paging.at] = paging.first or 0 end
  end
  return { kind = kind, least = least,
    complete = set(judgements.complete_values.parameters) }
end

local function inner_status(fact)
  return fact and { code = fact.code, message = fact.message }
end

-- Whether the flag may be absent from an answer that is ready.
local function may_lack(fact, flag)
  local field = flag and named(fact.output, flag)
  return field and field.may_be_absent or nil
end

local function action_entry(action, fact, facts, judgements)
  local paging = paging_entry(action, fact, facts, judgements)
  return {
    kind = fact.kind,
    rate = given(fact.rate_per_second),
    moves_money = fact.moves_money,
    input = parameters(fact.input, about(fact.kind, judgements, paging)),
    one_of = alternatives(fact.input),
    output = fields(fact.output),
    paging = paging,
    ready = fact.ready_flag,
    may_lack_ready = may_lack(fact, fact.ready_flag),
    status = inner_status(fact.inner_status),
    errors = given(fact.errors),
  }
end

-- Adds the objects that these parameters are made of.
local function add_inputs(list, facts, inputs, judgements)
  for _, fact in ipairs(list) do
    local object = facts.objects[fact.of]
    if object and not inputs[fact.of] then
      inputs[fact.of] = parameters(object, about("write", judgements))
      add_inputs(object, facts, inputs, judgements)
    end
  end
end

-- Adds those that answers are made of.
local function add_objects(list, facts, objects)
  for _, fact in ipairs(list) do
    local object = facts.objects[fact.of]
    if object and not objects[fact.of] then
      objects[fact.of] = fields(object)
      add_objects(object, facts, objects)
    end
  end
end

--- The catalogue of a service.
---@param name string
---@param facts table of the service
---@param judgements table of facts/judgements.json
---@return table { service, version, actions, inputs, objects }
function service.catalog(name, facts, judgements)
  local catalog = { service = name, version = facts.version,
    actions = {}, inputs = {}, objects = {} }
  for action, fact in pairs(facts.actions) do
    catalog.actions[action] = action_entry(action, fact, facts, judgements)
    add_inputs(fact.input, facts, catalog.inputs, judgements)
    add_objects(fact.output, facts, catalog.objects)
  end
  return catalog
end

return service
