-- The page of costs: its figures are the store's, and nothing in it is alive.
local amounts = require "tcbilling.report.amounts"
local arrange = require "tcbilling.report.arrange"
local decimal = require "tcbilling.core".decimal
local focus = require "tcbilling.pull.formats.focus"
local html = require "tcbilling.report.html"
local live = require "tcbilling.report.live"
local of_customers = require "tcbilling.pull.formats.customers"
local of_resources = require "tcbilling.pull.formats.resources"
local page = require "tcbilling.report.page"
local postgresql = require "spec.postgresql"
local report = require "tcbilling.report.store"
local run = require "spec.shell"
local store = require "tcbilling.pull.store"
local script = require "tcbilling.report.script"
local style = require "tcbilling.report.style"
local testing = require "tcbilling.testing"

local server, directory

setup(function()
  server = postgresql.start()
  directory = run "mktemp -d"
end)

teardown(function()
  server:stop()
  run("rm -rf " .. directory)
end)

local HOSTILE = '<script>alert("1")</script>&amp;\226\128\174\27[2J'

local function resource(id, cost, changes)
  local row = { ResourceId = id, ResourceName = "name of " .. id,
    BusinessCodeName = "CVM", RegionName = "Frankfurt", OwnerUin = "7001",
    PayModeName = "Pay-as-you-go", ActionTypeName = "Daily settlement",
    RealTotalCost = cost, Tags = {} }
  for name, value in pairs(changes or {}) do row[name] = value end
  return row
end

local function whole(sink, kind, month, rows, changes)
  changes = changes or {}
  local uin, account = changes.uin, changes.account or "shop"
  local bill = { key = ("%s/%s/%s%s"):format(kind, account, month, uin or ""),
    kind = kind, account = account, month = month, customer_uin = uin }
  local values = {}
  for i, row in ipairs(rows) do values[i] = sink.format.read(row, bill) end
  assert(sink:append(bill, values, { request = "r", keys = "k",
    state = "whole", reading = 1, rows = #rows, sums = {}, started_at = 1,
    finished_at = 2, provisional = changes.provisional,
    summary = changes.summary }))
end

-- Two months, and a third one that runs.
local function fill(url)
  local sink = assert(store.open { url = url, format = of_resources })
  whole(sink, "resources", "2023-07", { resource("a", "10.5"),
    resource("b", "0.00000001", { BusinessCodeName = "COS" }) })
  whole(sink, "resources", "2023-08", { resource("a", "20.25"),
    resource("b", "-3", { BusinessCodeName = "COS",
      PayModeName = "Monthly subscription", ActionTypeName = "Refund" }),
    resource("c", "-", { Tags = { { TagKey = "team", TagValue = "x" } } }),
    resource("d", "1", { Tags = { { TagKey = "team", TagValue = "x" },
      { TagKey = HOSTILE, TagValue = "" } } }) })
  whole(sink, "resources", "2023-09", { resource("a", "1000000.125"),
    resource(HOSTILE, "2", { ResourceName = HOSTILE, RegionName = HOSTILE,
      BusinessCodeName = HOSTILE, OwnerUin = HOSTILE, PayModeName = HOSTILE,
      ActionTypeName = HOSTILE }),
    resource("long", "0", { ResourceName = ("n"):rep(4096) }) },
    { provisional = "open" })
  assert(sink:fail({ key = "k", account = "shop", month = "2023-06" },
    { message = "denied: " .. HOSTILE, kind = "denied", at = 3 }))
  sink:close()
  sink = assert(store.open { url = url, format = of_customers })
  for _, uin in ipairs { "70001", "70002" } do
    whole(sink, "customers", "2023-08", { { TotalCost = uin .. ".5" } },
      { uin = uin })
  end
  sink:close()
end

local DATABASES = {
  SQLite = { new = function(name)
    return ("sqlite:%s/%s.db"):format(directory, name)
  end, query = function(url, sql)
    return run(("sqlite3 %s \"%s\""):format(url:match ":(.*)$", sql))
  end, sum = function(url, where)
    return decimal(run(("sqlite3 %s \"select coalesce(sum(real_total_cost_e8),"
      .. " 0) from resources where %s\""):format(url:match ":(.*)$", where)))
      :div(decimal "100000000", 8)
  end },
  PostgreSQL = { new = function(name) return server:database(name) end,
    query = function(url, sql) return server:query(url, sql) end,
    sum = function(url, where)
      return decimal(server:query(url, "select coalesce(sum("
        .. "real_total_cost), 0) from resources where " .. where))
    end },
}

for name, database in pairs(DATABASES) do
  describe("figures out of " .. name, function()
    local url, figures

    setup(function()
      url = database.new "figures"
      fill(url)
      figures = assert(report.read(url))
    end)

    local function find(list, month, of)
      for _, one in ipairs(list) do
        if one.month == month and one.name == of then return one.total end
      end
    end

    it("are what SQL says", function()
      for part, column in pairs { products = "business_code_name",
        pay_modes = "pay_mode_name", regions = "region_name",
        owners = "owner_uin" } do
        assert.is_true(#figures[part] > 2)
        for _, one in ipairs(figures[part]) do
          local sql = database.sum(url, ("month = '%s' and %s = '%s'"):format(
            one.month, column, one.name:gsub('["$`\\]', "\\%0")))
          assert.equal(sql, one.total)
        end
      end
      local rows = arrange.months(figures.bills, figures.pay_modes)
      assert.equal(3, #rows)
      for _, row in ipairs(rows) do
        assert.equal(database.sum(url, ("month = '%s'"):format(row.month)),
          row.total)
      end
      assert.equal(decimal "18.25", rows[2].total)
      assert.equal(decimal "7.74999999", rows[2].change)
      assert.same({ ["the month runs"] = true }, rows[3].reasons)
    end)

    it("have tags, types, resources, customers and failures", function()
      assert.equal(decimal "1", find(figures.tags, "2023-08", "team: x"))
      assert.equal("2023-09", figures.month)
      assert.equal("a", figures.resources[1].resource_id)
      assert.equal(decimal "1000000.125", figures.resources[1].total)
      assert.equal(3, #figures.resources)
      assert.equal(decimal "70002.5", find(figures.customers, "2023-08",
        "70002"))
      assert.equal("denied: " .. HOSTILE, figures.failures[1].message)
      assert.equal(decimal "-3", find(figures.types, "2023-08", "Refund"))
    end)

    it("say how many resources there are, where they are more than kept",
      function()
        assert.equal(3, figures.resource_count)
        local some = assert(report.read(url, { most = 2, month = "2023-08" }))
        assert.equal(2, #some.resources)
        assert.equal(4, some.resource_count)
        assert.truthy(page(some, 0):find("The 2 costliest of 4: no other one",
          1, true))
        assert.is_nil(page(figures, 0):find("costliest of", 1, true))
      end)

    it("are those of a month that is named, and of those before", function()
      local august = assert(report.read(url, { month = "2023-08" }))
      assert.equal("2023-08", august.month)
      assert.equal(4, #august.resources)
      for _, one in ipairs(august.products) do
        assert.is_true(one.month <= "2023-08")
      end
      assert.equal(2, #august.bills)
      local none, message, detail = report.read(url, { month = "2022-01" })
      assert.is_nil(none)
      assert.equal("invalid", detail.kind)
      assert.truthy(message:find("it holds no bill of 2022-01: pull that month",
        1, true))
      assert.same({ "2023-07", "2023-08", "2023-09" }, report.months(url))
    end)

    it("make a page", function()
      local text = page(figures, 0)
      for _, part in ipairs { "1,000,000.125", "-3.00", "70,002.50",
        "+7.74999999", "provisional: the month runs", "team: x",
        "These bills are missing" } do
        assert.truthy(text:find(part, 1, true), part)
      end
    end)
  end)
end

-- Rows that are what their summary says, and such that are not.
local function fill_with_summaries(url)
  local sink = assert(store.open { url = url, format = of_resources })
  local function add(month, rows, total, groups, account)
    whole(sink, "resources", month, rows, { account = account,
      summary = total and { total = total, groups = groups } })
  end
  add("2023-05", {}, "5", {})
  add("2023-06", { resource("a", "10.5"), resource("b", "-") }, "10.50",
    { ["Pay-as-you-go"] = "10.500000000" })
  add("2023-07", { resource("a", "90071992.54740993"), resource("b", "-7"),
    resource("c", "1", { PayModeName = "Monthly" }),
    resource("d", "2.5", { PayModeName = "Rows only" }),
    { RealTotalCost = "0.25", Tags = {} } }, "90071989.29740992",
    { ["Pay-as-you-go"] = "90071985.54740992", Monthly = "1.0",
      ["Summary only"] = "-3", [""] = "0.25" })
  add("2023-07", { resource("a", "1"), resource("a", "2") }, "2.5", nil,
    "mill")
  add("2023-08", { resource("a", "1") })
  sink:close()
end

for name, database in pairs(DATABASES) do
  describe("differences out of " .. name, function()
    local url

    setup(function()
      url = database.new "differences"
      fill_with_summaries(url)
    end)

    local function texts()
      local figures = assert(report.read(url))
      local found, compared = {}, {}
      for i, d in ipairs(figures.differences) do
        assert.equal(d.left - d.right, d.difference)
        found[i] = ("%s %s %s: %s, %s"):format(d.month, d.account,
          d.group or "in all", d.left, d.right)
      end
      for i, bill in ipairs(figures.bills) do
        assert.is_boolean(bill.compared)
        compared[i] = bill.compared and 1 or 0
      end
      return found, table.concat(compared)
    end

    it("are exact: in all, then of each pay mode", function()
      local found, compared = texts()
      local expected = {
        "2023-05 shop in all: 5, 0",
        "2023-07 mill in all: 2.5, 3",
        "2023-07 shop in all: 90071989.29740992, 90071989.29740993",
        "2023-07 shop Pay-as-you-go: 90071985.54740992, 90071985.54740993",
        "2023-07 shop Rows only: 0, 2.5",
        "2023-07 shop Summary only: -3, 0",
      }
      for i, text in ipairs(expected) do
        local begin, left, right = text:match "^(.*: )(.*), (.*)$"
        local its_begin, its_left, its_right =
          (found[i] or ""):match "^(.*: )(.*), (.*)$"
        assert.equal(begin, its_begin)
        assert.equal(decimal(left), decimal(its_left))
        assert.equal(decimal(right), decimal(its_right))
      end
      assert.equal(#expected, #found)
      assert.equal("11110", compared)
    end)

    it("are of no summary that was changed, or that is not kept", function()
      database.query(url, "update bills set summary = 'x' where month = "
        .. "'2023-05'")
      local found, compared = texts()
      assert.equal(5, #found)
      assert.equal("01110", compared)
      -- as in a store of an earlier release
      database.query(url, "alter table bills drop column summary")
      found, compared = texts()
      assert.same({}, found)
      assert.equal("00000", compared)
    end)
  end)
end

describe("figures", function()
  it("are refused where there are none", function()
    local url = ("sqlite:%s/none.db"):format(directory)
    for given, message in pairs { [url] = "there is no such file: pull",
      ["mysql://x"] = "a store is sqlite:FILE or",
      ["x.csv"] = "a store is sqlite:FILE or" } do
      local figures, problem, detail = report.read(given)
      assert.is_nil(figures)
      assert.equal("invalid", detail.kind)
      assert.truthy(problem:find(message, 1, true), problem)
    end
    assert.is_nil(io.open(directory .. "/none.db"))
    url = ("sqlite:%s/focus.db"):format(directory)
    assert(store.open { url = url, format = focus }):close()
    local _, problem = report.read(url)
    assert.truthy(problem:find("it holds no bills", 1, true))
  end)

  it("of one month, or of customers only, make a page, too", function()
    local url = ("sqlite:%s/one.db"):format(directory)
    local sink = assert(store.open { url = url, format = of_resources })
    assert.is_string(page(assert(report.read(url)), 0))
    whole(sink, "resources", "2023-08", { resource("a", "1") })
    sink:close()
    local text = page(assert(report.read(url)), 0)
    assert.is_nil(text:find("What changed most", 1, true))
    assert.truthy(text:find("1.00", 1, true))
    url = ("sqlite:%s/customers.db"):format(directory)
    sink = assert(store.open { url = url, format = of_customers })
    whole(sink, "customers", "2023-08", { { TotalCost = "1.5" } },
      { uin = "70001" })
    sink:close()
    text = page(assert(report.read(url)), 0)
    assert.truthy(text:find("By customer", 1, true))
    assert.is_nil(text:find("By product", 1, true))
  end)
end)

describe("figures of a month, live", function()
  local answers

  local function client()
    return testing.client(testing.new { function(request)
      local name
      for _, header in ipairs(request.headers) do
        name = header:match "^X%-TC%-Action: (.*)$" or name
      end
      local response = answers[name]
      response.RequestId = "r"
      return testing.response(response)
    end })
  end

  before_each(function()
    answers = {
      DescribeBillSummaryByPayMode = { Ready = 1, SummaryOverview = {
        { PayModeName = "Pay-as-you-go", RealTotalCost = "30.25" },
        { PayModeName = "Monthly", RealTotalCost = "-3" } } },
      DescribeBillResourceSummary = { Total = 4, ResourceSummarySet = {
        resource("a", "10.25"), resource("b", "20"), resource("b", "-1"),
        resource("c", "-3", { PayModeName = "Monthly", Tags = {
          { TagKey = "team", TagValue = "x" } } }) } },
    }
  end)

  it("are the rows' sums, and what the summary says otherwise", function()
    local figures = assert(live.read(client(), "2023-09",
      { scope = "account" }))
    assert.equal(decimal "29.25", figures.pay_modes[1].total)
    assert.equal(decimal "-3", figures.tags[1].total)
    assert.equal("team: x", figures.tags[1].name)
    assert.equal("b", figures.resources[1].resource_id)
    assert.equal(decimal "19", figures.resources[1].total)
    assert.equal(3, #figures.resources)
    assert.equal(4, figures.bills[1].n)
    assert.is_nil(figures.bills[1].provisional)
    assert.equal(2, #figures.differences) -- in all, and of that mode
    assert.equal(decimal "1", figures.differences[2].difference)
    assert.equal("2023-09", figures.differences[2].month)
    assert.equal("Pay-as-you-go", figures.differences[2].group)
    assert.is_true(figures.bills[1].compared)
    local text = page(figures, 0)
    for _, part in ipairs { "26.25", "What does not add up", "+1.00",
      "Pay-as-you-go" } do
      assert.truthy(text:find(part, 1, true), part)
    end
  end)

  it("are there though an amount is no text, and not compared then", function()
    local rows = answers.DescribeBillResourceSummary.ResourceSummarySet
    rows[2].RealTotalCost = 1.5
    answers.DescribeBillSummaryByPayMode.SummaryOverview[1].RealTotalCost = 2.5
    local figures = assert(live.read(client(), "2023-09",
      { scope = "account" }))
    assert.equal(decimal "9.25", figures.pay_modes[1].total)
    assert.is_false(figures.bills[1].compared)
    assert.truthy(page(figures, 0):find("not compared with the API&#39;s", 1,
      true))
  end)

  it("are of a summary alone where that is asked for", function()
    local figures = assert(live.summary(client(), "2023-09",
      { scope = "account" }))
    local sums = {}
    for _, one in ipairs(figures.pay_modes) do
      sums[one.name] = tostring(one.total)
    end
    assert.same({ ["Pay-as-you-go"] = "30.25", Monthly = "-3" }, sums)
    answers.DescribeBillSummaryForOrganization = { Ready = 1, SummaryDetail = {
      { GroupKey = "prePay", GroupValue = "x", RealTotalCost = "1" },
      { GroupKey = "postPay", GroupValue = "y", RealTotalCost = "2.5" } } }
    figures = assert(live.summary(client(), "2023-09", {}))
    assert.equal("all pay modes", figures.pay_modes[1].name)
    assert.equal(decimal "3.5", figures.pay_modes[1].total)
    answers.DescribeBillSummaryForOrganization.SummaryDetail[2].RealTotalCost
      = "-"
    local none, message, detail = live.summary(client(), "2023-09", {})
    assert.is_nil(none)
    assert.equal("decode", detail.kind)
    assert.truthy(message:find("SummaryDetail[2] has no RealTotalCost", 1,
      true))
  end)

  it("are provisional while the month runs", function()
    local figures = assert(live.read(client(), "2023-11",
      { scope = "account", most = 1 }))
    assert.equal("open", figures.bills[1].provisional)
    assert.equal(1, #figures.resources)
  end)

  it("are none where a call fails", function()
    answers.DescribeBillResourceSummary = { Error = {
      Code = "UnauthorizedOperation", Message = "no" } }
    local figures, message, detail = live.read(client(), "2023-09",
      { scope = "account" })
    assert.is_nil(figures)
    assert.equal("denied", detail.kind)
    assert.truthy(message:find("UnauthorizedOperation", 1, true))
  end)
end)

describe("the page", function()
  local text

  setup(function()
    local url = ("sqlite:%s/page.db"):format(directory)
    fill(url)
    text = page(assert(report.read(url)), 0)
  end)

  it("has nothing in it that is alive", function()
    assert.equal(1, select(2, text:gsub("<script", "")))
    assert.truthy(text:find("<script>" .. script.TEXT, 1, true))
    assert.is_nil(text:find "[%z\1-\9\11-\31\127]")
    assert.is_nil(text:find("\226\128\174", 1, true))
    assert.is_nil(text:lower():find "%son%l+=")
    assert.is_nil(text:find ' style="')
    assert.is_nil(text:find "https?:")
    assert.truthy(text:find("&lt;script&gt;alert(&quot;1&quot;)", 1, true))
  end)

  it("is well-formed", function()
    local open = {}
    local markup = text:gsub("<style>.-</style>", "")
      :gsub("<script>.-</script>", "")
    for slash, name, rest in markup:gmatch "<(/?)(%w+)([^>]*)>" do
      if slash == "/" then
        assert.equal(table.remove(open), name)
      elseif name ~= "meta" then
        open[#open + 1] = name
      end
      assert.is_nil(rest:find "<")
    end
    assert.same({}, open)
  end)

  it("obeys the style and the script that its policy names only", function()
    for name, module in pairs { style = style, script = script } do
      local path = directory .. "/text"
      local file = assert(io.open(path, "wb"))
      file:write(text:match(("<%s>(.-)</%s>"):format(name, name)))
      file:close()
      local digest = "sha256-" .. run("openssl dgst -sha256 -binary " .. path
        .. " | openssl base64")
      assert.equal(digest, module.HASH)
      assert.truthy(text:find(("%s-src &#39;%s&#39;"):format(name, digest), 1,
        true))
    end
    assert.is_nil(text:find("unsafe-inline", 1, true))
  end)

  it("is small enough with 10,000 resources", function()
    local figures = { source = "x", failures = {}, month = "2023-08",
      bills = { { month = "2023-08", n = 10000 } }, pay_modes = {},
      products = {}, regions = {}, owners = {}, tags = {}, types = {},
      resources = {} }
    for i = 1, 10000 do
      figures.resources[i] = { resource_id = "ins-" .. i .. "abcdefgh",
        resource_name = "production-web-" .. i, owner_uin = "700000000001",
        business_code_name = "Cloud Virtual Machine (CVM)",
        region_name = "Europe (Frankfurt)", pay_mode_name = "Pay-as-you-go",
        total = decimal "1234.56789012" }
    end
    local large = page(figures, 0)
    assert.is_true(#large < 5 * 1024 * 1024, #large)
  end)
end)

describe("amounts on a page", function()
  it("have all their digits, and two decimals at least", function()
    for given, shown in pairs { ["0"] = "0.00", ["1.5"] = "1.50",
      ["-1234567.10000000"] = "-1,234,567.10", ["0.00000001"] = "0.00000001",
      ["999"] = "999.00", ["1000"] = "1,000.00" } do
      assert.equal(shown, amounts.text(decimal(given)))
    end
    assert.equal("-", amounts.text(nil))
    assert.equal("+1.00", amounts.change(decimal "1"))
    assert.equal("-1.00", amounts.change(decimal "-1"))
  end)

  it("are shares of the largest", function()
    assert.equal(0.25, amounts.share(decimal "-1", decimal "4"))
    assert.equal(0, amounts.share(nil, decimal "4"))
    assert.equal(0, amounts.share(decimal "1", decimal "0"))
  end)
end)

describe("an element", function()
  it("escapes its texts and attributes", function()
    assert.equal('<td title="&lt;&quot;&#39;&amp;">&lt;b&gt;1</td>',
      html.new("td", { title = "<\"'&", hidden = false }, "<b>", 1, nil).html)
    assert.equal("<p><b>a</b>b</p>", html.new("p", nil,
      { html.new("b", nil, "a"), "b" }).html)
  end)
end)
