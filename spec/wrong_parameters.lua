-- Parameters with one thing wrong, and the path that must be named for it:
-- right ones are made, and a mistake at one site in them.

local facts = require "spec.facts"
local mistakes = require "spec.mistakes"
local parameters = require "spec.parameters"
local random = require "spec.random"

-- Where one may be

local add_site

local function add_members(sites, members, holder, path, context)
  for _, member in ipairs(members) do
    add_site(sites, { member = member, holder = holder, key = member.name,
      value = holder[member.name], path = path .. member.name }, context)
  end
end

-- The site itself, and those within.
function add_site(sites, site, context)
  sites[#sites + 1] = site
  local member, value = site.member, site.value
  if value == nil then
    return
  elseif member.type == "list" then
    for i, inner in ipairs(value) do
      add_site(sites, { member = facts.item_of(member), holder = value,
        key = i, value = inner, path = ("%s[%d]"):format(site.path, i) },
        context)
    end
  elseif member.type == "object" then
    add_members(sites, facts.members(context.service, member.of), value,
      site.path .. ".", context)
  end
end

local KINDS = { "type", "type", "type", "absent", "unknown", "unknown",
  "unknown_parameter", "range", "value", "date", "length", "too_many",
  "too_few", "hole", "months_apart", "alone", "none_of" }

-- A kind of mistake, and one of its changes.
local function pick(sites, context)
  local kind = context.random:one_of(KINDS)
  local first = context.random:below(#sites)
  for i = 1, #sites do
    local site = sites[(first + i - 1) % #sites + 1]
    local change = mistakes[kind](site, context)
    if change then return change, kind end
  end
end

--- Parameters with exactly one thing wrong.
---@param service string
---@param action string
---@param seed integer
---@return table params
---@return string path "Filter.BusinessCodes[2]"
---@return string kind of the mistake
return function(service, action, seed)
  local given = parameters.random(service, action, seed)
  local fact = facts.of(service, action)
  local sites = { { path = "" } } -- the parameters as a whole
  local context = { service = service, given = given,
    paging = fact.paging or {},
    random = random.new(("wrong %s %s %d"):format(service, action, seed)) }
  add_members(sites, fact.input, given, "", context)
  local change, kind
  repeat change, kind = pick(sites, context) until change
  change.holder[change.key] = change.value
  return given, change.path, kind
end
