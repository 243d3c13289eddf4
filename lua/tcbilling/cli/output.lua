-- Rows in the formats that --output names, written one by one. A writer is
-- { row(writer, row), finish(writer) }; a failure leaves it unfinished, so
-- that a short list of JSON is none.

local clean = require "tcbilling.clean"
local csv = require "tcbilling.csv"
local display = require "tcbilling.cli.display"
local item_of = require "tcbilling.catalog".item_of
local json = require "tcbilling.cli.json"
local money = require "tcbilling.money"
local null = require "tcbilling.core".json.null
local tables = require "tcbilling.cli.table"

local output = {}

output.FORMATS = { "json", "table", "csv", "ndjson" }

-- Rows that a table is laid out by; those behind them must do with that.
local SAMPLE = 200

-- By name their kinds, where they are of the catalogue; and all of them.
local function index(columns)
  local kinds, names = {}, {}
  for _, column in ipairs(columns) do
    kinds[column.name], names[column.name] = column.kind, true
  end
  return kinds, names
end

-- Texts by column, nil for what is absent.
local function texts_of(own, row)
  local texts = {}
  for i, column in ipairs(own.columns) do
    local value = row[column.name]
    if type(value) == "string" then
      texts[i] = value
    elseif value ~= nil and value ~= null then
      texts[i] = json.text(own.known, own.known and column.kind, value)
    end
  end
  return texts
end

-- What the catalogue does not know would be lost in silence.
local function warn_of_unknown(own, row)
  if own.is_picked or own.has_warned then return end
  for name in pairs(row) do
    if not own.names[name] then
      own.has_warned = true
      own.session:warn(("a field that is not known is left out here: %s "
        .. "(--output ndjson has it)"):format(clean(tostring(name))))
    end
  end
end

-- JSON

local Ndjson = {}

function Ndjson.row(own, row)
  own.session:out(json.object(own.known, own.known and own.kinds, row)
    .. "\n")
end

function Ndjson.finish() end

local Json = {}

function Json.row(own, row)
  own.session:out((own.has_rows and ",\n  " or "[\n  ")
    .. json.object(own.known, own.known and own.kinds, row, "  "))
  own.has_rows = true
end

function Json.finish(own)
  own.session:out(own.has_rows and "\n]\n" or "[]\n")
end

-- CSV

local Csv = {}

-- A file gets what was sent; a terminal what does it no harm.
local function write_csv(own, values)
  local line = csv.line(values, #own.columns, own.no_formulas)
  if own.session.terminal.is_out_terminal then
    line = clean((line:gsub("\r\n$", ""))) .. "\n"
  end
  own.session:out(line)
end

local function begin_csv(own)
  if own.has_begun then return end
  own.has_begun = true
  local names = {}
  for i, column in ipairs(own.columns) do names[i] = column.name end
  write_csv(own, names)
end

function Csv.row(own, row)
  begin_csv(own)
  warn_of_unknown(own, row)
  write_csv(own, texts_of(own, row))
end

function Csv.finish(own)
  begin_csv(own)
end

-- A table

local Table = {}

local RIGHT = { int = true, uint = true }

local function align_of(kind)
  if money.is_form(kind) or kind == "float" then return "decimal" end
  return RIGHT[kind] and "right" or "left"
end

--- A table fitted to where it is written.
---@param session table
---@param columns table[] { name, align }
---@return table see table.lua
function output.table(session, columns)
  local terminal = session.terminal
  return tables.new(columns, {
    width = terminal.is_out_terminal and terminal.width() or nil,
    mark = display.is_utf8() and "…" or "~",
  })
end

-- A list has no place in a cell, unless it was asked for.
local function has_place(own, column)
  return own.is_picked or not (column.kind and own.api
    and (item_of(column.kind) or own.api.objects[column.kind]))
end

function Table.open(own)
  local columns = {}
  for _, column in ipairs(own.columns) do
    if has_place(own, column) then columns[#columns + 1] = column end
  end
  own.left_out = #own.columns - #columns
  own.columns = columns
end

local function begin_table(own)
  local columns = {}
  for i, column in ipairs(own.columns) do
    columns[i] = { name = column.name,
      align = column.align or align_of(column.kind) }
  end
  own.table = output.table(own.session, columns)
  own.table:measure(own.sample)
  own.session:out(own.table:header() .. "\n")
  for _, texts in ipairs(own.sample) do
    own.session:out(own.table:line(texts) .. "\n")
  end
  own.sample = nil
end

function Table.row(own, row)
  warn_of_unknown(own, row)
  local texts = texts_of(own, row)
  if own.table then
    own.session:out(own.table:line(texts) .. "\n")
    return
  end
  own.sample[#own.sample + 1] = texts
  if #own.sample == SAMPLE then begin_table(own) end
end

function Table.finish(own)
  if not own.table then begin_table(own) end
  local left_out = own.left_out + own.table.left_out
  if left_out > 0 then
    own.session:note(("left out: %d column%s (--output csv has all)"):format(
      left_out, left_out == 1 and "" or "s"))
  end
end

local WRITERS = { json = Json, ndjson = Ndjson, csv = Csv, table = Table }

--- Makes a writer of rows.
---@param format string one of output.FORMATS
---@param session table
---@param columns table[] { name, kind (of the catalogue), align }
---@param options? table api (that the kinds are of), is_raw (rows are those of
---  raw.lua, and need none to be written), is_picked (others are left out on
---  purpose), no_formulas (of CSV)
---@return table writer
function output.new(format, session, columns, options)
  options = options or {}
  local kinds, names = index(columns)
  local writer = setmetatable({ session = session, columns = columns,
    kinds = kinds, names = names, sample = {}, api = options.api,
    known = not options.is_raw and options.api or nil,
    is_picked = options.is_picked, no_formulas = options.no_formulas },
    { __index = WRITERS[format] })
  if writer.open then writer:open() end
  return writer
end

return output
