local ahead = require "tcbilling.ahead"
local testing = require "tcbilling.testing"

describe("work ahead", function()
  local box, begun

  before_each(function()
    box, begun = testing.new {}, {}
  end)

  -- f(n) takes as many seconds as `times` says.
  local function new(times, given)
    given = given or {}
    given.runtime, given.clock = box.runtime, box.clock
    given.source = given.source or function(n) return n end
    given.f = given.f or function(n)
      begun[#begun + 1] = n
      box.runtime.sleep(times[n] or 1)
      return n, n * n
    end
    return ahead.new(given)
  end

  it("begins nothing before the first take", function()
    new({}, { width = 5 })
    assert.same({}, begun)
  end)

  it("comes in order, however long each took", function()
    local work = new({ 3, 2, 1 }, { width = 3, last = 3 })
    for n = 1, 3 do assert.same({ true, n, n * n }, { work:take() }) end
    assert.equal(1003, box.now)
    assert.is_nil(work:take())
  end)

  it("or as it is done", function()
    local work = new({ 3, 2, 1 }, { width = 3, last = 3, in_order = false })
    for _, n in ipairs { 3, 2, 1 } do
      assert.same({ true, n, n * n }, { work:take() })
    end
    assert.is_nil(work:take())
  end)

  it("is never further ahead than its width", function()
    local work = new({}, { width = 3 })
    work:take()
    box.runtime.sleep(100)
    assert.same({ 1, 2, 3 }, begun)
    work:take()
    assert.same({ 1, 2, 3, 4 }, begun)
  end)

  it("ends where its source does", function()
    local work = new({}, { width = 4, source = function(n)
      if n <= 2 then return n end
    end })
    assert.is_true(work:take())
    assert.is_true(work:take())
    assert.is_nil(work:take())
    assert.same({ 1, 2 }, begun)
  end)

  it("raises what was raised, in its place", function()
    local work = new({}, { width = 2, last = 2, f = function(n)
      if n == 2 then error "two" end
      return n
    end })
    assert.is_true(work:take())
    local ok, message = pcall(work.take, work)
    assert.is_false(ok)
    assert.matches("two", message)
  end)

  it("is waited for so long and not longer", function()
    local work = new({ 5 }, { last = 1 })
    assert.same({ false, "late" }, { work:take(2) })
    assert.equal(1002, box.now)
    assert.same({ true, 1, 1 }, { work:take(4) })
  end)

  it("ends at once when closed", function()
    local slept = {}
    local work = new({}, { width = 3, f = function(n)
      slept[n] = box.runtime.sleep(n == 1 and 1 or 50)
    end })
    work:take()
    work:close()
    assert.same({ true, false, false }, slept)
    assert.equal(1001, box.now)
  end)

  it("begins nothing more once its source or its function closed it",
    function()
      for _, name in ipairs { "source", "f" } do
        local slept, work = {}, nil
        work = new({}, { width = 3, [name] = function(n)
          if n == 2 then work:close() end
          if name == "f" then slept[n] = box.runtime.sleep(50) end
          return n
        end })
        assert.same({ false, "cancelled" }, { work:take() })
        assert.equal(1000, box.now)
        assert.same(name == "f" and { false, false } or {}, slept)
        assert.is_nil(begun[2])
      end
    end)

  it("tells who waits for it that it was closed meanwhile", function()
    local work = new({ 50 }, { last = 1 })
    box.runtime.spawn(function()
      box.runtime.sleep(1)
      work:close()
    end)
    assert.same({ false, "cancelled" }, { work:take() })
    assert.equal(1001, box.now)
  end)

  it("ends in the scheduler's next turn when abandoned", function()
    local slept = {}
    local work = new({}, { width = 2, f = function(n)
      slept[n] = box.runtime.sleep(n == 1 and 1 or 50)
    end })
    work:take()
    work:abandon()
    assert.is_nil(slept[2])
    box.runtime.sleep(0)
    assert.is_false(slept[2])
  end)
end)
