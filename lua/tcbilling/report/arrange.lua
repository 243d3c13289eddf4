-- Puts figures in the order in which a page shows them: by month, and in each
-- part the largest first.

local decimal = require "tcbilling.core".decimal
local previous = require "tcbilling.month".previous
local sorted = require "tcbilling.report.sorting"

local arrange = {}

local ZERO = decimal "0"

local function plus(a, b)
  if not b then return a end
  return a and a + b or b
end

--- The months of some bills, in their order, each once.
---@param bills table[]? { month }
---@return string[]
function arrange.months_of(bills)
  local list, seen = {}, {}
  for _, bill in ipairs(bills or {}) do
    if not seen[bill.month] then list[#list + 1] = bill.month end
    seen[bill.month] = true
  end
  table.sort(list)
  return list
end

-- Rows of the same name as one, with an amount for each month.
local function by_name(list)
  local rows, known = {}, {}
  for _, one in ipairs(list or {}) do
    local name = one.name or "-"
    local row = known[name]
    if not row then
      row = { name = name, by_month = {} }
      known[name], rows[#rows + 1] = row, row
    end
    row.by_month[one.month] = plus(row.by_month[one.month], one.total)
  end
  return rows
end

-- The largest of the latest month first, and then of those before.
local function in_order(rows, months, pause)
  return sorted(rows, function(a, b)
    for i = #months, 1, -1 do
      local x = a.by_month[months[i]] or ZERO
      local y = b.by_month[months[i]] or ZERO
      if x ~= y then return y < x end
    end
    return a.name < b.name
  end, pause)
end

-- How much more the latest month is than the one before.
local function add_changes(rows, months)
  local now, before = months[#months], months[#months - 1]
  for _, row in ipairs(rows) do
    row.change = before and (row.by_month[now] or ZERO)
      - (row.by_month[before] or ZERO) or nil
  end
  return rows
end

--- Rows by name, with their months.
---@param list table[]? { month, name, total }
---@param months string[]
---@param pause? fun() see sorting.lua
---@return table[] rows { name, by_month, change }
function arrange.group(list, months, pause)
  return add_changes(in_order(by_name(list), months, pause), months)
end

--- The first ones, and all others as one.
---@param rows table[] as of group
---@param most integer
---@return table[] rows
function arrange.foremost(rows, most)
  if #rows <= most then return rows end
  local list, others = {}, { name = "all others", by_month = {} }
  for i, row in ipairs(rows) do
    if i < most then
      list[i] = row
    else
      for at, amount in pairs(row.by_month) do
        others.by_month[at] = plus(others.by_month[at], amount)
      end
    end
  end
  list[most] = others
  return list
end

--- Those that changed most, whatever the direction.
---@param rows table[] as of group
---@param most integer
---@param pause? fun() see sorting.lua
---@return table[]
function arrange.movers(rows, most, pause)
  local list = {}
  for _, row in ipairs(rows) do
    if row.change and row.change:sign() ~= 0 then list[#list + 1] = row end
  end
  list = sorted(list, function(a, b)
    local x, y = a.change:abs(), b.change:abs()
    if x ~= y then return y < x end
    return a.name < b.name
  end, pause)
  for i = #list, most + 1, -1 do list[i] = nil end
  return list
end

local WHY = { open = "the month runs", closing = "not final yet",
  moved = "it moved while it was read" }

-- What the bills of a month say of it together.
local function add_bill(row, bill)
  if bill.n then row.n = (row.n or 0) + bill.n end
  if bill.provisional then
    row.reasons[WHY[bill.provisional] or bill.provisional] = true
  end
  if bill.compared == false then row.uncompared = true end
  local at = tonumber(bill.finished_at)
  if at and at > (row.read_at or 0) then row.read_at = at end
end

local function add_totals(rows, by_month, totals)
  for _, one in ipairs(totals or {}) do
    local row = by_month[one.month]
    if row then row.total = plus(row.total, one.total) end
  end
  for i, row in ipairs(rows) do
    row.total = row.total or ZERO
    local before = rows[i - 1]
    if before and before.month == previous(row.month) then
      row.change = row.total - before.total
    end
  end
end

--- The months of a kind of bills.
---@param bills table[]? { month, n, provisional, finished_at, compared }
---@param totals table[]? whose totals are the months'
---@return table[] rows { month, total, change, n (nil: not counted), reasons
---  (a set of texts: why it is provisional), uncompared (with the API's
---  summary), read_at (UNIX seconds) }
---@return string[] months
function arrange.months(bills, totals)
  local months = arrange.months_of(bills)
  local rows, by_month = {}, {}
  for i, month in ipairs(months) do
    rows[i] = { month = month, reasons = {} }
    by_month[month] = rows[i]
  end
  for _, bill in ipairs(bills or {}) do add_bill(by_month[bill.month], bill) end
  add_totals(rows, by_month, totals)
  return rows, months
end

return arrange
