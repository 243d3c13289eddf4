-- Puts figures in the order in which a page shows them: by month, and in each
-- part the largest first.

local decimal = require "tcbilling.core".decimal

local arrange = {}

local ZERO = decimal "0"

-- The months of some bills, in their order, each once.
local function months_of(bills)
  local list, seen = {}, {}
  for _, bill in ipairs(bills or {}) do
    if not seen[bill.month] then list[#list + 1] = bill.month end
    seen[bill.month] = true
  end
  table.sort(list)
  return list
end

local function plus(a, b)
  if not b then return a end
  return a and a + b or b
end

-- Rows of the same name as one, with an amount for each month.
local function by_name(list, key)
  local rows, known = {}, {}
  for _, one in ipairs(list or {}) do
    local name = key and key(one) or one.name or "-"
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
local function sort(rows, months)
  table.sort(rows, function(a, b)
    for i = #months, 1, -1 do
      local x = a.by_month[months[i]] or ZERO
      local y = b.by_month[months[i]] or ZERO
      if x ~= y then return y < x end
    end
    return a.name < b.name
  end)
  return rows
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
---@param key? fun(one: table): string another name
---@return table[] rows { name, by_month, change }
function arrange.group(list, months, key)
  return add_changes(sort(by_name(list, key), months), months)
end

--- Those that changed most, whatever the direction.
---@param rows table[] as of group
---@param most integer
---@return table[]
function arrange.movers(rows, most)
  local list = {}
  for _, row in ipairs(rows) do
    if row.change and row.change:sign() ~= 0 then list[#list + 1] = row end
  end
  table.sort(list, function(a, b)
    local x, y = a.change:abs(), b.change:abs()
    if x ~= y then return y < x end
    return a.name < b.name
  end)
  for i = #list, most + 1, -1 do list[i] = nil end
  return list
end

local WHY = { open = "the month runs", closing = "not final yet",
  moved = "it moved while it was read" }

-- Sums and states by month.
local function month_rows(months, bills, totals)
  local rows, by_month = {}, {}
  for i, month in ipairs(months) do
    rows[i] = { month = month, n = 0, reasons = {} }
    by_month[month] = rows[i]
  end
  for _, bill in ipairs(bills) do
    local row = by_month[bill.month]
    row.n = row.n + bill.n
    if bill.provisional then
      row.reasons[WHY[bill.provisional] or bill.provisional] = true
    end
  end
  for _, one in ipairs(totals) do
    local row = by_month[one.month]
    if row then row.total = plus(row.total, one.total) end
  end
  for i, row in ipairs(rows) do
    row.total = row.total or ZERO
    row.change = i > 1 and row.total - rows[i - 1].total or nil
  end
  return rows
end

--- The months of a kind of bills: { month, n, total, change, reasons }.
---@param bills table[]? { month, n, provisional }
---@param totals table[]? whose totals are the months'
---@return table[] rows, string[] months
function arrange.months(bills, totals)
  local months = months_of(bills)
  return month_rows(months, bills or {}, totals or {}), months
end

return arrange
