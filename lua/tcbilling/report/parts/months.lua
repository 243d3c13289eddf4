-- Costs by month: in all, and of customers.

local SERIES = require "tcbilling.report.style".SERIES
local arrange = require "tcbilling.report.arrange"

local months = {}

local function reasons_of(row)
  local list = {}
  for reason in pairs(row.reasons) do list[#list + 1] = reason end
  table.sort(list)
  if row.uncompared then
    list[#list + 1] = "not compared with the API's summary"
  end
  if not next(row.reasons) then table.insert(list, 1, "final") end
  return (next(row.reasons) and "provisional: " or "")
    .. table.concat(list, ", ")
end

local function read_at(row)
  return row.read_at and os.date("!%Y-%m-%d %H:%M", row.read_at) or "-"
end

-- The latest first.
local function rows_of(list)
  local rows = {}
  for i = #list, 1, -1 do
    local row = list[i]
    rows[#rows + 1] = { row.month, row.total, row.change or false,
      row.n or false, reasons_of(row), read_at(row) }
  end
  return rows
end

local function provisional_of(list)
  local set = {}
  for _, row in ipairs(list) do
    set[row.month] = next(row.reasons) ~= nil or nil
  end
  return set
end

local PALER = "Paler: provisional, and may still change."

-- `about` is id, title, counted (what n counts), series (to be stacked).
local function part(list, names, about)
  if #list == 0 then return nil end
  local provisional = provisional_of(list)
  return { id = about.id, title = about.title,
    note = next(provisional) and PALER or nil, rows = rows_of(list),
    columns = { { title = "Month", kind = "text", is_head = true },
      { title = "Cost", kind = "amount" },
      { title = "Change", kind = "change" },
      { title = about.counted, kind = "count" },
      { title = "Figures", kind = "text" },
      { title = "Read (UTC)", kind = "moment" } },
    chart = { kind = "stacked", months = names, provisional = provisional,
      label = about.title .. ", in USD",
      series = arrange.foremost(about.series, SERIES) } }
end

--- What each month cost, by pay mode.
function months.costs(figures, pause)
  local list, names = arrange.months(figures.bills, figures.pay_modes)
  return part(list, names, { id = "months", title = "Cost by month",
    counted = "Rows", series = arrange.group(figures.pay_modes, names,
      pause) })
end

--- What the customers' totals were.
function months.customers(figures, pause)
  local list, names = arrange.months(figures.customer_bills,
    figures.customers)
  return part(list, names, { id = "customer-months",
    title = "Customers by month", counted = "Customers",
    series = arrange.group(figures.customers, names, pause) })
end

return months
