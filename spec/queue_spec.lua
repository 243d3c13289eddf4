local new_queue = require "tcbilling.queue".new

describe("a queue", function()
  local queue, posts, gone

  before_each(function()
    queue, posts, gone = new_queue(), {}, {}
  end)

  local function join(name, is_bulk)
    return queue:join({
      post = function() posts[#posts + 1] = name end,
      wait = function() return true end,
      is_abandoned = function() return gone[name] end,
    }, is_bulk)
  end

  it("is first come, first served, but people before bulk", function()
    local bulk, ahead = join("bulk", true)
    assert.equal(0, ahead)
    local person = join "person"
    local second
    second, ahead = join "second"
    assert.equal(1, ahead)
    local _, behind = join("bulk too", true)
    assert.equal(3, behind)
    for _, expected in ipairs { person, second, bulk } do
      assert.equal(expected, queue:first())
      queue:leave(expected)
    end
    assert.is_false(queue:is_empty())
  end)

  it("tells the first one, once, that it is", function()
    local a = join "a"
    join "b"
    queue:leave(a)
    queue:poke()
    assert.same({ "b" }, posts)
    queue:wait(queue:first(), 1)
    queue:poke()
    assert.same({ "b", "b" }, posts)
  end)

  it("lets those pass who can't move, as long as they can't", function()
    local stuck = join "stuck"
    local on_top = join "on top"
    local task = join("task", true)
    local last = join("last", true)
    stuck.level, on_top.level = 1, 2
    assert.same({ true, false }, { queue:has_turn(stuck, 1) })
    assert.same({ true, false }, { queue:has_turn(on_top, 2) })
    assert.same({ false, true }, { queue:has_turn(task, 2) })
    assert.same({ true, false }, { queue:has_turn(task, 3) })
    assert.is_false(queue:has_turn(last, 3)) -- behind one that moves
    on_top.level = nil
    assert.is_false(queue:has_turn(task, 2))
  end)

  it("tells all that may have to pass, too", function()
    join "stuck".level = 1
    join "next"
    join "last"
    queue:poke()
    assert.same({ "stuck", "next" }, posts)
  end)

  it("forgets those who went without a word, once they are first", function()
    join "a"
    join "b"
    local bulk = join("bulk", true)
    gone.a, gone.b = true, true
    queue:poke()
    assert.same({ "bulk" }, posts)
    assert.is_true((queue:has_turn(bulk)))
    gone.bulk = true
    assert.is_true(queue:is_empty())
  end)

  it("closes up where somebody leaves in the middle", function()
    local a = join "a"
    local b = join "b"
    local c = join "c"
    queue:leave(b)
    queue:leave(b)
    assert.equal(a, queue:first())
    queue:leave(a)
    assert.equal(c, queue:first())
    queue:leave(c)
    assert.is_true(queue:is_empty())
  end)
end)
