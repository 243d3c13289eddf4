local bill_server = require "spec.bill_server"
local memory_sink = require "spec.memory_sink"
local pull = require "tcbilling.pull"
local testing = require "tcbilling.testing"

local BY_RESOURCE = "DescribeBillResourceSummaryForOrganization"
local ADJUSTED = "DescribeBillAdjustInfo"
local OF_CUSTOMER = "DescribeCustomerBillSummary"

-- The box's clock begins on 2023-11-14: 2023-09 is final, 2023-11 open.
local KEY = "resources/default/2023-09"

local function ids(first, last)
  local list = {}
  for i = first, last do list[#list + 1] = "r" .. i end
  return list
end

local server, sink, client

local function new_server(before)
  server = bill_server.new(before)
  client = testing.client(server.box, { account = "A" })
end

local function resources(changes)
  local options = { months = { "2023-09" }, to = sink }
  for name, value in pairs(changes or {}) do options[name] = value end
  return pull.resources(client, options)
end

before_each(function()
  sink = memory_sink.new()
  new_server()
end)

describe("a pull of bills by resource", function()
  it("commits every row once, page by page, and the whole bill", function()
    server:bill("2023-09", 2500)
    local report = assert(resources())
    assert.same(ids(1, 2500), sink:column(KEY, "ResourceId"))
    assert.equal(2500, report.rows)
    assert.equal(1, report.pulled)
    local at = sink.held[KEY].whole.checkpoint
    assert.equal("0.00002500", at.sums.RealTotalCost)
    assert.equal("0", at.sums.TotalCost) -- "-" is no amount
    assert.is_nil(at.provisional)
    local sizes = {}
    for _, commit in ipairs(sink.commits) do
      if commit.key == KEY then sizes[#sizes + 1] = commit.rows end
    end
    assert.same({ 1000, 1000, 500 }, sizes)
    assert.equal(1, sink.finished)
  end)

  it("takes an empty bill for one", function()
    server:bill("2023-09", 0)
    assert(resources())
    assert.equal(0, sink.held[KEY].whole.checkpoint.rows)
  end)

  it("does not ask again for what is settled", function()
    server:bill("2023-09", 10)
    assert(resources())
    local report = assert(resources())
    assert.equal(1, server:count(BY_RESOURCE))
    assert.equal(1, server:count(ADJUSTED))
    assert.equal(1, report.kept)
    assert.equal(0, report.pulled)
    assert.same({ { account = "default", month = "2023-09", bills = 1,
      rows = 10, provisional = {},
      sums = report.months[1].sums } }, report.months)
    assert.equal("0.00000010", report.months[1].sums.RealTotalCost)
  end)

  it("asks again where it is told to", function()
    server:bill("2023-09", 10)
    assert(resources())
    server:bill("2023-09", 5, 100)
    assert(resources { refresh = true })
    assert.same(ids(101, 105), sink:column(KEY, "ResourceId"))
  end)

  it("asks again for a month that was adjusted since", function()
    server:bill("2023-09", 10)
    server.adjusted["2023-09"] = "2023-10-20 10:00:00"
    assert(resources())
    assert(resources())
    assert.equal(1, server:count(BY_RESOURCE)) -- adjusted before
    server.adjusted["2023-09"] = "2023-11-20 10:00:00"
    server:bill("2023-09", 11)
    assert(resources())
    assert.equal(11, #sink:column(KEY, "ResourceId"))
  end)

  it("takes settled months for it where it may not ask", function()
    server:bill("2023-09", 10)
    assert(resources())
    local notes = {}
    server.before = function(action)
      if action == ADJUSTED then
        return testing.error "UnauthorizedOperation.CamNoAuth"
      end
    end
    local report = assert(resources {
      note = function(text) notes[#notes + 1] = text end })
    assert.equal(1, report.kept)
    assert.truthy(notes[1]:find("taken for settled", 1, true))
  end)

  it("reads an open month again each time, as a whole", function()
    local key = "resources/default/2023-11"
    server:bill("2023-11", 10)
    local report = assert(resources { months = { "2023-11" } })
    assert.same({ open = 1 }, report.months[1].provisional)
    server:bill("2023-11", 3, 50)
    assert(resources { months = { "2023-11" } })
    assert.same(ids(51, 53), sink:column(key, "ResourceId"))
  end)

  it("goes on where it was left, from the last row on", function()
    server:bill("2023-09", 2500)
    server.before = function(action, asked)
      if action == BY_RESOURCE and asked.Offset > 1500 then
        return testing.error "UnauthorizedOperation.CamNoAuth"
      end
    end
    local report = assert(resources())
    assert.equal(1, report.failed)
    assert.equal("denied", report.failures[1].kind)
    assert.equal(1999, sink.held[KEY].running.checkpoint.rows)
    assert.is_nil(sink.held[KEY].whole)
    assert.equal(1, #sink:failures())
    server.before = function() end
    server.asked = {}
    report = assert(resources())
    assert.equal(1998, server.asked[1].Offset)
    assert.equal(1, server:count(BY_RESOURCE))
    assert.equal(1, report.resumed)
    assert.same(ids(1, 2500), sink:column(KEY, "ResourceId"))
    assert.equal("0.00002500",
      sink.held[KEY].whole.checkpoint.sums.RealTotalCost)
    assert.same({}, sink:failures())
  end)

  local function interrupt()
    server:bill("2023-09", 2500)
    server.before = function(action, asked)
      if action == BY_RESOURCE and asked.Offset > 1500 then
        return testing.error "UnauthorizedOperation.CamNoAuth"
      end
    end
    assert(resources())
    server.before = function() end
  end

  it("reads once more what moved while it was away", function()
    interrupt()
    server:bill("2023-09", 2500, 7)
    local notes = {}
    local report = assert(resources {
      note = function(text) notes[#notes + 1] = text end })
    assert.same(ids(8, 2507), sink:column(KEY, "ResourceId"))
    assert.same({}, report.months[1].provisional)
    assert.truthy(notes[1]:find("read once more", 1, true))
  end)

  it("reads once more where the count is another one", function()
    interrupt()
    server:bill("2023-09", 2501)
    assert(resources())
    assert.equal(2, sink.held[KEY].whole.checkpoint.reading)
    assert.equal(2501, #sink:column(KEY, "ResourceId"))
  end)

  it("is provisional if it moves the second time, too", function()
    server:bill("2023-09", 2500)
    local shift = 0
    server.before = function(action, asked)
      if action == BY_RESOURCE and asked.Offset > 0 then
        shift = shift + 7
        server:bill("2023-09", 2500, shift)
      end
    end
    local report = assert(resources())
    assert.same({ moved = 1 }, report.months[1].provisional)
    assert.equal("moved", sink.held[KEY].whole.checkpoint.provisional)
    server.before = function() end
    assert(resources()) -- what is provisional is asked for again
    assert.is_nil(sink.held[KEY].whole.checkpoint.provisional)
  end)

  it("begins anew for another request", function()
    interrupt()
    assert(resources { scope = "account" })
    assert.equal(0, server.asked[#server.asked - 2].Offset)
    assert.same(ids(1, 2500), sink:column(KEY, "ResourceId"))
  end)

  it("lists what failed, and goes on with the next month", function()
    server:bill("2023-08", 3)
    server:bill("2023-09", 3)
    server.before = function(action, asked)
      if action == BY_RESOURCE and asked.Month == "2023-08" then
        return testing.error "FailedOperation.SummaryDataNotReady"
      end
    end
    local report = assert(resources { months = { "2023-09", "2023-08" } })
    assert.equal(1, report.pulled)
    assert.equal("2023-08", report.failures[1].month)
    assert.equal("not_ready", report.failures[1].kind)
  end)

  it("ends where keys are wrong, with what it has", function()
    server.before = function()
      return testing.error "AuthFailure.SecretIdNotFound"
    end
    local report, message, detail = resources {
      months = { "2023-08", "2023-09" } }
    assert.is_nil(report)
    assert.truthy(message:find("AuthFailure", 1, true))
    assert.equal("auth", detail.kind)
    assert.equal(2, detail.report.left)
    assert.equal(1, #server.asked)
  end)

  it("ends where the sink fails, and loses nothing", function()
    server:bill("2023-09", 2500)
    sink.fails_at = 4 -- the run, the bill, the first page, the second
    local report, message, detail = resources()
    assert.is_nil(report)
    assert.equal("the disk is full", message)
    assert.equal("storage", detail.kind)
    assert.equal(1000, sink.held[KEY].running.checkpoint.rows)
    assert.equal(0, sink.finished)
    assert(resources())
    assert.same(ids(1, 2500), sink:column(KEY, "ResourceId"))
  end)

  it("keeps what came when it is cancelled", function()
    server:bill("2023-09", 2500)
    local task
    server.before = function(action, asked)
      if action == BY_RESOURCE and asked.Offset > 1500 then
        task:doom()
      end
    end
    task = client:spawn(function()
      client:sleep(0)
      return resources()
    end)
    local report, _, detail = task:wait()
    assert.is_nil(report)
    assert.equal("cancelled", detail.kind)
    assert.equal(0, sink.finished)
    server.before = function() end
    assert(resources())
    assert.same(ids(1, 2500), sink:column(KEY, "ResourceId"))
  end)

  it("refuses the bills of other keys under no name", function()
    server:bill("2023-09", 3)
    assert(resources())
    client = testing.client(server.box, { account = "B" })
    local report, message, detail = resources()
    assert.is_nil(report)
    assert.equal("invalid", detail.kind)
    assert.truthy(message:find("other keys", 1, true))
    assert(resources { account = "default" })
    assert(resources { account = "other" })
    assert.equal(3, #sink:column("resources/other/2023-09", "ResourceId"))
  end)

  it("keeps both scopes' bills apart", function()
    server:bill("2023-09", 3)
    assert(resources())
    local _, _, earlier = resources { scope = "account" }
    local report, message, detail = resources { scope = "account" }
    assert.are_not.equal(earlier.report, detail.report)
    assert.is_nil(report)
    assert.equal("invalid", detail.kind)
    assert.truthy(message:find('2023-09 of account "default" is there with '
      .. "the other scope: name another target, or another account", 1, true))
    assert(resources { scope = "account", account = "own" })
    assert.same(ids(1, 3), sink:column(KEY, "ResourceId"))
    assert.same(ids(1, 3), sink:column("resources/own/2023-09",
      "ResourceId"))
  end)

  it("goes on with the other accounts, and says which one failed", function()
    new_server(function(_, _, n)
      return n == 1 and testing.error "AuthFailure.SignatureFailure" or nil
    end)
    server:bill("2023-09", 5)
    local other = testing.client(server.box, { account = "B" })
    local report, message, detail = pull.resources({ a = client, b = other },
      { months = { "2023-09" }, to = sink })
    assert.is_nil(report)
    assert.equal("auth", detail.kind)
    local name = message:match "^account (%a): "
    assert.equal(1, detail.report.pulled)
    assert.same(ids(1, 5), sink:column(("resources/%s/2023-09"):format(
      name == "a" and "b" or "a"), "ResourceId"))
  end)

  it("reads several accounts at once", function()
    server:bill("2023-09", 1500)
    local other = testing.client(server.box, { account = "B" })
    local report = assert(pull.resources({ a = client, b = other },
      { months = { "2023-09" }, to = sink }))
    assert.equal(2, report.pulled)
    assert.equal(3000, report.rows)
    assert.equal(1500, #sink:column("resources/b/2023-09", "ResourceId"))
  end)

  it("tells how far it is", function()
    server:bill("2023-08", 2000)
    server:bill("2023-09", 1000)
    local last, steps = nil, 0
    assert(resources { months = { "2023-08", "2023-09" },
      on_progress = function(p) last, steps = p, steps + 1 end })
    assert.equal(3000, last.done)
    assert.equal(3000, last.total)
    assert.equal(2, last.bills_done)
    assert.is_true(steps >= 3)
  end)

  it("says once that a bill is one of those better not read by API",
    function()
      local notes, seen = {}, {}
      local t = require "tcbilling.pull.tally".new("resources",
        { monotonic = function() return 1 end },
        function(p) seen[#seen + 1] = p end,
        function(text) notes[#notes + 1] = text end)
      t.bills = 2
      local function commit(rows, count)
        t:committed({ bill = { key = "k", kind = "resources",
          month = "2023-08" }, at = { rows = rows, count = count,
          state = "running" } }, 1000)
      end
      commit(1000, 200000)
      assert.same({}, notes)
      commit(2000, 200001)
      commit(3000, 200001)
      assert.equal(1, #notes)
      assert.truthy(notes[1]:find("k has 200001 rows: for bills of more than "
        .. "200,000 Tencent Cloud advises", 1, true))
      -- two bills, of which one is counted
      assert.equal(400002, seen[3].total)
      t:fail({ account = "a", month = "2023-07", kind = "resources" }, "m",
        { kind = "denied" })
      assert.equal(200001, seen[4].total) -- what failed is no longer to come
    end)

  it("says what months are, in time", function()
    for _, months in ipairs { { "2023-13" }, { "2023-9" }, { "2023-12" } } do
      local report, message, detail = resources { months = months }
      assert.is_nil(report)
      assert.equal("invalid", detail.kind)
      assert.is_string(message)
    end
    assert.equal(0, #server.asked)
  end)

  it("blames the caller for wrong options", function()
    assert.has_error(function() pull.resources(client, { to = sink }) end,
      "options months and to are needed")
    assert.error_matches(function()
      resources { refersh = true }
    end, "did you mean refresh")
  end)
end)

describe("a pull of customers", function()
  local UINS = { "700000000011", 700000000012, "700000000013",
    "700000000011" }

  local function customers(changes)
    local options = { months = { "2023-08", "2023-09" }, uins = UINS,
      to = sink }
    for name, value in pairs(changes or {}) do options[name] = value end
    return pull.customers(client, options)
  end

  it("commits each customer and month once, digits as sent", function()
    server.totals["700000000012"] = 0.1
    local report = assert(customers())
    assert.equal(6, report.pulled)
    assert.equal(6, server:count(OF_CUSTOMER))
    assert.same({ "0.1" },
      sink:column("customers/default/2023-08/700000000012", "TotalCost"))
    assert.same({ "700000000012" },
      sink:column("customers/default/2023-08/700000000012", "CustomerUin"))
  end)

  it("lists failures, and asks only for those the next time", function()
    server.before = function(_, asked)
      if asked.CustomerUin == "700000000012" then
        return testing.error "UnauthorizedOperation.UinNoAuth"
      end
    end
    local report = assert(customers())
    assert.equal(4, report.pulled)
    assert.equal(2, report.failed)
    assert.equal("700000000012", report.failures[1].customer_uin)
    assert.equal(2, #sink:failures())
    server.before, server.asked = function() end, {}
    report = assert(customers())
    assert.equal(4, report.kept)
    assert.equal(2, server:count(OF_CUSTOMER))
    assert.same({}, sink:failures())
  end)

  -- A run of an open month that the sink ends at its n-th write.
  local function interrupted(n)
    sink.writes, sink.fails_at = 0, n
    local report, _, detail = customers { months = { "2023-11" },
      concurrency = 1 }
    assert.is_nil(report)
    assert.equal("storage", detail.kind)
    sink.fails_at, server.asked = nil, {}
  end

  it("goes on in an open month where it was interrupted", function()
    interrupted(3) -- the run's beginning and a customer are there
    assert(customers { months = { "2023-11" } })
    assert.equal(2, #server.asked)
    server.asked = {}
    assert(customers { months = { "2023-11" } })
    assert.equal(3, #server.asked) -- a new run
  end)

  it("is over once all were tried, though its end was not written", function()
    interrupted(5) -- all that is missing is the end of the run
    assert(customers { months = { "2023-11" } })
    assert.equal(0, #server.asked)
    assert(customers { months = { "2023-11" } })
    assert.equal(3, #server.asked)
  end)

  it("asks anew for an open month though one of its customers fails",
    function()
      server.before = function(_, asked)
        if asked.CustomerUin == "700000000013" then
          return testing.error "UnauthorizedOperation.UinNoAuth"
        end
      end
      for _ = 1, 3 do
        server.asked = {}
        assert(customers { months = { "2023-11" } })
        assert.equal(3, #server.asked)
      end
    end)

  it("asks anew for an open month after a day", function()
    interrupted(3)
    server.box.now = server.box.now + 86401
    assert(customers { months = { "2023-11" } })
    assert.equal(3, #server.asked)
  end)

  it("leaves nothing open and nothing under way when a callback raises",
    function()
      local path = os.tmpname()
      os.remove(path)
      local target = path .. ".csv"
      local other = testing.client(server.box, { account = "B" })
      local ok, raised = pcall(customers, { to = target,
        on_progress = function() error("no more", 0) end })
      assert.is_false(ok)
      assert.equal("no more", raised)
      local asked = #server.asked
      ok, raised = pcall(pull.customers, { a = client, b = other },
        { uins = { 1, 2, 3, 4, 5, 6 }, months = { "2023-09" }, to = target,
          concurrency = 1,
          on_progress = function() error("again", 0) end })
      assert.is_false(ok)
      assert.equal("again", raised)
      assert.is_true(#server.asked <= asked + 4)
      assert(customers { to = target })
      for _, name in ipairs { "", ".journal", ".partial" } do
        os.remove(target .. name)
      end
    end)

  it("takes no UIN for another one", function()
    assert.has_no_error(function()
      local _, message = customers { uins = { 2 ^ 53 + 2 } }
      assert.truthy(message:find "no customer's UIN")
    end)
    if math.type then
      assert(customers { uins = { math.tointeger(9007199254740993) } })
      assert.truthy(sink.held["customers/default/2023-09/9007199254740993"])
    end
  end)

  it("ends where all fail alike", function()
    local many = {}
    for i = 1, 200 do many[i] = ("7%011d"):format(i) end
    server.before = function() return testing.broken("resolve") end
    local report, _, detail = customers { uins = many, concurrency = 1 }
    assert.is_nil(report)
    assert.equal("network", detail.kind)
    assert.equal(19, detail.report.failed)
  end)

  it("ends where the sink fails", function()
    sink.fails_at = 3
    local report, message, detail = customers()
    assert.is_nil(report)
    assert.equal("the disk is full", message)
    assert.equal("storage", detail.kind)
  end)

  it("names the customer that is none", function()
    local report, message, detail = customers { uins = { "7", "x7" } }
    assert.is_nil(report)
    assert.equal("invalid", detail.kind)
    assert.truthy(message:find('uins[2]: "x7"', 1, true))
  end)
end)
