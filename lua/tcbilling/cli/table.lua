-- Lines of a table: columns one below the other, amounts by their decimal
-- points. It is fitted to a width by shortening texts, and by leaving some
-- out, never amounts.

local clean = require "tcbilling.clean"
local display = require "tcbilling.cli.display"

local Table = {}
local table_meta = { __index = Table, __name = "tcbilling.table" }

local GAP = "  "
local LEAST = 8 -- columns that a text is left

local tables = {}

--- Makes one.
---@param columns table[] { name, align = "left", "right" or "decimal" };
---  texts of `left` ones may be shortened
---@param options? table width (columns; default: any), mark (of what is
---  missing; default "~")
---@return table own left_out: columns that had no room
function tables.new(columns, options)
  options = options or {}
  local own = setmetatable({ columns = {}, width = options.width,
    mark = options.mark or "~", left_out = 0 }, table_meta)
  for i, column in ipairs(columns) do
    own.columns[i] = { name = clean(column.name), at = i, left = 0,
      right = 0, text = 0, align = column.align or "left" }
  end
  return own
end

-- Of a number what is before its point, and the rest.
local function parts_of(text)
  local whole, rest = text:match "^([+-]?%d+)(%..*)$"
  return whole or text, rest or ""
end

local function measure(column, text)
  if column.align == "decimal" then
    local whole, rest = parts_of(text)
    column.left = math.max(column.left, display.width(whole))
    column.right = math.max(column.right, display.width(rest))
  else
    column.text = math.max(column.text, display.width(text))
  end
end

local function width_of(column)
  return math.max(column.text, column.left + column.right,
    display.width(column.name))
end

local function total(columns)
  local sum = #GAP * (#columns - 1)
  for _, column in ipairs(columns) do sum = sum + column.width end
  return sum
end

-- The widest text that may still be shortened.
local function widest(columns)
  local found
  for _, column in ipairs(columns) do
    if column.align == "left" and column.width > LEAST
      and (not found or column.width > found.width) then
      found = column
    end
  end
  return found
end

local function shorten_texts(own)
  while total(own.columns) > own.width do
    local column = widest(own.columns)
    if not column then return end
    column.width = column.width - 1
  end
end

-- The last column of texts.
local function last_text(columns)
  for i = #columns, 2, -1 do
    if columns[i].align == "left" then return i end
  end
end

local function leave_out_texts(own)
  while total(own.columns) > own.width do
    local i = last_text(own.columns)
    if not i then return end
    table.remove(own.columns, i)
    own.left_out = own.left_out + 1
  end
end

local function fit(own)
  if not own.width then return end
  local widths = {}
  for i, column in ipairs(own.columns) do widths[i] = column.width end
  shorten_texts(own)
  leave_out_texts(own)
  for _, column in ipairs(own.columns) do column.width = widths[column.at] end
  shorten_texts(own) -- now that there is room again
end

--- Sets the widths, by some rows: lists of texts, nil for none. To be called
--- once, before the lines.
---@param rows table[]
function Table.measure(own, rows)
  for _, row in ipairs(rows) do
    for i, column in ipairs(own.columns) do
      if row[i] then measure(column, clean(row[i])) end
    end
  end
  for _, column in ipairs(own.columns) do column.width = width_of(column) end
  fit(own)
end

--- Columns that its lines take.
---@return integer
function Table.width_used(own)
  return total(own.columns)
end

local function spaces(n)
  return (" "):rep(n)
end

local function cell(own, column, text)
  if column.align == "decimal" then
    local whole, rest = parts_of(text)
    text = whole .. rest .. spaces(column.right - #rest)
  elseif column.align == "left" then
    text = display.shorten(text, column.width, own.mark)
  end
  local padding = spaces(column.width - display.width(text))
  return column.align == "left" and text .. padding or padding .. text
end

--- A row's line.
---@param row table texts, nil for none
---@return string line without its end
function Table.line(own, row)
  local cells = {}
  for i, column in ipairs(own.columns) do
    cells[i] = cell(own, column, clean(row[column.at] or ""))
  end
  return (table.concat(cells, GAP):gsub(" +$", ""))
end

--- The line of the names.
---@return string
function Table.header(own)
  local cells = {}
  for i, column in ipairs(own.columns) do
    local name = column.name
    if column.align == "left" then
      name = display.shorten(name, column.width, own.mark)
    end
    local padding = spaces(column.width - display.width(name))
    cells[i] = column.align == "left" and name .. padding or padding .. name
  end
  return (table.concat(cells, GAP):gsub(" +$", ""))
end

return tables
