-- Answers that an action could give, made from its output schema.

local documents = require "spec.documents"
local facts = require "spec.facts"
local random = require "spec.random"

local TEXTS = { "", "a", "北京", "é/€ 😀", '"\\\n\t\1', ("x"):rep(40),
  "2026-07-31 23:59:59", "700000686592", "null", "[]" }
local TEXT_MONEY = { "12.50", "0", "-", "-0.00000001", "1234567.12345678" }
local FRACTIONS = { "12.50", "0", "-3", "0.10", "-0.00000001",
  "1.2345678E+4", "12345678901.1234567800", "1e-7", "100" }
local INTEGERS = { "0", "1", "-7", "700000686592", "9007199254740992",
  "9007199254740993", "-9007199254740994", "9223372036854775807",
  "-9223372036854775808" }
local UNSIGNED = { "0", "1", "42", "700000686592", "9007199254740993",
  "9223372036854775808", "18446744073709551615" }

local DEEPEST = 4 -- some objects hold lists of themselves

local make

local function object_of(members, context, depth)
  local object = {}
  for _, member in ipairs(members) do
    local document = make(member, context, depth)
    if document then object[#object + 1] = { member.name, document } end
  end
  return { object = object }
end

local function list_of(member, context, depth)
  local item, list = facts.item_of(member), {}
  local most = depth >= DEEPEST and item.type == "object" and 0 or 3
  for i = 1, context.random:between(0, most) do
    local is_null = item.type ~= "object" and context.random:once_in(6)
    list[i] = is_null and { null = true } or make(item, context, depth)
  end
  return { list = list }
end

local function int_of(member, context)
  local list = member.wire == "uint64" and UNSIGNED or INTEGERS
  return { number = context.random:one_of(list) }
end

local function text_of(member, context)
  return { string = context.random:one_of(member.money and TEXT_MONEY
    or TEXTS) }
end

local function value_of(member, context, depth)
  if member.type == "list" then return list_of(member, context, depth) end
  if member.type == "object" then
    return object_of(facts.members(context.service, member.of), context,
      depth + 1)
  elseif member.type == "int" then
    return int_of(member, context)
  elseif member.type == "float" then
    return { number = context.random:one_of(FRACTIONS),
      is_money = member.money ~= nil }
  elseif member.type == "bool" then
    return { boolean = context.random:once_in(2) }
  end
  return text_of(member, context)
end

-- A member's document; nil: absent.
function make(member, context, depth)
  local fixed = depth == 0 and context.fixed[member.name]
  if member.may_be_absent and context.random:once_in(4) then return nil end
  if fixed then return { number = fixed } end
  if member.nullable and context.random:once_in(3) then
    return { null = true }
  end
  return value_of(member, context, depth)
end

-- Fields by which an answer says that it is one, if they are there.
local function fixed_fields(fact)
  local fixed = {}
  if fact.ready_flag then fixed[fact.ready_flag] = "1" end
  if fact.inner_status then fixed[fact.inner_status.code] = "0" end
  return fixed
end

--- A good answer of an action.
---@param service string
---@param action string
---@param seed integer
---@return table answer { text: its body; canonical: the same, as an encoder
---  must write it; response: what decoding must give }
return function(service, action, seed)
  local fact = facts.of(service, action)
  local chance = random.new(("answer %s %s %d"):format(service, action, seed))
  local response = object_of(fact.output, { service = service,
    random = chance, fixed = fixed_fields(fact) }, 0)
  local members = response.object
  if chance:once_in(3) then -- newer than the schema
    members[#members + 1] = { "BrandNew", { number = "1.50" } }
  end
  table.insert(members, chance:between(1, #members + 1),
    { "RequestId", { string = "r-" .. seed } })
  local whole = { object = { { "Response", response } } }
  return {
    text = documents.loose(whole, chance),
    canonical = documents.canonical(whole),
    response = documents.decoded(response),
  }
end
