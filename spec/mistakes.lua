-- The mistakes that can be made with parameters: mistake(site, context)
-- returns a change of right ones, { holder, key, value (nil: none), path: what
-- must be named }, or nothing where this mistake can't be made. A site is
-- { member: its facts, holder, key, value, path }; context is { given: the
-- parameters; paging, random }.

local mistakes = {}

-- Of parameters with these names, unknown values are only warned of.
local OPEN = {}
for name in ("ActionType PayScene Sort SortField Dimension Dimensions FeeType "
  .. "Status StatusSet BudgetStatus Order"):gmatch "%w+" do
  OPEN[name] = true
end

local TYPES = {
  string = { true, false, {}, { "a" }, { a = "a" }, 1.5 },
  int = { true, {}, { 1 }, "", "a", "1.5", 1.5, "0x10", "1e3", " 1",
    "99999999999999999999" },
  float = { true, {}, { 1 }, "", "a", "1,5", "nan", "0x10" },
  bool = { "yes", "", 1, 0, {} },
  list = { "a", 1, true, { a = "a" } },
  object = { "a", 1, true, { "a" } },
}

local NO_DATES = {
  ["YYYY-MM"] = { "2026-13", "2026-00", "2026-7", "202607", "", "2026-07-01",
    "0000-01" },
  ["YYYY-MM-DD"] = { "2026-02-30", "2026-04-31", "2026-13-01", "2026-07-00",
    "2026-07", "20260701", "", "2027-02-29" },
  ["YYYY-MM-DD HH:MM:SS"] = { "2026-02-30 00:00:00", "2026-07-01 24:00:00",
    "2026-07-01 00:60:00", "2026-07-01", "2026-07-01T00:00:00", "" },
  ["YYYY-MM-DD (daily cycle) or YYYY-MM"] = { "2026-13", "2026-02-30", "",
    "July" },
}

local function rule_of(site)
  return site.member and site.member.constraint or {}
end

local function copy(list)
  local copied = {}
  for key, value in pairs(list) do copied[key] = value end
  return copied
end

local function replace(site, value)
  if type(value) == "table" then value = copy(value) end
  return { holder = site.holder, key = site.key, value = value,
    path = site.path }
end

function mistakes.type(site, context)
  if site.value == nil then return end
  return replace(site, context.random:one_of(TYPES[site.member.type]))
end

function mistakes.absent(site)
  if site.value ~= nil and site.member.required then return replace(site) end
end

-- In an object, or among the parameters.
function mistakes.unknown(site, context)
  if site.value == nil or site.member.type ~= "object" then return end
  local name = context.random:one_of { "Foo", "monht", "RequestId2" }
  return { holder = site.value, key = name, value = "a",
    path = site.path .. "." .. name }
end

function mistakes.unknown_parameter(_, context)
  local name = context.random:one_of { "Foo", "Mnoth", "Limits2" }
  return { holder = context.given, key = name, value = 1, path = name }
end

function mistakes.range(site, context)
  local rule, member = rule_of(site), site.member
  if site.value == nil or member.type ~= "int" then return end
  local least = rule.min or context.paging.limit == member.name and 1
  local wrong = { rule.max and rule.max + 1, least and least - 1,
    member.wire == "uint64" and -1 }
  local list = {}
  for i = 1, 3 do if wrong[i] then list[#list + 1] = wrong[i] end end
  return #list > 0 and replace(site, context.random:one_of(list)) or nil
end

function mistakes.value(site)
  local member = site.member
  if site.value == nil or not member.values or member.type == "list"
    or OPEN[member.name] then
    return
  end
  return replace(site, member.type == "int" and 99 or "nonesuch")
end

function mistakes.date(site, context)
  local list = site.value ~= nil and NO_DATES[rule_of(site).format]
  return list and replace(site, context.random:one_of(list)) or nil
end

function mistakes.length(site, context)
  local rule = rule_of(site)
  if site.value == nil or not rule.max_length then return end
  local lengths = { rule.max_length + 1, rule.min_length
    and rule.min_length - 1 }
  return replace(site, ("a"):rep(context.random:one_of(lengths)))
end

function mistakes.too_many(site)
  local most = rule_of(site).max_items
  if site.value == nil or not most then return end
  local list = {}
  for i = 1, most + 1 do list[i] = "1" end
  return replace(site, list)
end

function mistakes.too_few(site)
  if site.value == nil or not rule_of(site).min_items then return end
  return replace(site, {})
end

function mistakes.hole(site)
  local first = site.value ~= nil and site.member.type == "list"
    and site.value[1]
  return first and replace(site, { first, nil, first }) or nil
end

function mistakes.months_apart(site)
  local rule = rule_of(site)
  if site.value == nil or not rule.same_month_as then return end
  local other = site.value:gsub("^(%d%d%d%d)%-(%d%d)", "2019-%2")
    :gsub("%-29", "-28")
  return replace(site, other)
end

function mistakes.alone(site)
  if site.value ~= nil and rule_of(site).together_with then
    return replace(site)
  end
end

-- None of which one must be there.
function mistakes.none_of(site, context)
  local options = rule_of(site).one_of
  if not options then return end
  local path
  for _, option in ipairs(options) do
    for name in option:gmatch "[^+]+" do
      path = path or name
      context.given[name] = nil
    end
  end
  return replace({ holder = context.given, key = path, path = path })
end

return mistakes
