-- What messages are made of: visible text, remarks.

local suggest = require "tcbilling.suggest"
local visible = require "tcbilling.visible"

describe("visible text", function()
  it("has no control characters, of ASCII or of Latin-1", function()
    assert.equal("a?[31m?b?c", visible("a\27[31m\nb\194\155c"))
    assert.equal("é 部门", visible("é 部门"))
  end)

  it("is cut between characters", function()
    assert.equal("aa...", visible("aa部门", 3))
    assert.equal("aaa...", visible("aaab", 3))
    assert.equal("aaa", visible("aaa", 3))
  end)
end)

describe("a remark", function()
  it("names the nearest known word", function()
    assert.equal(", did you mean timeout?",
      suggest("timout", { timeout = 1, retry = 2 }))
    assert.equal(", did you mean Month?", suggest("month", { "Month", "Day" }))
  end)

  it("is empty when nothing is near", function()
    assert.equal("", suggest("entirely", { "Month" }))
    assert.equal("", suggest(5, { "Month" }))
    assert.equal("", suggest(("x"):rep(1000), { "Month" }))
    assert.equal("", suggest("x", {}))
  end)

  it("is the same each time", function()
    local known = {}
    for _, name in ipairs { "bat", "cat", "hat", "mat", "rat" } do
      known[name] = true
    end
    assert.equal(", did you mean bat?", suggest("aat", known))
  end)
end)
