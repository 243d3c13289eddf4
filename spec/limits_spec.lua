local limits = require "tcbilling.limits"

local function call(key, rate, deadline_at)
  return { limit_key = key, rate = rate, deadline_at = deadline_at }
end

describe("limits", function()
  local now, clock

  before_each(function()
    now = now and now + 1000 or 5000
    clock = { monotonic = function() return now end }
  end)

  local function sleep(seconds)
    assert.is_true(seconds > 0)
    now = now + seconds
  end

  local function take(key, rate)
    local ticket, waited = limits.acquire(call(key, rate), clock, sleep)
    assert.is_table(ticket)
    return ticket, waited
  end

  local function answered(at)
    return { sent = true, reused = true, started = at, connected = at,
      written = at, received = at + 0.1, ended = at + 0.1 }
  end

  it("wait when a key's cells are used up, and say how long", function()
    local first, waited = take("wait", 1)
    assert.equal(0, waited)
    limits.settle(first, answered(now), nil, now + 0.1)
    local _, second = take("wait", 1)
    assert.is_true(second > 0.9 and second < 1.2)
  end)

  it("know keys apart", function()
    take("one", 1)
    local _, waited = take("another", 1)
    assert.equal(0, waited)
  end)

  it("give a cell back that was never used", function()
    limits.settle(take("unused", 1), { sent = false }, nil, now)
    local _, waited = take("unused", 1)
    assert.equal(0, waited)
  end)

  it("hold a cell whose request may have arrived", function()
    limits.settle(take("lost", 1), { sent = true, ended = now }, "timeout",
      now)
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
      local ticket = limits.acquire(asked, clock, sleep)
      local answer = answered(now)
      answer.reused, answer.connected = false, now + 0.2
      answer.written, answer.received = now + 0.2, nil
      answer.ended = now + 9
      limits.settle(ticket, answer, "timeout", now + 9)
      assert.is_true(math.abs(ticket.limiter:stats(now + 9).transit
        - 2 * transit) < 1e-6) -- twice, as one sample is few
    end
  end)

  it("slow down after a refusal", function()
    local ticket = take("refused", 20)
    local answer = answered(now)
    now = now + 0.1
    limits.settle(ticket, answer, "throttled", now)
    local without_waiting = 0
    while true do
      local _, waited = take("refused", 20)
      if waited > 0 then break end
      without_waiting = without_waiting + 1
    end
    assert.is_true(without_waiting < 19)
  end)

  it("refuse at once what would start after its deadline", function()
    limits.settle(take("late", 1), answered(now), nil, now + 0.1)
    now = now + 0.1
    local before = now
    local ticket, needed = limits.acquire(call("late", 1, now + 0.5), clock,
      sleep)
    assert.is_nil(ticket)
    assert.is_true(needed > 0.5)
    assert.equal(before, now)
  end)
end)
