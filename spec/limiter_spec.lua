-- The limiter as Lua sees it. The policy itself is tested in C.
local limiter = require "tcbilling.core".limiter

local START = 12345.678901234

-- Claims and writes at once.
local function begin(l, now)
  local cell, claim = l:claim(now)
  assert.is_number(cell)
  l:written(now, cell, claim)
  return cell, claim
end

-- Starts what may start; returns how many, and when to ask again.
local function start_all(l, now)
  local n = 0
  while true do
    local cell, claim = l:claim(now)
    if not cell then return n, claim end
    l:written(now, cell, claim)
    n = n + 1
  end
end

-- n answers, each after `round` seconds, as soon as each may start.
local function answer(l, now, n, round)
  for _ = 1, n do
    local cell, claim = l:claim(now)
    if not cell then
      now = claim
      cell, claim = l:claim(now)
    end
    l:written(now, cell, claim)
    l:received(now + round, cell, claim, now, round)
    now = now + round
  end
  return now
end

describe("limiter", function()
  it("slows its users down alike after a refusal", function()
    local function wait(of_limiter)
      local l = limiter { rate = of_limiter }
      local now = START
      local cell, claim = l:claim(now, 1)
      l:written(now, cell, claim)
      l:refused(now + 0.1, cell, claim, now)
      local _, again = l:claim(now + 0.1, 1)
      return again - now
    end
    assert.is_true(wait(1) > 1.3)
    assert.equal(wait(1), wait(20))
  end)

  it("starts as many as the rate says, then tells when to ask again", function()
    local l = limiter { rate = 20 }
    local n, retry_at = start_all(l, START)
    assert.equal(20, n)
    assert.near(START + 1.052, retry_at, 1e-8)
    assert.equal(20, (start_all(l, retry_at)))
  end)

  it("never starts before the time that it named", function()
    for i = 0, 999 do
      local l = limiter { rate = 1 }
      local now = 1 + i * 98765.4321
      begin(l, now)
      local cell, retry_at = l:claim(now)
      assert.is_nil(cell)
      assert.is_number(l:claim(retry_at))
    end
  end)

  it("frees a cell one window after the answer at the latest", function()
    local l = limiter { rate = 1 }
    local cell, claim = begin(l, START)
    l:received(START + 0.03, cell, claim, START)
    local _, retry_at = l:claim(START + 0.04)
    assert.near(START + 1.032, retry_at, 1e-8)
  end)

  it("takes the least round trip off once it saw twenty", function()
    local l = limiter { rate = 1 }
    local now = answer(l, START, 20, 0.15)
    assert.near(0.15, l:stats(now).round_trip, 1e-6)
    local _, retry_at = l:claim(now)
    assert.near(now - 0.15 + 1.002, retry_at, 1e-6)
  end)

  it("asks soon again while a claim is not yet written", function()
    local l = limiter { rate = 1 }
    local cell, claim = l:claim(START)
    local _, retry_at = l:claim(START)
    assert.near(START + 0.05, retry_at, 1e-8)
    l:written(START + 0.2, cell, claim)
    _, retry_at = l:claim(START + 0.2)
    assert.near(START + 1.252, retry_at, 1e-8)
  end)

  it("gives a cancelled claim's cell back at once", function()
    local l = limiter { rate = 1 }
    local cell, claim = l:claim(START)
    l:cancelled(START, cell, claim)
    assert.is_number(l:claim(START))
  end)

  it("counts a failed request as sent", function()
    local l = limiter { rate = 1 }
    local cell, claim = begin(l, START)
    l:failed(START + 0.01, cell, claim)
    local _, retry_at = l:claim(START + 0.01)
    assert.near(START + 1.052, retry_at, 1e-8)
  end)

  it("knows no claim twice", function()
    local l = limiter { rate = 1 }
    local cell, claim = l:claim(START)
    l:cancelled(START, cell, claim)
    begin(l, START)
    l:cancelled(START, cell, claim)
    assert.is_nil((l:claim(START)))
  end)

  it("allows a new connection's way there for slow answers", function()
    local l = limiter { rate = 1 }
    for _ = 1, 20 do l:connected(START, 0.2) end
    assert.near(0.21, l:stats(START).transit, 1e-8)
    begin(l, START)
    local _, retry_at = l:claim(START)
    assert.near(START + 1.212, retry_at, 1e-8)
  end)

  it("backs off when refused, and comes back", function()
    local l = limiter { rate = 20 }
    local cell, claim = begin(l, START)
    l:refused(START + 0.1, cell, claim, START)
    assert.equal(15, l:stats(START + 0.1).rate)
    assert.equal(14, (start_all(l, START + 0.2)))
    assert.equal(20, l:stats(START + 31).rate)
  end)

  it("backs off for a refusal of another key", function()
    local l = limiter { rate = 20 }
    l:refused(START)
    assert.equal(15, l:stats(START).rate)
  end)

  it("lets nobody overtake who waits with a ticket", function()
    local l = limiter { rate = 1 }
    local cell, claim = begin(l, START)
    l:received(START, cell, claim, START)
    local _, due, ticket = l:claim(START, nil, nil, 0)
    assert.near(START + 1.002, due, 1e-8)
    assert.is_true(ticket > 0)
    assert.equal(1, l:stats(START).waiting)
    local _, later, second = l:claim(due, nil, nil, 0)
    assert.near(due + 0.05, later, 1e-6)
    assert.not_equal(ticket, second)
    assert.is_nil((l:claim(due)))
    assert.is_number((l:claim(due, nil, nil, ticket)))
    assert.equal(1, l:stats(due).waiting)
  end)

  it("gives no ticket to who asks for none", function()
    local l = limiter { rate = 1 }
    begin(l, START)
    assert.equal(2, select("#", l:claim(START)))
    assert.equal(0, l:stats(START).waiting)
  end)

  it("gives ticket 0 when the line is full", function()
    local l = limiter { rate = 1 }
    begin(l, START)
    for _ = 1, 32 do
      assert.is_true(select(3, l:claim(START, nil, nil, 0)) > 0)
    end
    assert.equal(0, (select(3, l:claim(START, nil, nil, 0))))
    assert.equal(32, l:stats(START).waiting)
  end)

  it("forgets a ticket that was given up, or long overdue", function()
    local l = limiter { rate = 1 }
    begin(l, START)
    local _, _, first = l:claim(START, nil, nil, 0)
    local _, due, second = l:claim(START, nil, nil, 0)
    l:left(START, first)
    l:left(START, first)
    l:left(START, 0)
    assert.equal(1, l:stats(START).waiting)
    local late = due + 0.06
    assert.is_number((l:claim(late)))
    local _, again, same = l:claim(late, nil, nil, second)
    assert.equal(second, same)
    assert.equal(0, l:stats(again + 2.1).waiting)
    begin(l, again + 10)
    local _, _, third = l:claim(again + 10, nil, nil, second)
    assert.not_equal(second, third)
  end)

  it("forecasts the earliest start", function()
    local l = limiter { rate = 20 }
    assert.near(START, l:forecast(START), 1e-8)
    assert.near(START, l:forecast(START, nil, 19), 1e-8)
    assert.near(START + 1.002, l:forecast(START, nil, 20), 1e-8)
    assert.near(START + 20.04, l:forecast(START, 1, 20), 1e-8)
    assert.equal(math.huge, l:forecast(START, 1, 2 ^ 40))
    start_all(l, START)
    assert.near(START + 1.002, l:forecast(START), 1e-8)
  end)

  it("takes other windows, whose margin grows along", function()
    local l = limiter { rate = 3, window = 60 }
    local n, retry_at = start_all(l, START)
    assert.equal(3, n)
    assert.near(START + 60 + 0.12 + 0.05, retry_at, 1e-6)
    l = limiter { rate = 1, window = 2, margin = 0, min_transit = 0.5 }
    n, retry_at = start_all(l, START)
    assert.equal(1, n)
    assert.near(START + 2.5, retry_at, 1e-6)
  end)

  it("survives a clock that jumps back", function()
    local l = limiter { rate = 2 }
    start_all(l, 9e8)
    local _, retry_at = l:claim(5)
    assert.near(6.052, retry_at, 1e-8)
    assert.equal(2, (start_all(l, retry_at)))
  end)

  it("tells what it knows", function()
    local l = limiter { rate = 20 }
    begin(l, START)
    local stats = l:stats(START)
    assert.same({ rate = 20, held = 1, waiting = 0, round_trip = 0,
      transit = 0.05 }, stats)
    assert.equal("tcbilling.limiter (20 in 1.0 s)",
                 (tostring(l):gsub("%(20 in 1 s%)", "(20 in 1.0 s)")))
  end)

  it("keeps two limiters apart", function()
    local a, b = limiter { rate = 1 }, limiter { rate = 1 }
    begin(a, START)
    assert.is_number(b:claim(START))
  end)

  it("raises on wrong options", function()
    for _, options in ipairs {
      {}, { rate = 0 }, { rate = 129 }, { rate = 1.5 }, { rate = "5" },
      { rate = 1, window = 0 }, { rate = 1, window = "1" },
      { rate = 1, margin = -1 }, { rate = 1, connect = 1e9 },
      { rate = 1, min_transit = 0 / 0 }, { rate = 1, windwo = 1 },
      { rate = 1, 2 },
    } do
      assert.has_error(function() limiter(options) end)
    end
    assert.has_error(function() limiter() end)
    assert.error_matches(function() limiter { rate = 1, windwo = 1 } end,
                         "no option 'windwo'")
  end)

  it("raises on wrong arguments", function()
    local l = limiter { rate = 1 }
    for _, f in ipairs {
      function() l:claim() end,
      function() l:claim("1") end,
      function() l:claim(0) end,
      function() l:claim(-1) end,
      function() l:claim(0 / 0) end,
      function() l:claim(math.huge) end,
      function() l:written(START) end,
      function() l:written(START, 128, 1) end,
      function() l:written(START, -1, 1) end,
      function() l:written(START, 0.5, 1) end,
      function() l:written(START, 0, 0) end,
      function() l:received(START, 0, 1, "x") end,
      function() l:received(START, 0, 1, START, -1) end,
      function() l:refused(START, 0) end,
      function() l:connected(START) end,
      function() l:claim(START, nil, nil, -1) end,
      function() l:claim(START, nil, nil, 0.5) end,
      function() l:claim(START, nil, nil, "1") end,
      function() l:left(START) end,
      function() l:left(0, 1) end,
      function() l:forecast() end,
      function() l:forecast(0) end,
      function() l:forecast(START, 0) end,
      function() l:forecast(START, 1, -1) end,
      function() l:forecast(START, 1, 0.5) end,
      function() l:stats() end,
      function() l.claim(io.stdout, START) end,
    } do
      assert.has_error(f)
    end
  end)
end)
