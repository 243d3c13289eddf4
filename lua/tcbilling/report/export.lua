-- A part's rows as CSV: the digits that the page shows, without commas.

local amounts = require "tcbilling.report.amounts"
local csv = require "tcbilling.csv"

-- Rows after which others have a turn.
local SLICE = 500

local function count(value)
  return ("%.0f"):format(value)
end

-- By kind; text is as it is.
local CONTENT = { amount = amounts.plain, change = amounts.plain,
  count = count }

local function line(columns, row)
  local values = {}
  for i, column in ipairs(columns) do
    local content = CONTENT[column.kind] or tostring
    values[i] = row[i] and content(row[i]) or nil
  end
  return csv.line(values, #columns, true)
end

--- The rows, with a line of titles. An amount that there is not is empty; a
--- name that a spreadsheet would run as a formula has a ' before it.
---@param part table see parts/init.lua
---@param pause? fun() called now and then, to let others have turns
---@return string
local function export(part, pause)
  local titles = {}
  for i, column in ipairs(part.columns) do titles[i] = column.title end
  local lines = { csv.line(titles, #titles, true) }
  for i, row in ipairs(part.rows) do
    lines[#lines + 1] = line(part.columns, row)
    if pause and i % SLICE == 0 then pause() end
  end
  return table.concat(lines)
end

return export
