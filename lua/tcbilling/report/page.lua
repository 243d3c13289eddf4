-- The page: what figures say, as one HTML file that needs nothing else.

local amounts = require "tcbilling.report.amounts"
local arrange = require "tcbilling.report.arrange"
local chart = require "tcbilling.report.chart"
local html = require "tcbilling.report.html"
local script = require "tcbilling.report.script"
local style = require "tcbilling.report.style"

local h = html.new

local MOST = 20 -- rows of a part that are shown at once
local MOVERS = 10

local function amount_cell(text)
  return h("td", { class = "amount" }, text)
end

local function head(names)
  local cells = {}
  for i, name in ipairs(names) do
    cells[i] = h("th", { scope = "col", class = name[2] }, name[1])
  end
  return h("thead", nil, h("tr", nil, cells))
end

-- One that may be wider than a phone can be moved, by keyboard too.
local function tabled(caption, names, rows, class)
  return h("div", { class = "wide", tabindex = 0, role = "group",
    ["aria-label"] = caption }, h("table", { class = class },
    h("caption", nil, caption), head(names), h("tbody", nil, rows)))
end

-- A section: { id, title, element }.
local function section(id, title, ...)
  return { id = id, title = title, element = h("section", { id = id,
    ["aria-labelledby"] = id .. "-title" },
    h("h2", { id = id .. "-title" }, title), ...) }
end

-- Names come from outside, in any writing.
local function name_cell(name)
  return h("td", nil, h("bdi", nil, name))
end

-- Months

local function reasons_of(row)
  local list = {}
  for reason in pairs(row.reasons) do list[#list + 1] = reason end
  table.sort(list)
  return list[1] and "provisional: " .. table.concat(list, ", ") or "final"
end

local function months_table(rows, what)
  local list = {}
  for i = #rows, 1, -1 do
    local row = rows[i]
    list[#list + 1] = h("tr", nil, h("th", { scope = "row" }, row.month),
      amount_cell(amounts.text(row.total)),
      amount_cell(amounts.change(row.change)),
      amount_cell(("%.0f"):format(row.n)), h("td", nil, reasons_of(row)))
  end
  return tabled("USD, the latest month first", { { "Month" },
    { "Cost", "amount" }, { "Change", "amount" }, { what, "amount" },
    { "Figures" } }, list)
end

local function months_part(id, title, rows, what)
  if #rows == 0 then return nil end
  local is_provisional = false
  for _, row in ipairs(rows) do
    is_provisional = is_provisional or next(row.reasons) ~= nil
  end
  return section(id, title, h("div", { class = "wide", tabindex = 0,
    role = "group", ["aria-label"] = title },
    chart.months(rows, title .. ", in USD")),
    is_provisional and h("p", { class = "note" },
      "Paler: provisional, and may still change.") or nil,
    months_table(rows, what))
end

-- Parts

local function change_cells(row, months)
  local before = months[#months - 1]
  if not before then return nil end
  return { amount_cell(amounts.text(row.by_month[before])),
    amount_cell(amounts.change(row.change)) }
end

local function part_row(row, months, largest)
  local now = row.by_month[months[#months]]
  return h("tr", nil, name_cell(row.name), amount_cell(amounts.text(now)),
    h("td", { class = "bar-cell" }, chart.bar(now, largest)),
    change_cells(row, months))
end

local function part_head(what, months)
  local names = { { what }, { months[#months], "amount" }, { "" } }
  if months[#months - 1] then
    names[4] = { months[#months - 1], "amount" }
    names[5] = { "Change", "amount" }
  end
  return names
end

local function rows_of(rows, first, last, months, largest)
  local list = {}
  for i = first, math.min(last, #rows) do
    list[#list + 1] = part_row(rows[i], months, largest)
  end
  return list
end

local function part_tables(what, rows, months)
  local largest = chart.largest(rows, months[#months])
  local names = part_head(what, months)
  local first = tabled(("USD; %d in all"):format(#rows), names,
    rows_of(rows, 1, MOST, months, largest))
  if #rows <= MOST then return first end
  return { first, h("details", nil,
    h("summary", nil, ("The other %d"):format(#rows - MOST)),
    tabled("USD", names, rows_of(rows, MOST + 1, #rows, months, largest))) }
end

local function part(id, title, what, rows, months, note)
  if #rows == 0 then return nil end
  return section(id, title, note and h("p", { class = "note" }, note) or nil,
    part_tables(what, rows, months))
end

-- The transaction types of each pay mode, to be opened.
local function pay_modes(figures, months)
  local rows = arrange.group(figures.pay_modes, months)
  if #rows == 0 then return nil end
  local details = {}
  for i, row in ipairs(rows) do
    local types = {}
    for _, one in ipairs(figures.types) do
      if (one.mode or "-") == row.name then types[#types + 1] = one end
    end
    details[i] = h("details", nil, h("summary", nil, "Transaction types of ",
      h("bdi", nil, row.name)),
      part_tables("Transaction type", arrange.group(types, months), months))
  end
  return section("pay-modes", "By pay mode",
    part_tables("Pay mode", rows, months), details)
end

local function movers(figures, months)
  local rows = arrange.movers(arrange.group(figures.products, months), MOVERS)
  if #rows == 0 then return nil end
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = h("tr", nil, name_cell(row.name),
      amount_cell(amounts.change(row.change)), change_cells(row, months)[1],
      amount_cell(amounts.text(row.by_month[months[#months]])))
  end
  return section("movers", "What changed most", tabled("Products, USD",
    { { "Product" }, { "Change", "amount" },
      { months[#months - 1], "amount" }, { months[#months], "amount" } },
    list))
end

local function resource_row(one)
  return h("tr", nil, name_cell(one.resource_id or "-"),
    name_cell(one.resource_name or "-"),
    name_cell(one.business_code_name or "-"),
    name_cell(one.region_name or "-"), name_cell(one.owner_uin or "-"),
    name_cell(one.pay_mode_name or "-"),
    amount_cell(amounts.text(one.total)))
end

local function resources(figures)
  local rows = {}
  for i, one in ipairs(figures.resources or {}) do
    rows[i] = resource_row(one)
  end
  if #rows == 0 then return nil end
  return section("resources", "Resources of " .. figures.month, tabled(
    ("The costliest %d, USD"):format(#rows), { { "Resource" }, { "Name" },
      { "Product" }, { "Region" }, { "Owner" }, { "Pay mode" },
      { "Cost", "amount" } }, rows, "long"))
end

local function failures(figures)
  local rows = {}
  for i, one in ipairs(figures.failures) do
    rows[i] = h("tr", nil, h("td", nil, one.month), name_cell(one.account),
      name_cell(one.customer_uin or "-"), name_cell(one.message))
  end
  if #rows == 0 then return nil end
  return section("failures", "What could not be had", h("p",
    { class = "warning" }, "These bills are missing in what is shown: run "
    .. "the same pull again."), tabled("By month", { { "Month" },
    { "Account" }, { "Customer" }, { "Why" } }, rows))
end

-- What rows and summary say differently, exactly.
local function differences(figures)
  local rows = {}
  for i, d in ipairs(figures.differences or {}) do
    rows[i] = h("tr", nil, name_cell(d.group or "in all"),
      amount_cell(amounts.text(d.left)), amount_cell(amounts.text(d.right)),
      amount_cell(amounts.change(d.difference)))
  end
  if #rows == 0 then return nil end
  return section("differences", "What does not add up", h("p",
    { class = "note" }, "The API's own sums are off by 0.00001 here and "
    .. "there; more is something to ask about."), tabled("USD",
    { { "Pay mode" }, { "Summary", "amount" }, { "Rows", "amount" },
      { "Difference", "amount" } }, rows))
end

-- The whole

local function sections_of(figures)
  local list = {}
  local function add(one) list[#list + 1] = one end
  add(failures(figures))
  local rows, months = arrange.months(figures.bills, figures.pay_modes)
  add(months_part("months", "Cost by month", rows, "Rows"))
  add(differences(figures))
  if #months > 0 then
    add(pay_modes(figures, months))
    add(part("products", "By product", "Product",
      arrange.group(figures.products, months), months))
    add(movers(figures, months))
    add(part("regions", "By region", "Region",
      arrange.group(figures.regions, months), months))
    add(part("owners", "By owner account", "Owner",
      arrange.group(figures.owners, months), months))
    add(part("tags", "By tag", "Tag", arrange.group(figures.tags, months),
      months, "A resource with several tags counts for each of them."))
  end
  rows, months = arrange.months(figures.customer_bills, figures.customers)
  add(months_part("customer-months", "Customers by month", rows, "Customers"))
  if #months > 0 then
    add(part("customers", "By customer", "Customer",
      arrange.group(figures.customers, months), months))
  end
  add(resources(figures))
  return list
end

local function contents(sections)
  local links, elements = {}, {}
  for i, one in ipairs(sections) do
    links[i] = h("li", nil, h("a", { href = "#" .. one.id }, one.title))
    elements[i] = one.element
  end
  return h("nav", { ["aria-label"] = "Contents" }, h("ul", nil, links)),
    elements
end

local POLICY = "default-src 'none'; style-src '%s'; script-src '%s'; "
  .. "base-uri 'none'; form-action 'none'"

--- Makes the page.
---@param figures table see report/store.lua
---@param made_at integer UNIX seconds
---@return string html
local function page(figures, made_at)
  local nav, sections = contents(sections_of(figures))
  return "<!DOCTYPE html>\n" .. h("html", { lang = "en" }, h("head", nil,
    h("meta", { charset = "utf-8" }),
    h("meta", { ["http-equiv"] = "Content-Security-Policy",
      content = POLICY:format(style.HASH, script.HASH) }),
    h("meta", { name = "viewport",
      content = "width=device-width, initial-scale=1" }),
    h("title", nil, "Costs: ", figures.source),
    h("style", nil, html.raw(style.TEXT))),
    h("body", nil, h("main", nil, h("h1", nil, "Costs"),
      h("p", { class = "note" }, "Out of ", figures.source, ", made ",
        os.date("!%Y-%m-%d %H:%M", made_at), " UTC. All amounts are exact, ",
        "in USD."),
      nav, sections),
      h("script", nil, html.raw(script.TEXT)))).html .. "\n"
end

return page
