local new_dict = require "spec.shared_dict"
local testing = require "tcbilling.testing"

local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }
local GOOD = testing.response { Ready = 1 }
local SLOW = testing.response({ Ready = 1 }, { took = 5 })

describe("a flight", function()
  local box, dict, client

  local function begin(answers, options)
    box = testing.new(answers)
    dict = new_dict(box)
    local all = { cache = { dict = dict } }
    for name, value in pairs(options or {}) do all[name] = value end
    client = testing.client(box, all)
  end

  local function ask(options)
    return client.billing:DescribeBillSummaryByPayMode(MONTH, options)
  end

  -- Tasks that ask at the same time.
  local function askers(count, options)
    local tasks = {}
    for n = 1, count do tasks[n] = box.runtime.spawn(ask, options) end
    return tasks
  end

  local function is_over()
    return next(client.cache.flights) == nil and not select(3, dict:only())
  end

  it("brings a hundred callers one answer, in tables of their own",
    function()
      begin { GOOD }
      local seen = {}
      for n, task in ipairs(askers(100)) do
        local bill, _, detail = task:wait()
        assert.same({ Ready = 1, RequestId = "r" }, bill)
        assert.is_nil(seen[bill])
        seen[bill] = true
        assert.equal(1, detail.attempts)
        assert.equal(200, detail.status)
        assert.is_nil(detail.cached)
        assert.equal(n > 1 or nil, detail.shared)
        assert.equal(n > 1, detail.waited > 0.1)
      end
      assert.equal(1, #box.requests)
      assert.equal(1, #box.events)
      assert.is_true(is_over())
    end)

  it("is one for each thing that is asked", function()
    begin { GOOD }
    local tasks = askers(2)
    tasks[3] = box.runtime.spawn(function()
      return client.billing:DescribeBillSummaryByPayMode { BeginTime =
        "2018-12", EndTime = "2018-12" }
    end)
    for n = 1, 3 do assert.is_table((tasks[n]:wait())) end
    assert.equal(2, #box.requests)
  end)

  it("brings its failure to all", function()
    begin({ testing.error "InternalError" }, { retry = { attempts = 2 } })
    client.cache.failures = 0
    local tasks = askers(5)
    for n = 1, 5 do
      local bill, message, detail = tasks[n]:wait()
      assert.is_nil(bill)
      assert.matches("InternalError: said the server", message)
      assert.equal("unavailable", detail.kind)
      assert.equal(2, detail.attempts)
    end
    assert.equal(2, #box.requests)
  end)

  it("goes on without whoever began it", function()
    begin { SLOW }
    local tasks = askers(3)
    box.runtime.sleep(1)
    tasks[1]:cancel()
    local _, _, detail = tasks[1]:wait()
    assert.equal("cancelled", detail.kind)
    assert.equal("billing", detail.service) -- its call returned by itself
    assert.equal(1001, box.now)
    assert.is_table((tasks[2]:wait()))
    assert.is_table((tasks[3]:wait()))
    assert.equal(1, #box.requests)
  end)

  it("goes on with nobody left, and its answer is kept", function()
    begin { SLOW }
    local tasks = askers(2)
    box.runtime.sleep(1)
    tasks[1]:cancel()
    tasks[2]:cancel()
    box.runtime.sleep(10)
    assert.is_true(is_over())
    assert.is_true(select(3, ask()).cached)
  end)

  it("that nobody waits for any more gives its place in the line up",
    function()
      begin({ GOOD }, { limits = { billing = {
        DescribeBillSummaryByPayMode = 1 } } })
      local function month(n)
        return client.billing:DescribeBillSummaryByPayMode {
          BeginTime = "2018-0" .. n, EndTime = "2018-0" .. n }
      end
      assert.is_table((month(1))) -- the rate is used up for a second
      local tasks = {}
      for n = 2, 8 do tasks[n] = box.runtime.spawn(month, n) end
      box.runtime.sleep(0.1)
      for n = 2, 8 do tasks[n]:cancel() end
      local began = box.now
      assert.is_table((month(9)))
      assert.is_true(box.now - began < 1.5, box.now - began)
      assert.equal(2, #box.requests)
      assert.is_nil(next(client.cache.flights))
    end)

  it("is not begun where its turn would come after the deadline", function()
    begin({ GOOD }, { limits = { billing = {
      DescribeBillSummaryByPayMode = 1 } } })
    assert.is_table((ask { cache = "refresh" }))
    local began = box.now
    local _, message, detail = ask { cache = "refresh", deadline = 0.5 }
    assert.equal("cancelled", detail.kind)
    assert.matches("can't start before its deadline", message)
    assert.equal(began, box.now)
  end)

  it("is not begun by a task that was cancelled", function()
    begin { GOOD }
    local task
    task = box.runtime.spawn(function()
      box.runtime.sleep(1)
      return ask()
    end)
    task:cancel()
    assert.is_nil((task:wait()))
    box.runtime.sleep(10)
    assert.equal(0, #box.requests)
  end)

  it("is not begun after the deadline", function()
    begin { GOOD }
    local _, message, detail = ask { deadline = 0 }
    assert.matches("the deadline has passed", message)
    assert.equal("cancelled", detail.kind)
    assert.equal(0, #box.requests)
  end)

  it("is waited for until each caller's own deadline", function()
    begin { SLOW }
    local tasks = {}
    for n, deadline in ipairs { 0.5, 2.5, 5, 6 } do
      tasks[n] = box.runtime.spawn(ask, { deadline = deadline })
    end
    for n, ends in ipairs { 1000.5, 1002.5 } do
      local bill, message, detail = tasks[n]:wait()
      assert.is_nil(bill)
      assert.matches("the deadline passed while waiting for the answer",
        message)
      assert.equal("timeout", detail.kind)
      assert.equal(0, detail.attempts)
      assert.equal(ends - 1000, detail.waited)
      assert.equal(ends, box.now)
    end
    assert.is_table((tasks[4]:wait()))
    assert.equal(1, #box.requests)
    -- and what became of impatient ones is nobody's answer
    assert.is_true(select(3, ask()).cached)
  end)

  it("repeats beyond the deadline of whoever began it", function()
    begin { testing.error "InternalError", GOOD }
    local first = box.runtime.spawn(ask, { deadline = 0.3 })
    local second = box.runtime.spawn(ask)
    assert.equal("timeout", select(3, first:wait()).kind)
    assert.is_table((second:wait()))
    assert.equal(2, #box.requests)
  end)

  it("has the client's own timeout and repeats", function()
    begin({ testing.error "InternalError", GOOD }, { timeout = 7000 })
    assert.is_table((ask { timeout = 1, retry = false, deadline = 60 }))
    assert.equal(2, #box.requests)
    assert.equal(7000, box.requests[1].timeout)
  end)

  it("raises what its runtime raises, at all its callers, and ends",
    function()
      begin { function()
        box.runtime.sleep(1)
        error("no such runtime", 0)
      end, GOOD }
      local tasks = askers(3)
      for n = 1, 3 do
        local ok, message = pcall(tasks[n].wait, tasks[n])
        assert.is_false(ok)
        assert.equal("no such runtime", message)
      end
      assert.is_true(is_over())
      assert.is_table((ask()))
    end)

  it("tells all of an on_event that raised", function()
    begin({ GOOD }, { on_event = function() error "oh" end })
    local tasks = askers(3)
    for n = 1, 3 do
      local bill, _, detail = tasks[n]:wait()
      assert.is_table(bill)
      assert.matches("on_event failed: .*oh", detail.problem)
    end
    assert.is_true(is_over())
  end)

  it("ends with its client", function()
    begin { testing.error "InternalError", GOOD }
    local tasks = askers(2)
    box.runtime.sleep(0.2)
    client:close()
    for n = 1, 2 do
      local _, message, detail = tasks[n]:wait()
      assert.equal("cancelled", detail.kind)
      assert.matches("the client was closed", message)
    end
    assert.equal(1, #box.requests)
  end)

  it("from before is none for who wants news", function()
    begin { SLOW }
    local first = askers(1)[1]
    box.runtime.sleep(1)
    local news = askers(20, { cache = "refresh" })
    for n = 1, 20 do assert.is_table((news[n]:wait())) end
    assert.is_table((first:wait()))
    assert.equal(2, #box.requests)
    assert.equal(1010, math.floor(box.now))
  end)

  it("is none in a forked child, where the parent's never land", function()
    begin { SLOW }
    local generation = 1
    box.runtime.generation = function() return generation end
    local parents = askers(1)[1]
    box.runtime.sleep(1)
    parents:cancel()
    generation = 2
    dict = new_dict(box)
    client.cache.dict = dict
    assert.is_table((ask()))
    assert.equal(2, #box.requests)
  end)

  it("keeps no parameters that may change under it", function()
    begin { testing.response({ ResourceSummarySet = { { A = "1" } },
      Total = 1 }, { took = 5 }) }
    local params = { Month = "2018-11", Offset = 0, Limit = 1 }
    box.runtime.spawn(function()
      return client.billing:DescribeBillResourceSummaryForOrganization(params)
    end)
    params.Month = "2023-11"
    box.runtime.sleep(10)
    assert.equal(30 * 86400, select(2, dict:only()).seconds)
  end)

  describe("that is detached", function()
    it("runs where the runtime says", function()
      begin { GOOD }
      local detached = 0
      box.runtime.detach = function(f)
        detached = detached + 1
        box.runtime.spawn(function()
          box.runtime.sleep(0.01)
          f()
        end)
        return true
      end
      local tasks = askers(10)
      for n = 1, 10 do assert.is_table((tasks[n]:wait())) end
      assert.equal(1, detached)
      assert.equal(1, #box.requests)
    end)

    it("leaves callers to themselves where that is refused", function()
      begin { GOOD }
      box.runtime.detach = function() return nil, "too many timers" end
      local tasks = askers(3)
      for n = 1, 3 do
        local bill, _, detail = tasks[n]:wait()
        assert.is_table(bill)
        assert.is_nil(detail.shared)
        assert.equal(1, detail.attempts)
      end
      assert.equal(3, #box.requests)
      assert.is_true(is_over())
      assert.is_true(select(3, ask()).cached)
    end)

    it("leaves them their own options then, and keeps no failure", function()
      begin { testing.response { Ready = 0 }, GOOD }
      box.runtime.detach = function() return nil, "too many timers" end
      local _, _, detail = ask { retry = false, timeout = 5 }
      assert.equal("not_ready", detail.kind)
      assert.equal(5, box.requests[1].timeout)
      assert.is_nil((dict:only()))
      assert.is_table((ask { wait_ready = 100 }))
    end)

    it("raises what detach raises, and is forgotten", function()
      begin { GOOD }
      box.runtime.detach = function() error("not in this phase", 0) end
      local ok, message = pcall(ask)
      assert.is_false(ok)
      assert.equal("not in this phase", message)
      assert.is_true(is_over())
    end)

    it("but never run is waited for a second, and then nobody's", function()
      begin { GOOD }
      local run
      box.runtime.detach = function(f)
        run = f
        return true
      end
      local tasks = askers(3, { deadline = 60 })
      local _, _, detail = ask { deadline = 0.5 }
      assert.equal("timeout", detail.kind)
      for n = 1, 3 do
        assert.is_table((tasks[n]:wait()))
        assert.is_true(box.now < 1002)
      end
      assert.equal(3, #box.requests)
      dict:delete((dict:only()))
      run() -- at last
      assert.equal(3, #box.requests)
      assert.is_true(is_over())
    end)
  end)
end)
