-- Parts' rows as tables.

local amounts = require "tcbilling.report.amounts"
local bar = require "tcbilling.report.charts.bar"
local copy = require "tcbilling.copy"
local decimal = require "tcbilling.core".decimal
local html = require "tcbilling.report.html"

local h = html.new

local tables = {}

local MOST = 20 -- rows of a part that are shown at once
local TURN = 50 -- rows after which others have a turn

local CLASSES = { amount = "amount", change = "amount", count = "amount",
  moment = "moment" }

-- By kind, what a cell holds. Names come from outside, in any writing.
local CONTENT = {
  amount = amounts.text,
  change = amounts.change,
  count = function(value)
    return value and amounts.grouped(("%.0f"):format(value)) or "-"
  end,
  text = function(value) return value end,
  moment = function(value) return value end,
  name = function(value) return h("bdi", nil, value) end,
}

local IS_AMOUNT = { amount = true, change = true }

-- What all rows have in common: of each column of amounts the decimals that it
-- needs, and the largest amount that is drawn.
local function measure(part, last, pause)
  local measured = { places = {}, largest = decimal "0" }
  for i, column in ipairs(part.columns) do
    local list = {}
    for n = 1, IS_AMOUNT[column.kind] and last or 0 do
      list[n] = part.rows[n][i]
      local size = column.bar and list[n] and list[n]:abs()
      if size and measured.largest < size then measured.largest = size end
      if pause and n % TURN == 0 then pause() end
    end
    measured.places[i] = amounts.places(list)
  end
  return measured
end

local function cells_of(columns, row, measured)
  local cells = {}
  for i, column in ipairs(columns) do
    local content = CONTENT[column.kind](row[i], measured.places[i])
    cells[#cells + 1] = column.is_head and h("th", { scope = "row" }, content)
      or h("td", { class = CLASSES[column.kind] }, content)
    if column.bar then
      cells[#cells + 1] = h("td", { class = "bar-cell" },
        bar(row[i] or nil, measured.largest))
    end
  end
  return cells
end

local function head_cell(column, sorting)
  local shown, sort = column.title, nil
  if sorting and column.field then
    shown, sort = sorting(column)
  end
  return h("th", { scope = "col", class = CLASSES[column.kind],
    ["aria-sort"] = sort }, shown)
end

local function head_of(columns, sorting)
  local cells = {}
  for _, column in ipairs(columns) do
    cells[#cells + 1] = head_cell(column, sorting)
    if column.bar then cells[#cells + 1] = h("td") end
  end
  return h("thead", nil, h("tr", nil, cells))
end

-- One that may be wider than a phone can be moved, by keyboard too.
local function made(part, caption, first, last, given)
  local rows = {}
  for i = first, math.min(last, #part.rows) do
    rows[#rows + 1] = h("tr", nil, cells_of(part.columns, part.rows[i],
      given.measured))
    if given.pause and i % TURN == 0 then given.pause() end
  end
  return h("div", { class = "wide", tabindex = 0, role = "group",
    ["aria-label"] = ("%s, %s"):format(part.title, caption) }, h("table",
    { class = part.is_long and not part.chosen and "long" or nil },
    h("caption", nil, caption), head_of(part.columns, given.sorting),
    h("tbody", nil, rows)))
end

local function has_amounts(part)
  for _, column in ipairs(part.columns) do
    if column.kind == "amount" then return true end
  end
end

local function count_of(part)
  local n = ("%d row%s"):format(#part.rows, #part.rows == 1 and "" or "s")
  return has_amounts(part) and "USD, " .. n or n
end

--- A part's rows: the first ones, and the others to be opened.
---@param part table see parts/init.lua
---@param given? table sorting(column): what the head of a column that can be
---  sorted by shows, and how it is sorted; most: rows that are shown at all;
---  pause()
---@return table|table[] elements
function tables.of(part, given)
  local n, options = #part.rows, copy(given or {})
  local last = math.min(n, part.is_long and n or options.most or n)
  options.measured = measure(part, last, options.pause)
  if part.is_long or n <= MOST then
    return made(part, count_of(part), 1, n, options)
  end
  local others = last == n and ("the other %d"):format(n - MOST)
    or ("the next %d"):format(last - MOST)
  return { made(part, count_of(part), 1, MOST, options), h("details", nil,
    h("summary", nil, "Show ", others), made(part, others, MOST + 1, last,
      options)) }
end

return tables
