-- The sandbox's three kinds of window, with a clock of the test's own. Pure
-- Lua, so it runs on both.
package.path = "sandbox/lua/?.lua;" .. package.path
local window = require "sandbox.window"

local function accepted(accept, times)
  local list = {}
  for i, at in ipairs(times) do list[i] = accept(at * 1e9) end
  return list
end

describe("a sliding window", function()
  it("takes N in any second and not one more", function()
    assert.same({ true, true, false, false, true, true, false },
      accepted(window.sliding(2), { 0, 0.5, 0.6, 0.999, 1, 1.5, 1.6 }))
  end)

  it("doesn't count what it refused", function()
    assert.same({ true, false, false, true },
      accepted(window.sliding(1), { 5, 5.5, 5.9, 6 }))
  end)

  it("never holds N + 1, at random times", function()
    math.randomseed(7)
    local accept, taken, at = window.sliding(5), {}, 0
    for _ = 1, 5000 do
      at = at + math.random(0, 200) * 1e6
      if accept(at) then taken[#taken + 1] = at end
    end
    assert.truthy(#taken > 1000)
    for i = 6, #taken do assert.truthy(taken[i] - taken[i - 5] >= 1e9) end
  end)
end)

describe("a calendar window", function()
  it("starts anew with each second of the wall clock", function()
    -- 0.3 on this clock is a full second on the wall.
    assert.same({ true, true, false, true, true, false },
      accepted(window.calendar(2, 0.7e9), { 0, 0.1, 0.2, 0.3, 0.4, 1.2 }))
  end)
end)

describe("a bucket", function()
  it("is full at first and gains N a second", function()
    assert.same({ true, true, false, true, false, true },
      accepted(window.bucket(2), { 0, 0, 0.4, 0.5, 0.9, 1 }))
  end)

  it("holds no more than N after a rest", function()
    assert.same({ true, true, true, false },
      accepted(window.bucket(2), { 0, 100, 100, 100 }))
  end)
end)
