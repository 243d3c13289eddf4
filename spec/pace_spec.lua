local new_pace = require "tcbilling.pace".new

describe("a pace", function()
  it("foretells from what was done lately", function()
    local pace = new_pace()
    assert.is_nil(pace:eta(10, 0))
    pace:mark(0)
    assert.is_nil(pace:eta(10, 1))
    pace:mark(2)
    assert.equal(20, pace:eta(10, 2))
    assert.equal(0, pace:eta(0, 2))
  end)

  it("forgets how it began", function()
    local pace = new_pace()
    for _ = 1, 50 do pace:mark(0) end -- a burst
    for i = 1, 200 do pace:mark(i) end
    assert.is_true(math.abs(pace:eta(10, 200) - 10) < 1e-9)
  end)

  it("says so when it stops", function()
    local pace = new_pace()
    pace:mark(0)
    pace:mark(1)
    assert.equal(100, pace:eta(1, 100))
  end)
end)
