-- The mistakes that can be made with one parameter, by kind. Each function
-- takes a site in right parameters and returns a list of mistakes, or nothing:
-- { path = what must be named, { holder, key, value (nil: none) }, ... }, all
-- of whose edits make one thing wrong. A site is { member: its facts, holder,
-- key, value, path }; context is { given: the parameters; paging }.

local facts = require "spec.facts"
local json = require "tcbilling".json

local mistakes = {}

local TYPES = {
  string = { true, false, {}, { "a" }, { a = "a" }, 1.5 },
  int = { true, {}, { 1 }, "", "a", "1.5", 1.5, "0x10", "1e3", " 1",
    "99999999999999999999" },
  float = { true, {}, { 1 }, "", "a", "1,5", "nan", "0x10" },
  bool = { "yes", "", 1, 0, {} },
  list = { "a", 1, true, { a = "a" } },
  object = { "a", 1, true, { "a" }, json.list {} },
}

local NO_DATES = {
  ["YYYY-MM"] = { "2026-13", "2026-00", "2026-7", "202607", "", "2026-07-01",
    "0000-01" },
  ["YYYY-MM-DD"] = { "2026-02-30", "2026-04-31", "2026-13-01", "2026-07-00",
    "2026-07", "20260701", "", "2027-02-29" },
  ["YYYY-MM-DD HH:MM:SS"] = { "2026-02-30 00:00:00", "2026-07-01 24:00:00",
    "2026-07-01 00:60:00", "2026-07-01 00:00:60", "2026-07-01",
    "2026-07-01T00:00:00", "" },
  ["YYYY-MM-DD (daily cycle) or YYYY-MM"] = { "2026-13", "2026-02-30", "",
    "July" },
}

local function rule_of(site)
  return site.member and site.member.constraint or {}
end

local function change(site, value)
  return { path = site.path, { site.holder, site.key, value } }
end

-- One mistake for each of the values.
local function changes(site, values)
  local list = {}
  for i, value in ipairs(values) do list[i] = change(site, value) end
  return list
end

function mistakes.type(site)
  if site.value == nil then return end
  return changes(site, TYPES[site.member.type])
end

function mistakes.absent(site)
  if site.value ~= nil and site.member.required then
    return { change(site) }
  end
end

-- In an object, or among the parameters.
function mistakes.unknown(site, context)
  local is_whole = site.path == ""
  if not is_whole and (site.value == nil or site.member.type ~= "object") then
    return
  end
  local list = {}
  for i, name in ipairs { "Foo", "Mnoth", "Limits2" } do
    list[i] = { path = is_whole and name or site.path .. "." .. name,
      { is_whole and context.given or site.value, name, "a" } }
  end
  return list
end

function mistakes.too_large(site)
  local most = rule_of(site).max
  if site.value == nil or not most then return end
  return changes(site, site.member.type == "string"
    and { tostring(most + 1), "a", "" } or { most + 1 })
end

function mistakes.too_small(site, context)
  local rule, member = rule_of(site), site.member
  if site.value == nil then return end
  local paging = context.paging
  local least = rule.min or paging.limit == member.name and 1
    or paging.page == member.name and paging.first_page
    or paging.offset == member.name and 0
    or member.wire == "uint64" and 0
  return least and changes(site, member.type == "string"
    and { tostring(least - 1) } or { least - 1 })
end

function mistakes.value(site, context)
  local member = site.member
  if site.value == nil or not member.values or member.type == "list"
    or facts.is_open(member, context.fact) then
    return
  end
  return { change(site, member.type == "int" and 99 or "nonesuch") }
end

function mistakes.date(site)
  local list = site.value ~= nil and NO_DATES[rule_of(site).format]
  return list and changes(site, list)
end

function mistakes.too_long(site)
  local most = rule_of(site).max_length
  if site.value == nil or not most then return end
  return { change(site, ("a"):rep(most + 1)) }
end

function mistakes.too_short(site)
  local least = rule_of(site).min_length
  if site.value == nil or not least then return end
  return { change(site, ("a"):rep(least - 1)) }
end

function mistakes.too_many(site)
  local most = rule_of(site).max_items
  if site.value == nil or not most then return end
  local list = {}
  for i = 1, most + 1 do list[i] = "1" end
  return { change(site, list) }
end

function mistakes.too_few(site)
  if site.value ~= nil and rule_of(site).min_items then
    return { change(site, {}) }
  end
end

-- With what follows it among its items for Lua, and without.
function mistakes.hole(site)
  local first = site.value ~= nil and site.member.type == "list"
    and site.value[1]
  if not first then return end
  local short = { first }
  short[3] = first
  local list = changes(site, { { first, nil, first }, short })
  for _, mistake in ipairs(list) do mistake.path = site.path .. "[2]" end
  return list
end

return mistakes
