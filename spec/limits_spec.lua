local cells = require "tcbilling.cells"
local limits = require "tcbilling.limits"
local records = require "tcbilling.records"
local testing = require "tcbilling.testing"

local function nothing() end

describe("limits", function()
  local box, client

  before_each(function()
    box = testing.new {}
    client = { clock = box.clock, runtime = box.runtime,
      records = records.find("process", error) }
  end)

  local function call(key, rate, deadline_at)
    return { limit_key = key, account = "a", rate = rate, connect = 5,
      deadline_at = deadline_at, waited = 0 }
  end

  local function acquire(asked)
    return limits.acquire(client, asked, nothing)
  end

  local function take(key, rate)
    local asked = call(key, rate)
    return assert(acquire(asked)), asked.waited
  end

  local function settle(ticket, answer, kind)
    cells.settle(client, ticket, answer, kind)
  end

  local function answered(at)
    return { sent = true, reused = true, started = at, connected = at,
      written = at, received = at + 0.1, ended = at + 0.1 }
  end

  it("wait when a key's cells are used up, and say how long", function()
    local first, waited = take("wait", 1)
    assert.equal(0, waited)
    settle(first, answered(box.now))
    local _, second = take("wait", 1)
    assert.is_true(second > 0.9 and second < 1.2)
  end)

  it("know keys apart", function()
    take("one", 1)
    local _, waited = take("another", 1)
    assert.equal(0, waited)
  end)

  it("give a cell back that was never used", function()
    settle(take("unused", 1), { sent = false })
    local _, waited = take("unused", 1)
    assert.equal(0, waited)
  end)

  it("hold a cell whose request may have arrived", function()
    settle(take("lost", 1), { sent = true, ended = box.now }, "timeout")
    local _, waited = take("lost", 1)
    assert.is_true(waited > 0.9)
  end)

  it("remember who started, whatever rate another client keeps", function()
    take("shared", 1)
    for _ = 1, 19 do take("shared", 20) end
    take("yet another key", 1) -- looks for idle ones to forget
    local _, waited = take("shared", 20)
    assert.is_true(waited > 0.9, waited)
  end)

  it("know a way by its round trips: two with TLS, one without", function()
    for is_tls, transit in pairs { [true] = 0.1, [false] = 0.2 } do
      local key = "way " .. tostring(is_tls)
      local asked = call(key, 1)
      asked.is_tls = is_tls
      local ticket = acquire(asked)
      local answer = answered(box.now)
      answer.reused, answer.connected = false, box.now + 0.2
      answer.written, answer.received = box.now + 0.2, nil
      box.now = box.now + 9
      answer.ended = box.now
      settle(ticket, answer, "timeout")
      assert.is_true(math.abs(ticket.entry.limiter:stats(box.now).transit
        - 2 * transit) < 1e-6) -- twice, as one sample is few
    end
  end)

  it("slow down after a refusal", function()
    local ticket = take("refused", 20)
    local answer = answered(box.now)
    box.now = box.now + 0.1
    settle(ticket, answer, "throttled")
    local without_waiting = 0
    while true do
      local _, waited = take("refused", 20)
      if waited > 0 then break end
      without_waiting = without_waiting + 1
    end
    assert.is_true(without_waiting < 19)
  end)

  -- Calls in `n` tasks, each in a coroutine of its own, and in the main
  -- program; and how many came through.
  local function call_on_top(key, n)
    local all, done = {}, 0
    local function one()
      local ticket = acquire(call(key, 1))
      box.runtime.sleep(0.1)
      settle(ticket, answered(box.now))
      done = done + 1
    end
    for i = 1, n do
      all[i] = box.runtime.spawn(function()
        box.runtime.sleep(0)
        coroutine.wrap(one)()
      end)
    end
    one()
    for i = 1, n do all[i]:wait() end
    return done
  end

  it("are kept in coroutines of one's own on top of each other", function()
    for n = 1, 5 do
      assert.equal(n + 1, call_on_top("on top " .. n, n))
    end
  end)

  it("let tasks pass a coroutine that waits beneath another", function()
    take("beneath", 1)
    local function in_a_coroutine(f)
      return box.runtime.spawn(function()
        box.runtime.sleep(0)
        return coroutine.wrap(f)()
      end)
    end
    local beneath = in_a_coroutine(function() return take("beneath", 1) end)
    local on_top = in_a_coroutine(function()
      return box.runtime.spawn(take, "beneath", 1):wait()
    end)
    assert.is_table(on_top:wait())
    assert.is_table(beneath:wait())
  end)

  it("let nobody wait behind one whose wait raised", function()
    take("raised", 1)
    local task = box.runtime.spawn(function()
      while true do acquire(call("raised", 1)) end
    end)
    task:cancel() -- which raises, as it goes on for ever
    local _, waited = take("raised", 1)
    assert.is_true(waited > 0.9)
  end)

  it("let the next one start as soon as a cell is given back", function()
    for _, how in ipairs { "given back", "written and answered" } do
      local key, at = how, box.now
      local ticket = take(key, 1)
      local next_one = box.runtime.spawn(take, key, 1)
      box.runtime.sleep(0.01)
      if how == "given back" then
        settle(ticket, { sent = false })
        box.runtime.sleep(0)
        assert.is_true(next_one.done)
      else
        cells.written(ticket, box.now)
        box.runtime.sleep(0.1)
        settle(ticket, answered(at + 0.01))
        next_one:wait()
        assert.is_true(box.now - at < 1.1, box.now - at)
      end
    end
  end)

  it("let the next one start when the first one gives up", function()
    take("gives up", 1)
    local first = box.runtime.spawn(take, "gives up", 1)
    local second = box.runtime.spawn(take, "gives up", 1)
    first:cancel()
    second:wait()
    assert.is_true(box.now < 1007, box.now)
  end)

  it("let nobody wait behind those of a parent process", function()
    local generation = 1
    client.runtime = setmetatable({
      generation = function() return generation end,
    }, { __index = box.runtime })
    take("forked", 1)
    local task = box.runtime.spawn(take, "forked", 1)
    box.runtime.sleep(0.1)
    task.coroutine = coroutine.create(print) -- it is not here any more
    generation = 2
    local _, waited = take("forked", 1)
    assert.is_true(waited > 0.5, waited)
    assert.is_true((select(2, take("forked", 1))) > 0.9)
  end)

  -- As a limiter in a file that another process has locked.
  local function lock(ticket)
    local function busy() return false, "in use", true end
    local limiter = { claim = busy, written = busy, received = busy,
      connected = busy, forecast = busy, left = busy, stats = busy }
    ticket.limiter, ticket.entry.limiter = limiter, limiter
  end

  it("keep no answer back for a record that is locked", function()
    local ticket = take("locked", 1)
    lock(ticket)
    local answer = answered(box.now)
    answer.reused = false
    settle(ticket, answer)
    assert.is_true(box.now - 1000 < 0.5, box.now)
  end)

  it("are patient with a locked record, from anew after a while", function()
    lock(take("patience", 1))
    local function wait_for_it(deadline)
      local asked = call("patience", 1, deadline and box.now + deadline)
      local _, failure = acquire(asked)
      return asked.waited, failure.kind
    end
    assert.equal("cancelled", (select(2, wait_for_it(5))))
    box.now = box.now + 60
    local waited, kind = wait_for_it()
    assert.equal("limiter", kind)
    assert.is_true(waited > 9 and waited < 11, waited)
    assert.equal(0, (wait_for_it())) -- it still is
  end)

  it("tell the limiter that gave the cell", function()
    local ticket = take("another limiter", 1)
    local first = ticket.limiter
    lock(take("as busy", 1))
    ticket.entry.limiter = require "tcbilling.core".limiter { rate = 1 }
    assert.equal(1, (select(2, ticket.entry.limiter:claim(box.now))))
    settle(ticket, { sent = false })
    assert.equal(0, first:stats(box.now).held)
    assert.equal(1, ticket.entry.limiter:stats(box.now).held)
  end)

  it("refuse at once what would start after its deadline", function()
    settle(take("late", 1), answered(box.now))
    box.now = box.now + 0.1
    local before = box.now
    local ticket, failure = acquire(call("late", 1, box.now + 0.5))
    assert.is_nil(ticket)
    assert.equal("cancelled", failure.kind)
    assert.is_true(failure.too_late)
    assert.equal(before, box.now)
  end)
end)
