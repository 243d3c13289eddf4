-- Parameters with one thing wrong, and the path that must be named for it:
-- right ones are made, and a mistake at one site in them.

local facts = require "spec.facts"
local joint_mistakes = require "spec.joint_mistakes"
local mistakes = require "spec.mistakes"
local parameters = require "spec.parameters"
local random = require "spec.random"

local kinds, names = {}, {}
for _, some in ipairs { mistakes, joint_mistakes } do
  for name, kind in pairs(some) do
    kinds[name], names[#names + 1] = kind, name
  end
end
table.sort(names)

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

local function sites_in(service, action, context)
  local sites = { { path = "" } } -- the parameters as a whole
  add_members(sites, facts.of(service, action).input, context.given, "",
    context)
  return sites
end

local function context_of(service, action, given)
  local fact = facts.of(service, action)
  return { service = service, given = given, fact = fact,
    paging = fact.paging or {} }
end

-- Makes the edits; the values that were in their places.
local function apply(mistake)
  local before = {}
  for i, edit in ipairs(mistake) do
    local holder, key = edit[1], edit[2]
    before[i] = { holder, key, holder[key] }
    holder[key] = edit[3]
  end
  return before
end

local wrong_parameters = {}

--- Makes each mistake that can be made with these parameters, for a moment.
---@param service string
---@param action string
---@param given table right parameters
---@param check fun(path: string, kind: string) is called meanwhile
function wrong_parameters.each(service, action, given, check)
  local context = context_of(service, action, given)
  for _, site in ipairs(sites_in(service, action, context)) do
    for _, name in ipairs(names) do
      for _, mistake in ipairs(kinds[name](site, context) or {}) do
        local before = apply(mistake)
        check(mistake.path, name)
        apply(before)
      end
    end
  end
end

-- Some mistake of a kind, or nil.
local function pick(kind, sites, context, chance)
  local first = chance:below(#sites)
  for i = 1, #sites do
    local list = kind(sites[(first + i - 1) % #sites + 1], context)
    if list then return chance:one_of(list) end
  end
end

--- Random parameters with exactly one thing wrong.
---@param service string
---@param action string
---@param seed integer
---@return table params
---@return string path "Filter.BusinessCodes[2]"
---@return string kind of the mistake
function wrong_parameters.random(service, action, seed)
  local given = parameters.random(service, action, seed)
  local context = context_of(service, action, given)
  local sites = sites_in(service, action, context)
  local chance = random.new(("wrong %s %s %d"):format(service, action, seed))
  local mistake, kind
  repeat
    kind = chance:one_of(names)
    mistake = pick(kinds[kind], sites, context, chance)
  until mistake
  apply(mistake)
  return given, mistake.path, kind
end

return wrong_parameters
