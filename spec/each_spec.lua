local testing = require "tcbilling.testing"

describe("each", function()
  local box, client

  before_each(function()
    box = testing.new {}
    client = testing.client(box)
  end)

  -- Takes as many seconds as its item says.
  local function work(seconds)
    box.runtime.sleep(seconds)
    if seconds == 2 then return nil, "two failed", { kind = "api" } end
    return seconds * 10
  end

  it("gives results as they come, failures among them", function()
    local seen = {}
    for item, result, message, detail in client:each({ 3, 2, 1 }, work) do
      seen[#seen + 1] = { item, result, message, detail }
    end
    assert.same({ { 1, 10 }, { 2, nil, "two failed", { kind = "api" } },
      { 3, 30 } }, seen)
    assert.equal(1003, box.now)
  end)

  it("has so many under way at once", function()
    local n, most = 0, 0
    local function count(item)
      n = n + 1
      most = math.max(most, n)
      box.runtime.sleep(1)
      n = n - 1
      return item
    end
    local items = {}
    for i = 1, 10 do items[i] = i end
    for _ in client:each(items, count, { concurrency = 3 }) do end
    assert.equal(3, most)
    assert.equal(1004, box.now)
  end)

  it("tells its progress", function()
    local seen = {}
    for _ in client:each({ 1, 2, 3, 4 }, work, { concurrency = 1,
      on_progress = function(p) seen[#seen + 1] = p end }) do end
    assert.same({ done = 1, total = 4, failed = 0, elapsed = 1 }, seen[1])
    assert.same({ done = 2, total = 4, failed = 1, elapsed = 3, eta = 4 },
      seen[2])
    assert.same({ done = 4, total = 4, failed = 1, elapsed = 10, eta = 0 },
      seen[4])
  end)

  it("warns of a progress function that raises", function()
    for _ in client:each({ 1, 3 }, work, { on_progress = function()
      error "bar broken"
    end }) do end
    assert.equal(1, #box.logged)
    assert.matches("each: on_progress failed: .*bar broken", box.logged[1])
  end)

  it("takes items from a function, however many", function()
    local n = 0
    local each = client:each(function()
      n = n + 1
      if n <= 1000 then return n end
    end, function(item) return item end, { concurrency = 7 })
    local sum = 0
    for _, result in each do sum = sum + result end
    assert.equal(500500, sum)
    assert.is_nil(each.total)
    assert.equal(1000, each.done)
    assert.is_nil(each())
  end)

  it("takes a list's items as they were counted, or says why not", function()
    local list, etas = { 1, 2, 3 }, {}
    local each = client:each(list, function(item) return item end,
      { on_progress = function(p) etas[p.done] = p.eta end,
        concurrency = 1 })
    for _ in each do
      if #list < 6 then list[#list + 1] = 1 end
    end
    assert.equal(3, each.done)
    assert.equal(0, etas[3])
    local ok, message = pcall(function()
      for _ in client:each(list, function(item) return item end,
        { concurrency = 1 }) do list[#list] = nil end
    end)
    assert.is_false(ok)
    assert.equal("items[4] is nil, of 6: a list without holes is needed, "
      .. "that stays as it is", message)
  end)

  it("gives each result to one, and says so", function()
    local each = client:each({ 1, 3 }, work)
    client:spawn(function() each() end)
    local ok, message = pcall(function() each() end)
    assert.is_false(ok)
    assert.matches("^spec/each_spec.lua:%d+: the next result is waited for "
      .. "already", message)
    box.runtime.sleep(2)
    assert.equal(3, (each()))
  end)

  it("of nothing is over at once", function()
    for _ in client:each({}, work) do error "an item" end
  end)

  it("raises what the function raises, and ends the others", function()
    local slept
    local ok, message = pcall(function()
      for _ in client:each({ 1, 50 }, function(item)
        if item == 1 then error("no such customer", 0) end
        slept = box.runtime.sleep(item)
      end) do end
    end)
    assert.is_false(ok)
    assert.equal("no such customer", message)
    assert.is_false(slept)
  end)

  it("ends what is under way when left early", function()
    local slept = {}
    local each = client:each({ 1, 50 }, function(item)
      slept[item] = box.runtime.sleep(item)
      return item
    end)
    assert.equal(1, (each()))
    each:close()
    assert.is_false(slept[50])
    assert.is_nil(each())
  end)

  it("that is collected ends what is under way", function()
    local slept
    do
      local each = client:each({ 1, 50 }, function(item)
        slept = box.runtime.sleep(item)
        return item
      end)
      each()
    end
    slept = nil
    for _ = 1, 3 do collectgarbage() end
    box.runtime.sleep(0)
    assert.is_false(slept)
  end)

  it("in a task that is cancelled does not look complete", function()
    local seen = {}
    local task = client:spawn(function()
      for item, result, message, detail in client:each({ 1, 50 }, work) do
        seen[#seen + 1] = { item, result, message, detail }
      end
    end)
    box.runtime.sleep(5)
    task:cancel()
    assert.same({ { 1, 10 }, { false, nil, "cancelled",
      { kind = "cancelled" } } }, seen)
  end)

  it("blames wrong arguments on who gave them", function()
    for _, wrong in ipairs {
      function() client:each(5, work) end,
      function() client:each({}, {}) end,
      function() client:each(client:each({}, work), work) end,
      function() client:each({}, work, { concurency = 1 }) end,
      function() client.each({}, work) end,
      function() client:each({ x = 1 }, work) end,
    } do
      local ok, message = pcall(wrong)
      assert.is_false(ok)
      assert.matches("each_spec.lua:%d+: ", message)
    end
  end)
end)
