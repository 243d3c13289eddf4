-- Kinds of files: what they begin with, what makes a line of a row, and what
-- the journal says of that.

local csv = require "tcbilling.csv"
local json = require "tcbilling.core".json
local ndjson = require "tcbilling.pull.file.ndjson"

local kinds = {}

kinds.VERSION = 1 -- of the journal

-- Each returns what a file begins with, and the function of a row.
local KINDS = {}

function KINDS.csv(format, no_formulas)
  local n, names = #format.columns, {}
  for i, column in ipairs(format.columns) do names[i] = column.name end
  return csv.line(names, n), function(row)
    return csv.line(row, n, no_formulas)
  end
end

function KINDS.ndjson(format)
  return "", ndjson(format.columns)
end

-- What a journal begins with: files of another kind are not gone on with.
local function header_of(name, given)
  local names = {}
  for i, column in ipairs(given.format.columns) do
    names[i] = column.name .. " " .. column.kind
  end
  return { tcbilling = kinds.VERSION, file = name, format = given.format.name,
    columns = json.list(names), no_formulas = given.no_formulas == true }
end

--- The kind of a file by its name.
---@param given table path, format, no_formulas
---@return table? kind { head, line(row), header }; nil: neither .csv nor
---  .ndjson
function kinds.find(given)
  local name = given.path:match "%.(%a+)$"
  if not KINDS[name] then return nil end
  local head, line = KINDS[name](given.format, given.no_formulas)
  return { head = head, line = line, header = header_of(name, given) }
end

return kinds
