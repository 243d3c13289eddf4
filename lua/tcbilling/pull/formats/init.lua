-- What of a row is kept, and under which names: the columns of files and
-- tables.
--
-- A format is { name, columns, read(row, bill) -> values }. A column is { name
-- (in files), column (in tables), kind = "text"|"money"|"integer"|"json" }; the
-- values are texts, or nil for what is absent, one for each column. Money is
-- text as it was sent, and json is JSON.

local suggest = require "tcbilling.suggest"
local shown = require "tcbilling.shown"

local formats = {}

-- By name, and what each is of.
local NAMES = { resources = "resources", focus = "resources",
  customers = "customers" }

--- A format.
---@param name string? default: as `kind`
---@param kind "resources"|"customers" what is pulled
---@return table? format, string? message
function formats.find(name, kind)
  name = name or kind
  if NAMES[name] == kind then
    return require("tcbilling.pull.formats." .. name)
  elseif NAMES[name] then
    return nil, ("format %s is of %s, not of %s"):format(name, NAMES[name],
      kind)
  end
  local meant = suggest(name, NAMES)
  return nil, ("no format %s is known%s"):format(shown.value(name),
    meant ~= "" and meant or ": there are resources, focus and customers")
end

-- What says in a file of which bill a row is. (Tables say it by the bill.)
local OF_BILL = {
  { name = "Account", column = "account", kind = "text", key = "account" },
  { name = "Month", column = "month", kind = "text", key = "month" },
}

--- The format with columns in front that say of which bill a row is.
---@param format table
---@return table
function formats.with_bill(format)
  local columns, prefix = {}, format.own_prefix or ""
  for i, column in ipairs(OF_BILL) do
    columns[i] = { name = prefix .. column.name, column = column.column,
      kind = column.kind }
  end
  for _, column in ipairs(format.columns) do columns[#columns + 1] = column end
  local n = #OF_BILL
  return { name = format.name, columns = columns,
    read = function(row, bill)
      local read, values = format.read(row, bill), {}
      for i, column in ipairs(OF_BILL) do values[i] = bill[column.key] end
      for i = 1, #format.columns do values[n + i] = read[i] end
      return values
    end }
end

return formats
