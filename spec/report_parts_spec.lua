-- The parts of a page: the same rows on the page and in CSV, digit by digit;
-- pages that are served; and those of a bill that is not there.
local cells_of = require "spec.csv_cells"
local chosen = require "tcbilling.report.chosen"
local decimal = require "tcbilling.core".decimal
local document = require "tcbilling.report.document"
local export = require "tcbilling.report.export"
local page = require "tcbilling.report.page"
local parts = require "tcbilling.report.parts"
local states = require "tcbilling.report.states"

local find = parts.find

local HOSTILE = '=cmd"<script>,\226\128\174x'

local function entry(month, name, total)
  return { month = month, name = name, total = total and decimal(total) }
end

local function figures()
  local made = { source = "sqlite:bills.db", month = "2023-08", failures = {},
    bills = { { month = "2023-06", account = "a", n = 3, compared = false,
      finished_at = 86400 },
      { month = "2023-07", account = "a", n = 1234567, compared = true },
      { month = "2023-08", account = "a", n = 2, compared = true,
        provisional = "open" } },
    pay_modes = { entry("2023-06", "Monthly", "1"),
      entry("2023-07", "Monthly", "1000000.00000001"),
      entry("2023-08", "Monthly", "3"), entry("2023-08", "Hourly", "-0.5") },
    types = { { month = "2023-08", mode = "Monthly", name = "Refund",
      total = decimal "-2.75" } },
    products = { entry("2023-07", HOSTILE, "10"),
      entry("2023-08", HOSTILE, "12.5"), entry("2023-08", "COS", "7") },
    customer_bills = {}, customers = {}, resources = {},
    differences = { { month = "2023-07", account = "a",
      left = decimal "2", right = decimal "1", difference = decimal "1" } } }
  for i = 1, 8 do
    local month = ("2023-%02d"):format(i)
    made.customer_bills[i] = { month = month, account = "a", n = 1 }
    made.customers[i] = entry(month, "70001", tostring(i))
  end
  for i = 1, 60 do
    made.resources[i] = { resource_id = "r" .. i, resource_name = HOSTILE,
      total = decimal(61 - i) }
  end
  return made
end

local function titles(part)
  local list = {}
  for i, column in ipairs(part.columns) do list[i] = column.title end
  return list
end

describe("parts", function()
  local list

  setup(function() list = parts.of(figures()) end)

  it("are those that there is something of, in their order", function()
    local ids = {}
    for i, part in ipairs(list) do ids[i] = part.id end
    assert.same({ "months", "differences", "pay-modes", "products", "movers",
      "customer-months", "customers", "resources" }, ids)
  end)

  it("say of a month what is provisional, not compared, and when it was read",
    function()
      local rows = find(list, "months").rows
      assert.same({ "2023-08", "provisional: the month runs", "-" },
        { rows[1][1], rows[1][5], rows[1][6] })
      assert.equal("final", rows[2][5])
      assert.same({ "final, not compared with the API's summary",
        "1970-01-02 00:00" }, { rows[3][5], rows[3][6] })
      assert.equal(decimal "2.5", rows[1][2])
      assert.equal(decimal "-999997.50000001", rows[1][3])
      assert.is_false(rows[3][3])
    end)

  it("have no change from a month that is not the one before", function()
    local made = figures()
    table.remove(made.bills, 2)
    assert.is_false(find(parts.of(made), "months").rows[1][3])
  end)

  it("rank customers, with the months before", function()
    local part = find(list, "customers")
    assert.same({ "Customer", "2023-08", "2023-07", "2023-06", "2023-05",
      "2023-04", "2023-03" }, titles(part))
    assert.equal(decimal "8", part.rows[1][2])
    assert.equal(decimal "3", part.rows[1][7])
  end)

  it("go through months where there are rows of, by lines", function()
    local part = find(list, "products")
    assert.equal("lines", part.chart.kind)
    assert.equal(3, #part.chart.months)
    local made = figures()
    made.bills[1].n = nil -- a summary only
    part = find(parts.of(made), "products")
    assert.is_nil(part.chart)
    assert.same({ "Product", "2023-08", "2023-07", "Change" }, titles(part))
    assert.equal(3, #find(parts.of(made), "months").chart.months)
  end)

  it("have a stack of six at most, the rest in one", function()
    local made = figures()
    for i = 1, 9 do
      made.pay_modes[#made.pay_modes + 1] = entry("2023-08", "mode " .. i,
        tostring(10 * i))
    end
    local series = find(parts.of(made), "months").chart.series
    assert.equal(6, #series)
    assert.equal("mode 9", series[1].name)
    assert.equal("all others", series[6].name)
    -- 10 + 20 + 30 + 40 + 3 - 0.5
    assert.equal(decimal "102.5", series[6].by_month["2023-08"])
  end)

  it("let others have turns", function()
    local n = 0
    page(figures(), 0, { pause = function() n = n + 1 end })
    assert.is_true(n >= 20)
  end)
end)

describe("CSV of a part", function()
  it("has the rows' digits, without commas, and formulas are text", function()
    local list = parts.of(figures())
    assert.same({ { "Product", "2023-08", "2023-07", "Change" },
      { "'" .. HOSTILE, "12.50", "10.00", "2.50" },
      { "COS", "7.00", "", "7.00" } },
      cells_of(export(find(list, "products"))))
    local months = cells_of(export(find(list, "months")))
    assert.same({ "2023-07", "1000000.00000001", "999999.00000001", "1234567",
      "final", "-" }, months[3])
    assert.same({ "2023-08", "2.50", "-999997.50000001", "2" },
      { months[2][1], months[2][2], months[2][3], months[2][4] })
  end)

  it("says what the page says", function()
    local made = figures()
    local text = page(made, 0)
    for _, part in ipairs(parts.of(made)) do
      for i, row in ipairs(cells_of(export(part))) do
        for n, cell in ipairs(row) do
          local column = part.columns[n]
          if i > 1 and column.kind == "amount" and cell ~= "" then
            assert.equal(part.rows[i - 1][n], decimal(cell))
            local shown = cell:match "^%-?(%d?%d?%d)" -- up to a comma
            assert.truthy(text:find(shown, 1, true))
          end
        end
      end
      assert.equal(#part.rows + 1, #cells_of(export(part)))
    end
  end)
end)

local function served(more)
  local given = { path = "/", months = { "2023-08", "2023-07" },
    month = "2023-08", scope = "organization",
    scopes = { "organization", "account" } }
  for name, value in pairs(more or {}) do given[name] = value end
  function given.to(changes)
    local names = {}
    for name, value in pairs(changes) do
      names[#names + 1] = name .. "=" .. value
    end
    table.sort(names)
    return "/?" .. table.concat(names, "&")
  end
  function given.csv(part) return "/costs.csv?part=" .. part end
  return given
end

local function has(text, ...)
  for _, part in ipairs { ... } do
    assert.truthy(text:find(part, 1, true), part)
  end
end

describe("a page's headline", function()
  it("is the latest month's cost, its change, and what cost most", function()
    local text = page(figures(), 0)
    has(text, "<dt>Cost of 2023-08, USD</dt><dd>2.50", "the month runs",
      "<dt>Against 2023-07</dt><dd>-999,997.50000001", "-100.0 %",
      "<dt>Largest product</dt><dd><bdi>=cmd&quot;")
    local made = figures()
    made.pay_modes = { entry("2023-07", "a", "-3"), entry("2023-08", "a", "3") }
    text = page(made, 0)
    has(text, "<dd>+6.00</dd>") -- of what was less than nothing no percents
    made.bills = { made.bills[3] }
    assert.is_nil(page(made, 0):find("<dt>Against", 1, true))
  end)
end)

describe("a page that is served", function()
  local function of(asked)
    local made = figures()
    made.chosen = chosen.page(made.resources, asked)
    return page(made, 0, { served = served() })
  end

  it("has a choice of months and bills, and tables as CSV", function()
    local text = of {}
    has(text, '<option selected value="2023-08">2023-08</option>',
      '<option value="account">of the account</option>',
      'href="/costs.csv?part=products"', "1 to 50 of 60")
    assert.is_nil(text:find("http-equiv", 1, true))
    assert.is_nil(text:find('class="long"', 1, true))
    has(document.POLICY, "form-action 'self'", "frame-ancestors 'none'",
      "default-src 'none'")
    assert.is_nil(document.POLICY:find("unsafe", 1, true))
  end)

  it("sorts, filters and pages by links and forms", function()
    local text = of { q = 'r"<', sort = "resource_id", order = "asc" }
    has(text, 'value="r&quot;&lt;"', "nothing is found",
      'aria-sort="ascending"',
      'href="/?order=desc&amp;q=r&quot;&lt;&amp;sort=resource_id#resources"')
    text = of { page = 2, sort = "total", order = "asc" }
    has(text, "51 to 60 of 60", 'href="/?order=asc&amp;page=1&amp;sort=total'
      .. '#resources">Previous</a>', '<span class="note">Next</span>')
  end)

  it("shows 500 rows of a part at most, and CSV all of them", function()
    local made = figures()
    for i = 1, 600 do
      made.products[#made.products + 1] = entry("2023-08", "p" .. i, "1")
    end
    has(page(made, 0, { served = served() }), "Show the next 480")
    has(page(made, 0), "Show the other 582")
    local part = find(parts.of(made), "products")
    assert.equal(603, #cells_of(export(part)))
  end)
end)

describe("a page of a bill that is being read", function()
  it("says how far it is", function()
    has(states.loading(served(), { month = "2023-07", rows = 1000,
      count = 2500 }), "The bill is being read",
      "2023-07: 1000 of about 2500 rows.", 'max="2500" value="1000"')
    local text = states.loading(served(), { rows = 30, count = 20 })
    has(text, "2023-08: 30 rows so far.")
    assert.is_nil(text:find('value="30"', 1, true))
    has(states.loading(served(), {}), "The first rows are awaited.")
  end)
end)

describe("a page of a bill that could not be had", function()
  local function of(kind, more)
    return states.failure(served(more), { kind = kind, message = HOSTILE,
      request_id = "id<1>" })
  end

  it("says what it means, and what to do", function()
    for kind, title in pairs { not_ready = "The bill is not ready yet",
      denied = "These keys may not read this bill",
      auth = "The keys of this service are refused",
      throttled = "Too many ask just now", cancelled = "Too many ask just now",
      timeout = "The API did not answer in time",
      invalid = "There is no such bill", limiter = "This service has a fault",
      internal = "This service has a fault",
      network = "The API could not be reached",
      decode = "The API could not be reached" } do
      local text = of(kind)
      has(text, "<h2>" .. title .. "</h2>", ">Try again</a>", "id&lt;1&gt;",
        "=cmd&quot;&lt;script&gt;,?x")
      assert.equal(1, select(2, text:gsub("<script", "")))
    end
  end)

  it("offers the account's own bill to whom the organization's is denied",
    function()
      has(of "denied", 'href="/?scope=account"')
      for _, text in ipairs { of "auth", of("denied", { scope = "account" }),
        states.failure(served { scopes = false, scope = false },
          { kind = "denied", message = "" }) } do
        assert.is_nil(text:find("own bill", 1, true))
      end
    end)
end)
