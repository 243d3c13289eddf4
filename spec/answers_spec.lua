local new_dict = require "spec.shared_dict"
local testing = require "tcbilling.testing"

local PAY_MODE = "DescribeBillSummaryByPayMode"
local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }
local GOOD = testing.response { Ready = 1, SummaryOverview = {
  { PayMode = "prePay", TotalCost = "1.10" } } }
local NOT_READY = testing.response { Ready = 0 }

describe("a shared answer", function()
  local box, dict

  before_each(function()
    box = testing.new { GOOD }
    dict = new_dict(box)
  end)

  local function client_with(options)
    local all = { cache = { dict = dict } }
    for name, value in pairs(options or {}) do all[name] = value end
    return testing.client(box, all)
  end

  local function ask(client, options)
    return client.billing:DescribeBillSummaryByPayMode(MONTH, options)
  end

  it("is asked for once, and then at hand", function()
    local client = client_with()
    local first, _, asked = ask(client)
    box.runtime.sleep(100)
    local now = box.now
    local second, message, detail = ask(client)
    assert.same(first, second)
    assert.is_nil(message)
    assert.equal(1, #box.requests)
    assert.equal(now, box.now)
    assert.is_nil(asked.cached or asked.shared or asked.age)
    assert.equal(1, asked.attempts)
    assert.equal(200, asked.status)
    -- its age counts from when it was sent for
    assert.equal(100.15, math.floor(detail.age * 1e6 + 0.5) / 1e6)
    detail.age = nil
    assert.same({ service = "billing", action = PAY_MODE, attempts = 0,
      waited = 0, cached = true }, detail)
  end)

  it("is in tables of each caller's own", function()
    local client = client_with()
    local first, second, third = ask(client), ask(client), ask(client)
    assert.not_equal(first.SummaryOverview, second.SummaryOverview)
    first.SummaryOverview[1].TotalCost = "0"
    second.SummaryOverview[1] = nil
    assert.equal("1.10", third.SummaryOverview[1].TotalCost)
    assert.equal("1.10", ask(client).SummaryOverview[1].TotalCost)
  end)

  it("has each caller's own fields", function()
    local client = client_with()
    for _, fields in ipairs { { "PayMode" }, { "TotalCost" },
      { "PayMode", "TotalCost" } } do
      local row = ask(client, { fields = fields }).SummaryOverview[1]
      local expected = {}
      for _, name in ipairs(fields) do
        expected[name] = name == "PayMode" and "prePay" or "1.10"
      end
      assert.same(expected, row)
    end
    assert.equal("1.10", ask(client).SummaryOverview[1].TotalCost)
    assert.equal(1, #box.requests)
  end)

  it("keeps the digits of its numbers", function()
    box.answers = { testing.response(
      '{"Response":{"TotalCost":12345678901.1234567800,"RequestId":"r"}}') }
    local client = client_with()
    for _ = 1, 2 do
      assert.equal("12345678901.1234567800", client.intlpartnersmgt
        :DescribeCustomerBillSummary { CustomerUin = 1, Month = "2023-02" }
        .TotalCost)
    end
    assert.equal(1, #box.requests)
  end)

  it("is one of the client's events, without an attempt", function()
    local client = client_with()
    ask(client)
    ask(client)
    assert.equal(2, #box.events)
    assert.equal("ok", box.events[1].kind)
    assert.same({ service = "billing", action = PAY_MODE, attempt = 0,
      kind = "cached", waited = 0, elapsed = 0, bytes = #GOOD.body },
      box.events[2])
  end)

  it("needs nobody who is told", function()
    local client = client_with()
    client.on_event = nil
    ask(client)
    local _, _, detail = ask(client)
    assert.is_true(detail.cached)
    assert.is_nil(detail.problem)
  end)

  it("comes although on_event raises, which its detail tells", function()
    local client = client_with { on_event = function() error "oh" end }
    for _ = 1, 2 do
      local bill, _, detail = ask(client)
      assert.is_table(bill)
      assert.matches("on_event failed: .*oh", detail.problem)
    end
    assert.equal(1, #box.requests)
  end)

  it("is asked for again when its time is over", function()
    local client = client_with { cache = { dict = dict, settled = 60 } }
    ask(client)
    box.runtime.sleep(59.9)
    ask(client)
    assert.equal(1, #box.requests)
    box.runtime.sleep(0.11)
    ask(client)
    assert.equal(2, #box.requests)
  end)

  it("may be a failure, for a while", function()
    box.answers = { testing.error "InternalError", GOOD }
    local client = client_with { retry = { attempts = 1 } }
    local _, message, asked = ask(client)
    box.runtime.sleep(4.9)
    local bill, again, detail = ask(client)
    assert.is_nil(bill)
    assert.equal(message, again)
    assert.equal(PAY_MODE .. ": InternalError: said the server (request r-1)",
      again)
    for _, name in ipairs { "kind", "code", "request_id" } do
      assert.is_not_nil(detail[name])
      assert.equal(asked[name], detail[name])
    end
    assert.equal(0, detail.attempts)
    assert.is_true(detail.cached)
    assert.equal("cached", box.events[2].kind)
    box.runtime.sleep(0.1)
    assert.is_table((ask(client)))
    assert.equal(2, #box.requests)
  end)

  it("is told with advice, as if it were new", function()
    box.answers = { testing.error "InvalidAction" }
    local client = client_with()
    local _, message = ask(client)
    local _, again = ask(client)
    assert.matches("did you mean", message)
    assert.equal(message, again)
    assert.equal(1, #box.requests)
  end)

  it("is neither looked for nor kept with cache = false", function()
    local client = client_with()
    ask(client, { cache = false })
    assert.is_nil((dict:only()))
    ask(client)
    local _, _, detail = ask(client, { cache = false })
    assert.is_nil(detail.cached)
    assert.equal(3, #box.requests)
  end)

  it("is asked for anew, and kept, with cache = \"refresh\"", function()
    local client = client_with()
    ask(client)
    box.runtime.sleep(50)
    local _, _, detail = ask(client, { cache = "refresh" })
    assert.is_nil(detail.cached)
    assert.equal(2, #box.requests)
    box.runtime.sleep(10)
    _, _, detail = ask(client)
    assert.is_true(detail.cached and detail.age < 11)
    assert.equal(2, #box.requests)
  end)

  it("is nothing to other calls: those unknown, dry runs, rows", function()
    local client = client_with()
    for _ = 1, 2 do
      client:call("billing", "DescribeSomethingNew", MONTH)
      ask(client, { dry_run = true })
    end
    assert.equal(2, #box.requests)
    box.answers = { testing.response { ResourceSummarySet = { { A = "1" } } } }
    for _ = 1, 2 do
      for _, row in client.billing:rows(
        "DescribeBillResourceSummaryForOrganization",
        { Month = "2018-11" }) do
        assert.same({ A = "1" }, row)
      end
    end
    assert.equal(4, #box.requests)
    assert.is_nil((dict:only()))
  end)

  it("is nothing to writes", function()
    local client = client_with()
    local entry = client.billing.catalog.actions[PAY_MODE]
    finally(function() entry.kind = "read" end)
    entry.kind = "write"
    ask(client)
    ask(client)
    assert.equal(2, #box.requests)
  end)

  it("is that of an unchecked call, too", function()
    local client = client_with()
    for _ = 1, 2 do
      assert(client:call("billing", PAY_MODE, { BeginTime = "whenever" },
        { unchecked = true }))
    end
    assert.equal(1, #box.requests)
  end)

  it("is of no closed client", function()
    local client = client_with()
    ask(client)
    client:close()
    assert.has_error(function() ask(client) end)
  end)

  it("costs nothing of what repeats may cost, and gives nothing back",
    function()
      local client = client_with()
      client.retry.tokens = 10
      ask(client)
      assert.equal(11, client.retry.tokens)
      ask(client)
      assert.equal(11, client.retry.tokens)
    end)

  it("warns of who may have changed it only when it is asked for", function()
    local client = client_with { verify = false }
    ask(client)
    ask(client)
    assert.equal(1, #box.logged)
  end)

  describe("that is not ready", function()
    it("is one for half a minute", function()
      box.answers = { NOT_READY, GOOD }
      local client = client_with()
      ask(client)
      local _, _, detail = ask(client)
      assert.equal("not_ready", detail.kind)
      assert.is_true(detail.cached)
      box.runtime.sleep(30)
      assert.is_table((ask(client)))
      assert.equal(2, #box.requests)
    end)

    it("is asked for again by who waits for it", function()
      box.answers = { NOT_READY, NOT_READY, NOT_READY, GOOD }
      local client = client_with { cache = { dict = dict, not_ready = 1e6 } }
      ask(client)
      local began = box.now
      local bill, _, detail = ask(client, { wait_ready = 300 })
      assert.is_table(bill)
      assert.equal(4, #box.requests)
      assert.equal(120, math.floor(box.now - began))
      assert.equal(3, detail.attempts)
      assert.equal(120, math.floor(detail.waited))
      assert.is_nil(detail.cached)
      assert.is_true(select(3, ask(client)).cached)
    end)

    it("is waited for no longer than was said", function()
      box.answers = { NOT_READY }
      local client, began = client_with(), box.now
      local _, _, detail = ask(client, { wait_ready = 100 })
      assert.equal("not_ready", detail.kind)
      assert.equal(100, math.floor(box.now - began))
      began = box.now
      _, _, detail = ask(client, { wait_ready = 100, deadline = 30 })
      assert.equal("not_ready", detail.kind)
      assert.is_true(box.now - began < 1)
    end)

    it("is waited for by many at the price of one", function()
      box.answers = { NOT_READY, NOT_READY, GOOD }
      local client, tasks = client_with(), {}
      for n = 1, 20 do
        tasks[n] = client:spawn(ask, client, { wait_ready = 300 })
      end
      for n = 1, 20 do assert.is_table((tasks[n]:wait())) end
      assert.equal(3, #box.requests)
    end)

    it("is waited for no longer by a task that was cancelled", function()
      box.answers = { NOT_READY }
      local client = client_with()
      local task = client:spawn(ask, client, { wait_ready = 300 })
      box.runtime.sleep(10)
      box.answers = { GOOD }
      assert.is_table((ask(client, { cache = "refresh" })))
      task:cancel()
      assert.equal("cancelled", select(3, task:wait()).kind)
      assert.is_true(box.now < 1011)
    end)
  end)

  it("is asked for with false or \"refresh\", and by rows not at all",
    function()
      local client = client_with()
      for _, case in ipairs { { true, "true" }, { "never", '"never"' },
        { 5, "5" } } do
        local ok, message = pcall(function()
          client:call("billing", PAY_MODE, MONTH, { cache = case[1] })
        end)
        assert.is_false(ok)
        assert.matches('answers_spec.lua:%d+: call option cache must be false '
          .. 'or "refresh", got ' .. case[2], message)
      end
      local ok, message = pcall(function()
        client.billing:rows("DescribeBillResourceSummaryForOrganization",
          { Month = "2018-11" }, { cache = "refresh" })
      end)
      assert.is_false(ok)
      assert.matches("cache can only be false: rows are never cached", message)
      client.billing:rows("DescribeBillResourceSummaryForOrganization",
        { Month = "2018-11" }, { cache = false })
    end)
end)
