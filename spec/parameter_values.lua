-- Right values of single parameters: as a program may give them, and as the
-- JSON texts that must be sent for them.

local decimal = require "tcbilling".decimal
local documents = require "spec.documents"
local facts = require "spec.facts"
local texts = require "spec.parameter_texts"

local values = {}

local TEXTS = { "", "a", "北京", "é/€ 😀", '"\\\n\t\1', ("x"):rep(40),
  "700000686592", "-7", "true" }

-- Beyond what a Lua number holds, on one Lua or both.
local LARGE = { "9007199254740993", "9223372036854775807" }
local LARGE_SIGNED = { "-9007199254740993", "-9223372036854775808" }
local LARGE_UNSIGNED = { "9223372036854775808", "18446744073709551615" }

local FRACTIONS = {
  { "12.50", "12.50" },
  { "-0.00000001", "-0.00000001" },
  { "1234567.12345678", "1234567.12345678" },
  { "100", "100" },
  { 12.5, "12.5" },
  { 0.1, "0.1" },
  { 3, "3" },
  { decimal "1.10", "1.10" },
  { decimal "-20", "-20" },
}

local DEEPEST = 3 -- of objects that hold lists of themselves

-- By type

local make = {}

function make.string(member, context)
  local text = texts.make(member, context)
    or context.random:one_of(TEXTS)
  local given = text
  if text:find "^%-?[1-9]%d*$" and #text < 15 and context.random:once_in(2) then
    given = math.floor(tonumber(text))
  end
  return given, documents.quote(text)
end

local function bounds(member, context)
  local rule = member.constraint or {}
  local paging = context.paging or {}
  local name = member.name
  if rule.min then return rule.min, rule.max or 1000 end
  if paging.limit == name or paging.page == name then
    return 1, rule.max or 100
  end
  return rule.max and 1 or 0, rule.max or 1000
end

local function large(member, context)
  local is_unsigned = member.wire == "uint64"
  if context.random:once_in(2) then return context.random:one_of(LARGE) end
  return context.random:one_of(is_unsigned and LARGE_UNSIGNED or LARGE_SIGNED)
end

local function is_bounded(member, context)
  local rule, paging = member.constraint or {}, context.paging or {}
  return rule.min or rule.max or paging.limit == member.name
    or paging.offset == member.name or paging.page == member.name
end

function make.int(member, context)
  local random = context.random
  local number
  if member.values then
    number = random:one_of(member.values)
  elseif is_bounded(member, context) or random:once_in(2) then
    number = random:between(bounds(member, context))
  elseif context.is_wild and random:once_in(3) then
    local text = large(member, context)
    return text, text
  else
    number = 700000000000 + random:below(1000000)
  end
  local text = ("%d"):format(number)
  if not random:once_in(3) then return number, text end
  return random:once_in(2) and number >= 0 and "00" .. text or text, text
end

function make.float(_, context)
  local case = context.random:one_of(FRACTIONS)
  return case[1], case[2]
end

function make.bool(_, context)
  local value = context.random:once_in(2)
  local text = tostring(value)
  if context.random:once_in(2) then return text, text end
  return value, text
end

local function count_of(member, context)
  local rule = member.constraint or {}
  local least = rule.min_items or 0
  if not context.is_wild or rule.one_of then least = math.max(least, 1) end
  return context.random:between(least, math.min(rule.max_items or 3, 3))
end

function make.list(member, context)
  local item = facts.item_of(member)
  local count = count_of(member, context)
  if context.depth >= DEEPEST and item.type == "object" then count = 0 end
  local given, sent = {}, {}
  for i = 1, count do given[i], sent[i] = values.make(item, context) end
  return given, "[" .. table.concat(sent, ",") .. "]"
end

function make.object(member, context)
  local given, sent = {}, {}
  context.depth = context.depth + 1
  for _, inner in ipairs(facts.members(context.service, member.of)) do
    if inner.required or context.takes(inner) then
      given[inner.name], sent[inner.name] = values.make(inner, context)
    end
  end
  context.depth = context.depth - 1
  return given, documents.join(sent)
end

--- A right value of a parameter, of an object's member or of a list's item.
---@param member table of the facts
---@param context table { service, random, month, given: the parameters made so
---  far; paging; takes(member): whether to give an optional one; is_wild: with
---  integers that no double holds, and empty lists; depth = 0 }
---@return any given, string sent JSON
function values.make(member, context)
  return make[member.type](member, context)
end

return values
