-- The actions of a service as a table of Markdown.

local tables = {}

local function kind_of(entry)
  return entry.moves_money and "**write, moves money**"
    or entry.kind == "write" and "write" or "read"
end

--- One line an action: its kind, requests a second, where its rows are.
---@param catalog table of the service
---@return string
function tables.of(catalog)
  local names = {}
  for name in pairs(catalog.actions) do names[#names + 1] = name end
  table.sort(names)
  local lines = { "| action | kind | a second | `rows` |",
    "|---|---|---|---|" }
  for _, name in ipairs(names) do
    local entry = catalog.actions[name]
    lines[#lines + 1] = ("| `%s` | %s | %s | %s |"):format(name,
      kind_of(entry), entry.rate and ("%d"):format(entry.rate) or "20*",
      entry.paging and "`" .. entry.paging.items .. "`" or "")
  end
  return table.concat(lines, "\n") .. "\n"
end

return tables
