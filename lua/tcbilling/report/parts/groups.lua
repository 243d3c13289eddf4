-- Costs by what they are parted by: pay mode, product, region, owner, tag,
-- customer; and what changed most.

local SERIES = require "tcbilling.report.style".SERIES
local arrange = require "tcbilling.report.arrange"

local groups = {}

local MOVERS = 10

-- The months that a part is known of: of some there may be no rows, but a
-- summary by pay mode.
local function months_of(figures, name)
  if name == "pay_modes" then return arrange.months_of(figures.bills) end
  local counted = {}
  for _, bill in ipairs(figures.bills or {}) do
    if bill.n then counted[#counted + 1] = bill end
  end
  return arrange.months_of(counted)
end

local function columns_of(what, months)
  local columns = { { title = what, kind = "name" },
    { title = months[#months], kind = "amount", bar = true } }
  if months[#months - 1] then
    columns[3] = { title = months[#months - 1], kind = "amount" }
    columns[4] = { title = "Change", kind = "change" }
  end
  return columns
end

-- Of the latest month and the one before; not of what is only in earlier ones.
local function rows_of(list, months)
  local rows, now, before = {}, months[#months], months[#months - 1]
  for _, one in ipairs(list) do
    local amount, earlier = one.by_month[now], before and one.by_month[before]
    if amount or earlier or not next(one.by_month) then
      rows[#rows + 1] = { one.name, amount or false,
        before and (earlier or false), before and one.change }
    end
  end
  return rows
end

-- A line for each of the largest, if there are months to go through.
local function lines(title, list, months)
  if #months < 3 then return nil end
  local series = {}
  for i = 1, math.min(#list, SERIES) do series[i] = list[i] end
  return { kind = "lines", months = months, series = series,
    label = title .. ", the largest, in USD" }
end

-- `about` is name (of the figures), id, title, what (a row is), note,
-- has_lines.
local function part(figures, about, pause)
  local months = months_of(figures, about.name)
  local list = arrange.group(figures[about.name], months, pause)
  if #list == 0 then return nil end
  return { id = about.id or about.name, title = about.title,
    note = about.note, columns = columns_of(about.what, months),
    rows = rows_of(list, months),
    chart = about.has_lines and lines(about.title, list, months) or nil }
end

local function types_of(figures, mode)
  local list = {}
  for _, one in ipairs(figures.types or {}) do
    if (one.mode or "-") == mode then list[#list + 1] = one end
  end
  return list
end

--- With the transaction types of each.
function groups.pay_modes(figures, pause)
  local made = part(figures, { name = "pay_modes", id = "pay-modes",
    title = "By pay mode", what = "Pay mode" }, pause)
  if not made then return nil end
  local months = months_of(figures, "types")
  made.details = {}
  for i, row in ipairs(made.rows) do
    local list = arrange.group(types_of(figures, row[1]), months, pause)
    made.details[i] = { title = "Transaction types of " .. row[1],
      columns = columns_of("Transaction type", months),
      rows = rows_of(list, months) }
  end
  return made
end

function groups.products(figures, pause)
  return part(figures, { name = "products", title = "By product",
    what = "Product", has_lines = true }, pause)
end

--- Products, by how much the latest month differs from the one before.
function groups.movers(figures, pause)
  local months = months_of(figures, "products")
  local before = months[#months - 1]
  local list = arrange.movers(arrange.group(figures.products, months, pause),
    MOVERS, pause)
  if #list == 0 then return nil end
  local rows = {}
  for i, one in ipairs(list) do
    rows[i] = { one.name, one.change, one.by_month[before] or false,
      one.by_month[months[#months]] or false }
  end
  return { id = "movers", title = "What changed most", rows = rows,
    columns = { { title = "Product", kind = "name" },
      { title = "Change", kind = "change", bar = true },
      { title = before, kind = "amount" },
      { title = months[#months], kind = "amount" } } }
end

function groups.regions(figures, pause)
  return part(figures, { name = "regions", title = "By region",
    what = "Region", has_lines = true }, pause)
end

function groups.owners(figures, pause)
  return part(figures, { name = "owners", title = "By owner account",
    what = "Owner" }, pause)
end

function groups.tags(figures, pause)
  return part(figures, { name = "tags", title = "By tag", what = "Tag",
    note = "A resource with several tags counts for each of them." },
    pause)
end

-- Customers

local MONTHS = 6 -- side by side

--- Ranked by the latest month, with those before it.
function groups.customers(figures, pause)
  local months = arrange.months_of(figures.customer_bills)
  local list = arrange.group(figures.customers, months, pause)
  if #list == 0 then return nil end
  local first = math.max(1, #months - MONTHS + 1)
  local columns, rows = { { title = "Customer", kind = "name" } }, {}
  for i = #months, first, -1 do
    columns[#columns + 1] = { title = months[i], kind = "amount",
      bar = i == #months }
  end
  for n, one in ipairs(list) do
    rows[n] = { one.name }
    for i = #months, first, -1 do
      table.insert(rows[n], one.by_month[months[i]] or false)
    end
  end
  return { id = "customers", title = "By customer", columns = columns,
    rows = rows }
end

return groups
