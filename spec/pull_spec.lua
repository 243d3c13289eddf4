-- Whole bills pulled from a cloud that misbehaves: each ends in the right sum
-- or in the right error, never in a wrong sum.

local core = require "tcbilling.core"
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local ACTION = "DescribeBillResourceSummaryForOrganization"
local MONTH = "2023-08"
local DOCUMENTED = { billing = { [ACTION] = 20 } }

describe("a pull", function()
  local box, logged, events

  setup(function() box = sandbox.start { rows = 300 } end)
  teardown(function() box:stop() end)

  before_each(function()
    box:reset()
    box:config { rows = 300, no_limits = true }
    logged, events = {}, {}
  end)

  local function client(options)
    local own = events -- its tasks may end after the spec
    return assert(tcbilling.new(box:options({
      limiter = "process",
      account = "pull " .. math.random(2 ^ 31), retry = { base = 0.01 },
      limits = { billing = { [ACTION] = 128 } },
      log = function(_, message) logged[#logged + 1] = message end,
      on_event = function(event) own[#own + 1] = event end,
    }, options)))
  end

  local function open(c, limit, options)
    return c.billing:rows(ACTION, { Month = MONTH, Limit = limit }, options)
  end

  -- Reads to the end: the exact sum, the rows' number, and the failure.
  local function sum(rows, before_each_row)
    local total, n = tcbilling.decimal(0), 0
    for i, row, message, detail in rows do
      if not row then return total, n, message, detail end
      if before_each_row then before_each_row(i) end
      total, n = total + tcbilling.decimal(row.RealTotalCost), n + 1
    end
    return total, n
  end

  local function assert_whole(rows, before_each_row)
    local expected = box:total(MONTH)
    local total, n, message = sum(rows, before_each_row)
    assert.is_nil(message)
    assert.equal(expected.rows, n)
    assert.equal(expected.RealTotalCost, tostring(total))
    assert.is_false(rows.moved)
  end

  local function count_kinds()
    local kinds = {}
    for _, event in ipairs(events) do
      kinds[event.kind] = (kinds[event.kind] or 0) + 1
    end
    return kinds
  end

  it("is whole, however many pages are under way", function()
    for _, concurrency in ipairs { 1, 2, 7, 128 } do
      assert_whole(open(client(), 10, { concurrency = concurrency }))
    end
    assert_whole(open(client(), 10))
  end)

  it("fetches pages at the same time, and no more than it may", function()
    box:config { latency = 100 }
    local began = core.monotonic()
    assert_whole(open(client(), 10, { concurrency = 34 }))
    local took = core.monotonic() - began -- 34 pages
    assert.is_true(took < 1.7, took)
    began = core.monotonic()
    assert_whole(open(client(), 30, { concurrency = 2 })) -- 11 pages
    took = core.monotonic() - began
    assert.is_true(took > 0.55, took)
  end)

  for _, rule in ipairs {
    { kind = "reset_before" }, { kind = "reset_after", bytes = 1000 },
    { kind = "cut" }, { kind = "status" },
    { kind = "latency", ms = 1500 }, -- later than its timeout
  } do
    it("is whole where every fifth answer is of the kind " .. rule.kind,
      function()
        rule.probability = 0.2
        box:faults { rule }
        local c = client { timeout = 1000, retry = { base = 0.01,
          attempts = 8 } }
        assert_whole(open(c, 10, { concurrency = 34 }))
        assert.is_true(box:faults()[1].fired > 0)
      end)
  end

  it("ends in the error where nothing helps", function()
    for kind, expected in pairs { cut = "network", status = "unavailable" } do
      box:faults { { kind = kind, skip = 5 } }
      local total, n, message, detail = sum(open(client(), 10,
        { concurrency = 1 })) -- several at once may arrive in another order
      assert.equal(46, n) -- five pages
      assert.is_not.equal(box:total(MONTH).RealTotalCost, tostring(total))
      assert.equal(expected, detail.kind, message)
    end
  end)

  it("is whole beside a client that knows no limit", function()
    box:config { no_limits = false }
    local c = client { limits = DOCUMENTED, retry = { base = 0.1,
      attempts = 60 } }
    local others = client {
      retry = { attempts = 1 }, on_event = function() end,
    }
    -- for a second, as each refusal slows the pull down for long
    local ends = core.monotonic() + 1
    local noise = c:spawn(function()
      while core.monotonic() < ends do
        others.billing[ACTION](others.billing,
          { Month = MONTH, Offset = 0, Limit = 1 }, { retry = false })
      end
    end)
    assert_whole(open(c, 10, { concurrency = 34 }))
    noise:wait()
    assert.is_true((count_kinds().throttled or 0) > 0)
  end)

  it("tells that rows came in front or went away", function()
    for _, shift in ipairs { 1, -1, 3 } do
      box:faults { { kind = "shift", rows = shift, skip = 5 } }
      local rows = open(client(), 10)
      local _, _, message = sum(rows)
      assert.is_nil(message)
      assert.is_true(rows.moved)
      assert.matches("rows moved while they were read", logged[#logged])
    end
  end)

  it("goes on past a count that is too low", function()
    for _, count in ipairs { 0, 1, 299 } do
      box:faults { { kind = "count", total = count } }
      local expected = box:total(MONTH)
      local total, n, message = sum(open(client(), 10))
      assert.is_nil(message)
      assert.equal(expected.rows, n)
      assert.equal(expected.RealTotalCost, tostring(total))
    end
  end)

  it("says that it is short of a count that is too high", function()
    box:faults { { kind = "count", total = 1000 } }
    local rows = open(client(), 10)
    local expected = box:total(MONTH)
    local total = sum(rows)
    assert.equal(expected.RealTotalCost, tostring(total))
    assert.is_true(rows.moved)
  end)

  it("loses nothing to a caller who is slow between two rows", function()
    box:config { rows = 31, latency = 100 }
    local c = client { timeout = 1000 }
    assert_whole(open(c, 10), function(i)
      if i == 5 then os.execute "sleep 2" end
    end)
    assert.same({ ok = 4 }, count_kinds())
  end)

  it("cuts pages smaller that take too long", function()
    box:config { rows = 100 }
    box:faults { { kind = "drip", bytes = 20, ms = 10, times = 4 } }
    local rows = open(client { timeout = 300 }, 50, { concurrency = 1 })
    local _, n, message = sum(rows)
    assert.is_nil(message)
    assert.equal(100, n)
    assert.is_false(rows.moved)
    assert.matches("pages of 50 rows take too long, 25 from now on", logged[1])
    assert.matches("pages of 25 rows take too long, 12 from now on", logged[2])
  end)

  it("that is left early lets go of all it had under way", function()
    box:config { latency = 1000, no_limits = false }
    local c = client { limits = DOCUMENTED }
    local others = client { limits = DOCUMENTED, account = c.account }
    local rows
    box:faults { { kind = "latency", ms = 0, times = 1 } }
    rows = open(c, 10)
    assert.is_table(select(2, rows()))
    local began = core.monotonic()
    rows:close()
    assert.is_true(core.monotonic() - began < 0.2)
    assert.is_nil(rows())
    -- what had been sent holds its cell for a window, and no longer
    box:config { latency = 0 }
    local again = open(others, 10)
    assert.is_table(select(2, again()))
    again:close()
    local arrivals = box:arrivals()
    for _, arrival in ipairs(arrivals) do assert.is_true(arrival.accepted) end
  end)

  it("waits for its rate, and for answers, without work", function()
    box:config { latency = 300 }
    local c = client { limits = { billing = { [ACTION] = 1 } } }
    local began, before = core.monotonic(), os.clock()
    local rows = open(c, 5)
    for _ = 1, 6 do assert.is_table(select(2, rows())) end
    rows:close()
    assert.is_true(core.monotonic() - began > 1.2)
    assert.is_true(os.clock() - before < 0.3, os.clock() - before)
  end)

  it("that is cancelled says so, and sends no more", function()
    box:config { latency = 200 }
    local seen, c = {}, client { limits = { billing = { [ACTION] = 5 } } }
    local task = c:spawn(function()
      return sum(open(c, 10))
    end)
    c:spawn(function()
      c.runtime.sleep(0.7)
      task:cancel()
      seen.at = core.monotonic()
    end):wait()
    local _, n, message, detail = task:wait()
    assert.is_true(core.monotonic() - seen.at < 0.1)
    assert.is_true(n < 300)
    assert.matches("cancelled", message)
    assert.equal("cancelled", detail.kind)
    local sent = #box:arrivals()
    c.runtime.sleep(0.5)
    assert.equal(sent, #box:arrivals())
  end)

  it("that nobody reads any more ends by the collector", function()
    box:config { latency = 200 }
    local c = client()
    do
      local rows = open(c, 10, { concurrency = 34 })
      rows()
    end
    for _ = 1, 3 do collectgarbage() end
    c.runtime.sleep(0.05)
    local kinds = count_kinds()
    assert.equal(1, kinds.ok)
    assert.is_true(kinds.cancelled > 5)
  end)
end)
