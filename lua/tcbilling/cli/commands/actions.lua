-- tcbilling actions: what can be called.

local catalog = require "tcbilling.catalog"
local describe = require "tcbilling.cli.describe"
local find = require "tcbilling.cli.find"
local limits = require "tcbilling.limits"
local output = require "tcbilling.cli.output"
local shown = require "tcbilling.shown"

local actions = {
  name = "actions",
  summary = "List the actions of the API.",
  usage = "actions [PATTERN] [options]",
  is_offline = true,
}

function actions.define(command)
  command:description("Lists the actions of the API, with the requests a "
    .. "second that are documented (* where none are: the usual rate) and "
    .. "what of the answer has pages.")
  command:argument("pattern", "A part of the name, in any case; with * and ? "
    .. "all of it."):args "?"
  command:option("--service", "billing or intlpartnersmgt only.")
    :argname "SERVICE":choices(catalog.SERVICES)
  command:option("--output", "table (the default), csv, json or ndjson.")
    :argname "FORMAT":choices(output.FORMATS)
end

local function escaped(text)
  return (text:gsub("%W", "%%%0"))
end

-- Does a name match? A function of the name.
local function matcher(pattern)
  if not pattern then return function() return true end end
  pattern = pattern:lower()
  if not pattern:find "[*?]" then
    return function(name) return name:lower():find(pattern, 1, true) end
  end
  local glob = "^" .. escaped(pattern):gsub("%%%*", ".*"):gsub("%%%?", ".")
    .. "$"
  return function(name) return name:lower():find(glob) end
end

local function sorted_actions(api)
  local names = {}
  for name in pairs(api.actions) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local function rows_of(service, matches)
  local api, rows = catalog.load(service), {}
  for _, name in ipairs(sorted_actions(api)) do
    local entry = api.actions[name]
    if matches(name) then
      rows[#rows + 1] = { service = service, action = name,
        kind = describe.kind(entry), rate = entry.rate or limits.USUAL_RATE,
        is_documented = entry.rate ~= nil,
        pages = entry.paging and entry.paging.items }
    end
  end
  return rows
end

-- In a table a * says that no page names the rate.
local function marked(rows)
  for _, row in ipairs(rows) do
    row.rate = ("%.0f%s"):format(row.rate, row.is_documented and "" or "*")
    row.is_documented = nil
  end
end

local COLUMNS = { { name = "service" }, { name = "action" },
  { name = "kind" }, { name = "rate", align = "right" }, { name = "pages" } }
local MORE = { COLUMNS[1], COLUMNS[2], COLUMNS[3], COLUMNS[4],
  { name = "is_documented" }, COLUMNS[5] }

function actions.run(session, args)
  local matches, found = matcher(args.pattern), {}
  for _, service in ipairs(catalog.SERVICES) do
    if not args.service or args.service == service then
      for _, row in ipairs(rows_of(service, matches)) do
        found[#found + 1] = row
      end
    end
  end
  if #found == 0 then
    session:complain(("no action matches %s%s"):format(
      shown.value(args.pattern), find.suggest(args.pattern)))
    return 1
  end
  local is_table = (args.output or "table") == "table"
  if is_table then marked(found) end
  local writer = output.new(args.output or "table", session,
    is_table and COLUMNS or MORE)
  for _, row in ipairs(found) do writer:row(row) end
  writer:finish()
  return 0
end

return actions
