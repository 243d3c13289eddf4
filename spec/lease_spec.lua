local new_dict = require "spec.shared_dict"
local testing = require "tcbilling.testing"

local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }
local GOOD = testing.response { Ready = 1 }
local NEVER = testing.response({ Ready = 1 }, { took = 1e9 })
local NOT_READY = testing.response { Ready = 0 }

-- Clients know nothing of each other but the dict: each is a worker.
describe("workers that share a dict", function()
  local box, dict, workers

  local function begin(answers, options, count)
    box = testing.new(answers)
    dict = new_dict(box)
    workers = {}
    for n = 1, count or 2 do
      local all = { cache = { dict = dict }, account = "of " .. tostring(box) }
      for name, value in pairs(options or {}) do all[name] = value end
      workers[n] = testing.client(box, all)
    end
  end

  local function ask(n, options)
    return workers[n].billing:DescribeBillSummaryByPayMode(MONTH, options)
  end

  local function start(n, options)
    return box.runtime.spawn(ask, n, options)
  end

  -- One that has its lease when this returns.
  local function fly(n, options)
    local task = start(n, options)
    box.runtime.sleep(0)
    box.runtime.sleep(0)
    assert.is_true(select(3, dict:only()))
    return task
  end

  it("ask once", function()
    begin({ GOOD }, nil, 4)
    local tasks = {}
    for n = 1, 4 do
      for _ = 1, 10 do tasks[#tasks + 1] = start(n) end
    end
    for n, task in ipairs(tasks) do
      local bill, _, detail = task:wait()
      assert.same({ Ready = 1, RequestId = "r" }, bill)
      assert.equal(n > 10 and true or nil, detail.cached)
      assert.equal(n > 10 and 0 or 1, detail.attempts)
      assert.equal(n > 1 and true or nil, detail.shared)
      assert.equal(n > 1, detail.waited > 0)
    end
    assert.equal(1, #box.requests)
    assert.is_false(select(3, dict:only()))
    assert.is_true(box.now < 1000.4)
  end)

  it("look for each other's answer, ever more seldom", function()
    begin { testing.response({ Ready = 1 }, { took = 2 }) }
    local first = fly(1)
    assert.is_table((ask(2)))
    assert.same({ 0.02, 0.04, 0.08, 0.16, 0.25 }, { (table.unpack or unpack)(
      box.sleeps, 1, 5) })
    assert.equal(0.25, box.sleeps[#box.sleeps])
    assert.is_true(first.done)
  end)

  it("get each other's failures", function()
    begin({ testing.error "AuthFailure" })
    local first = fly(1)
    local _, message, detail = ask(2)
    assert.matches("AuthFailure: said the server", message)
    assert.is_true(detail.cached)
    first:wait()
    assert.equal(1, #box.requests)
  end)

  it("ask themselves when nothing of it was kept", function()
    begin { testing.broken "cancelled", GOOD }
    local first = fly(1)
    assert.is_table((ask(2)))
    assert.equal("cancelled", select(3, first:wait()).kind)
    assert.equal(2, #box.requests)
  end)

  it("outlive one that was killed, by its lease", function()
    begin({ NEVER, GOOD }, { timeout = 20000, connect_timeout = 5000 })
    fly(1)
    local bill, _, detail = ask(2)
    assert.is_table(bill)
    assert.equal(1, detail.attempts)
    assert.equal(2, #box.requests)
    assert.is_true(box.now >= 1030 and box.now < 1030.5)
  end)

  it("wait no longer than their callers", function()
    begin { NEVER }
    fly(1)
    local _, _, detail = ask(2, { deadline = 3 })
    assert.equal("timeout", detail.kind)
    assert.equal(1003, box.now)
  end)

  it("hold their lease from attempt to attempt", function()
    local SLOW = testing.error("InternalError", { took = 7 })
    begin({ SLOW, SLOW, SLOW, GOOD }, { timeout = 1000, connect_timeout = 1000,
      retry = { base = 0.1 } })
    local first = fly(1)
    -- 7 s and a pause each, of leases of 7 s
    assert.is_table((ask(2)))
    first:wait()
    assert.is_true(#box.requests > 4) -- one that lapsed is not had back
    begin({ SLOW, SLOW, SLOW, GOOD }, { timeout = 3000, connect_timeout = 1000,
      retry = { base = 0.1 } })
    first = fly(1)
    assert.is_table((ask(2)))
    first:wait()
    assert.equal(4, #box.requests)
  end)

  it("end no lease but their own", function()
    begin({ testing.response({ Ready = 1 }, { took = 10 }), NEVER },
      { timeout = 1000, connect_timeout = 1000 })
    local first = fly(1)
    start(2) -- takes the lapsed one at 7 s
    first:wait()
    assert.equal(2, #box.requests)
    assert.is_true(select(3, dict:only()))
  end)

  it("renew no lease but their own", function()
    begin({ testing.error("InternalError", { took = 10 }), NEVER },
      { timeout = 1000, connect_timeout = 1000 })
    local first = fly(1)
    start(2) -- takes the lapsed one at 7 s
    box.runtime.sleep(9)
    local token = dict:get(dict:only_lease())
    assert.is_string(token)
    box.runtime.sleep(2)
    assert.equal(3, #box.requests)
    assert.equal(token, dict:get(dict:only_lease()))
    first:cancel()
  end)

  it("ask without leases where the dict has no room for one", function()
    begin { GOOD }
    dict.largest = 10
    local first = start(1)
    assert.is_table((ask(2)))
    first:wait()
    assert.equal(2, #box.requests)
  end)

  it("take no answer from before for news", function()
    begin { testing.response({ Ready = 1 }, { took = 5 }) }
    local first = fly(1)
    box.runtime.sleep(1)
    local _, _, detail = ask(2, { cache = "refresh" })
    assert.is_nil(detail.cached)
    first:wait()
    assert.equal(2, #box.requests)
  end)

  it("take each other's news", function()
    begin { testing.response({ Ready = 1 }, { took = 5 }) }
    local first = fly(1, { cache = "refresh" })
    assert.is_true(select(3, ask(2, { cache = "refresh" })).cached)
    first:wait()
    assert.equal(1, #box.requests)
  end)

  it("who wait for a bill take no word from before that it is not ready",
    function()
      begin { NOT_READY, GOOD }
      for n = 1, 2 do workers[n].cache.not_ready = 1000 end
      ask(1)
      local bill, _, detail = ask(2, { wait_ready = 300 })
      assert.is_table(bill)
      assert.equal(0, math.floor(detail.waited))
      assert.equal(2, #box.requests)
    end)

  it("tell of the last answer only, of those that they waited for", function()
    begin { NOT_READY, GOOD }
    local first = fly(1)
    local bill, _, detail = ask(2, { wait_ready = 300 })
    assert.is_table(bill)
    assert.equal(1, detail.attempts)
    assert.is_nil(detail.cached or detail.shared or detail.age)
    assert.equal("not_ready", select(3, first:wait()).kind)
    assert.equal(2, #box.requests)
  end)

  it("find what came while they took the lease", function()
    begin { GOOD }
    local add = dict.add
    function dict.add(self, ...)
      dict.add = add
      assert.is_table((ask(1)))
      return add(self, ...)
    end
    assert.is_true(select(3, ask(2)).cached)
    assert.equal(1, #box.requests)
  end)

  it("stop waiting when their client is closed", function()
    begin { NEVER }
    fly(1)
    local second, third = start(2), start(2, { cache = "refresh" })
    box.runtime.sleep(1)
    workers[2]:close()
    assert.equal("cancelled", select(3, second:wait()).kind)
    assert.equal("cancelled", select(3, third:wait()).kind)
    assert.is_true(box.now < 1001.5)
  end)
end)
