-- Parameters of all actions, made from the facts: right ones, each with the
-- JSON that must be sent for it.

local documents = require "spec.documents"
local facts = require "spec.facts"
local random = require "spec.random"
local texts = require "spec.parameter_texts"
local values = require "spec.parameter_values"

local parameters = {}

local function rule_of(member)
  return member.constraint or {}
end

-- "BeginTime+EndTime": its names.
local function each_name(option)
  return option:gmatch "[^+]+"
end

local function is_chosen(chosen, option)
  for name in each_name(option) do
    if not chosen[name] then return false end
  end
  return true
end

-- One of several must be given: some option, if none is.
local function choose_one_of(rule, chosen, context)
  for _, option in ipairs(rule.one_of) do
    if is_chosen(chosen, option) then return end
  end
  for name in each_name(context.random:one_of(rule.one_of)) do
    chosen[name] = true
  end
end

local function choose(input, context)
  local chosen = {}
  for _, member in ipairs(input) do
    local is_optional = not member.disabled and context.takes(member)
    chosen[member.name] = member.required or is_optional or nil
  end
  for _, member in ipairs(input) do
    if rule_of(member).one_of then
      choose_one_of(rule_of(member), chosen, context)
    end
  end
  for _, member in ipairs(input) do
    local rule = rule_of(member)
    local partner = rule.together_with or rule.same_month_as
    if partner and chosen[member.name] then chosen[partner] = true end
  end
  return chosen
end

--- The parts of "PeriodType is day" or "FileType one or other".
---@param text string
---@return string name, string[] values
function parameters.condition(text)
  local name, rest = text:match "^(%w+) (.*)$"
  local list = {}
  for word in rest:gmatch "%w+" do
    if word ~= "is" and word ~= "or" then list[#list + 1] = word end
  end
  return name, list
end

local function holds(condition, given)
  local name, list = parameters.condition(condition)
  for _, value in ipairs(list) do
    if given[name] == value then return true end
  end
  return false
end

local function make_all(input, chosen, context)
  local given, sent = context.given, {}
  local function make(member)
    given[member.name], sent[member.name] = values.make(member, context)
  end
  for _, member in ipairs(input) do
    if chosen[member.name] then make(member) end
  end
  -- what is needed can't be a list of nothing
  local function make_something(member)
    repeat make(member)
    until type(given[member.name]) ~= "table" or #given[member.name] > 0
  end
  for _, member in ipairs(input) do
    local rule = rule_of(member)
    if rule.needed_when and holds(rule.needed_when, given) then
      make_something(member)
    elseif rule.not_with and holds(rule.not_with, given) then
      given[member.name], sent[member.name] = nil, nil
    end
  end
  return given, documents.join(sent)
end

local function build(service, action, seed, context)
  local fact = facts.of(service, action)
  context.service, context.paging = service, fact.paging
  context.random = random.new(("%s %s %s"):format(service, action, seed))
  context.month = texts.month(context.random)
  context.given, context.depth = {}, 0
  return make_all(fact.input, choose(fact.input, context), context)
end

--- What an action can't do without.
---@return table params, string body what must be sent
function parameters.minimal(service, action)
  return build(service, action, "minimal",
    { takes = function() return false end })
end

--- All that go together, and in objects all members.
---@return table params, string body
function parameters.full(service, action, seed)
  return build(service, action, "full " .. seed,
    { takes = function() return true end })
end

--- Some of them, with values of all kinds.
---@return table params, string body
function parameters.random(service, action, seed)
  local context = { is_wild = true }
  function context.takes() return context.random:once_in(2) end
  return build(service, action, "random " .. seed, context)
end

return parameters
