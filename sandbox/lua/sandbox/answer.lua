-- The answer of an action that has no handler of its own, made from the
-- description of its output. Nothing is remembered: a write changes nothing.
local json = require "sandbox.json"
local places = require "sandbox.places"
local random = require "sandbox.random"
local settings = require "sandbox.settings"
local turns = require "sandbox.turns"
local writers = require "sandbox.writers"

local M = {}

local concat = table.concat
local MOST_ITEMS = 3

local function base_of(action, name)
  return random.hash(concat({ settings.now.seed, action.service, action.name,
    name }, "|"))
end

-- The rows from `from` to before `to`: each begins anew from its index.
local function list_json(action, field, from, to)
  local base, texts = base_of(action, field.name), {}
  for index = from, to - 1 do
    local n = #texts + 1
    texts[n] = field.item(index, random.state(base, index))
    turns.pause(n)
  end
  return "[" .. concat(texts, ",") .. "]"
end

local function page_json(action, field, place, shift)
  turns.begin(place.limit)
  local text = list_json(action, field, place.offset - shift,
    place.stop - shift)
  turns.finish(place.limit)
  return text
end

local function add_page(given, action, params, plan)
  local place, code, why = places.find(action, params)
  if not place then return nil, code, why end
  local field, wrapper = places.items(action, writers.of(action))
  local shift = plan.shift or 0
  local total = math.max(settings.now.rows + shift, 0)
  place.stop = math.max(place.offset,
    math.min(place.offset + place.limit, total))
  places.describe(given, action, params, place, wrapper, total,
    plan.total or total)
  local holder = wrapper and given[wrapper] or given
  holder[field.name] = page_json(action, field, place, shift)
  return true
end

local function add_status(given, action, plan)
  local names, second = action.inner_status, plan.second_status or {}
  if not names then return end
  given[names.code] = ("%.0f"):format(second.code or 0)
  given[names.message] = json.quote(second.message or "success")
end

local compose

-- The items of a list at the top are rows, too: a few.
local function top_json(action, field, state)
  return writers.write(field, 0, state, field.item and function(_, drawn)
    local count = random.natural(drawn) % (MOST_ITEMS + 1)
    return list_json(action, field, 0, count)
  end)
end

function compose(action, fields, given, state)
  local texts = {}
  for _, field in ipairs(fields) do
    local text = given[field.name]
    if type(text) == "table" then
      text = "{" .. compose(action, field.members, text, state) .. "}"
    end
    if text == nil then
      text = top_json(action, field, state)
    else
      text = text and field.head .. text
    end
    if text then texts[#texts + 1] = text end
  end
  return concat(texts, ",")
end

-- Everything but the flag is null then.
local function not_ready(action)
  local given = {}
  for _, field in ipairs(action.output) do given[field.name] = "null" end
  given[action.ready_flag] = "0"
  return given
end

-- Rows are of the month that is asked for, if one is.
local function of_month(text, params)
  local month = params.BeginTime or params.Month or params.BillMonth
  if not month then return text end
  return (text:gsub('("BillMonth":)"%d%d%d%d%-%d%d"',
    '%1"' .. month:sub(1, 7) .. '"'))
end

--- @return string fields of the answer as JSON, maybe none; or nil, code,
---   message
function M.make(action, params, plan)
  local given = {}
  add_status(given, action, plan)
  if action.ready_flag then given[action.ready_flag] = "1" end
  if action.paging then
    local added, code, why = add_page(given, action, params, plan)
    if not added then return nil, code, why end
  end
  if plan.not_ready then given = not_ready(action) end
  return of_month(compose(action, writers.of(action), given,
    base_of(action, "")), params)
end

return M
