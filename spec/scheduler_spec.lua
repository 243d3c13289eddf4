local scheduler = require "tcbilling.runtime.scheduler"

describe("the scheduler", function()
  local now, tasks, log

  before_each(function()
    now, log = 0, {}
    tasks = scheduler.new {
      monotonic = function() return now end,
      step = function(seconds) now = now + seconds end,
      is_idle = function() return true end,
    }
  end)

  local function note(...)
    log[#log + 1] = table.concat({ ... }, " ")
  end

  -- Says its name when it has slept so long.
  local function sleeper(name, seconds)
    return tasks:spawn(function()
      tasks:sleep(seconds)
      note(name, ("%g"):format(now))
      return name
    end)
  end

  it("runs a task at once until it waits", function()
    local task = tasks:spawn(function(a, b)
      note("began", a, b)
      tasks:sleep(1)
    end, "with", "two")
    assert.same({ "began with two" }, log)
    assert.is_nil(task.done)
    task:wait()
    assert.is_true(task.done)
  end)

  it("sees that a doomed task was the one that is waited for", function()
    local task = tasks:spawn(function() tasks:semaphore():wait() end)
    task:doom()
    task:wait() -- "nothing is under way", were it not looked at again
    assert.is_true(task.done)
    assert.equal(0, now)
  end)

  it("wakes in the order of time, and at the same time in that of coming",
    function()
      local last = sleeper("c", 3)
      sleeper("b", 2)
      sleeper("b'", 2)
      sleeper("a", 1)
      assert.equal("c", last:wait())
      assert.same({ "a 1", "b 2", "b' 2", "c 3" }, log)
    end)

  it("gives back all values, nil among them", function()
    local task = tasks:spawn(function() return nil, 2, nil end)
    assert.equal(3, select("#", task:wait()))
    assert.equal(2, (select(2, task:wait())))
  end)

  it("raises what a task raised where it is waited for", function()
    local problem = {}
    local task = tasks:spawn(function()
      tasks:sleep(1)
      error(problem)
    end)
    local ok, raised = pcall(task.wait, task)
    assert.is_false(ok)
    assert.equal(problem, raised)
  end)

  it("blames a dot for a colon on who wrote it", function()
    local task = sleeper("x", 1)
    for _, name in ipairs { "wait", "cancel" } do
      local ok, message = pcall(function() task[name]() end)
      assert.is_false(ok)
      assert.matches("scheduler_spec.lua:%d+: call it with a colon: task:"
        .. name, message)
    end
  end)

  it("lets tasks wait for tasks", function()
    local first = sleeper("first", 2)
    local second = tasks:spawn(function() return first:wait() .. "!" end)
    assert.equal("first!", second:wait())
  end)

  it("works from a coroutine of one's own, inside a task or not", function()
    local function three()
      for i = 1, 3 do
        tasks:sleep(1)
        coroutine.yield(i)
      end
    end
    local function sum()
      local n = 0
      for i in coroutine.wrap(three) do n = n + i end
      return n
    end
    sleeper("meanwhile", 1.5)
    assert.equal(6, sum())
    assert.equal(6, tasks:spawn(sum):wait())
    assert.equal(6, now)
    assert.same({ "meanwhile 1.5" }, log)
  end)

  it("stands many tasks in coroutines of their own, or says why not",
    function()
      local done, refused = 0, nil
      local all = {}
      for i = 1, 60 do
        all[i] = tasks:spawn(function()
          coroutine.wrap(function()
            local ok, message = pcall(tasks.sleep, tasks, 1)
            if ok then done = done + 1 else refused = message end
          end)()
        end)
      end
      for i = 1, 60 do all[i]:wait() end
      assert.is_true(done >= 1)
      if done < 60 then
        assert.matches("^too many tasks wait in coroutines", refused)
      end
    end)

  it("runs every task, however deep they spawn each other", function()
    local function spawn(i, mark)
      if i < 300 then tasks:spawn(spawn, i + 1, mark) end
      note(i, mark)
      tasks:sleep(1)
    end
    spawn(1, "given")
    tasks:sleep(2)
    assert.equal(300, #log)
    for _, line in ipairs(log) do assert.matches("^%d+ given$", line) end
  end)

  it("does not sleep for what is no time", function()
    assert.is_true(tasks:sleep(0 / 0))
    assert.is_true(tasks:sleep(-1))
    assert.equal(0, now)
  end)

  it("takes a yield of one's own for a pause", function()
    local task = tasks:spawn(function()
      for i = 1, 3 do
        note("turn", i)
        coroutine.yield()
      end
      return "end"
    end)
    note "between"
    assert.equal("end", task:wait())
    assert.same({ "turn 1", "between", "turn 2", "turn 3" }, log)
  end)

  it("says so when nothing can end a wait", function()
    local ok, message = pcall(function() tasks:semaphore():wait() end)
    assert.is_false(ok)
    assert.matches("nothing is under way that could end this wait", message)
    local itself
    itself = tasks:spawn(function()
      tasks:sleep(0)
      itself:wait()
    end)
    assert.is_false((pcall(itself.wait, itself)))
  end)

  describe("cancelling", function()
    it("ends a wait at once, and tells who waited", function()
      local slept, why
      local task = tasks:spawn(function()
        slept, why = tasks:sleep(100)
        return nil, why
      end)
      task:cancel()
      assert.is_false(slept)
      assert.equal("the task was cancelled", why)
      assert.is_true(task.done)
      assert.equal(0, now)
    end)

    it("ends each later wait too, but not the cleaning up", function()
      local waits = 0
      local task = tasks:spawn(function()
        for _ = 1, 5 do
          if not tasks:sleep(1) then waits = waits + 1 end
        end
        return "cleaned"
      end)
      task:cancel()
      assert.equal(5, waits)
      assert.equal("cleaned", task:wait())
    end)

    it("stops who goes on for ever", function()
      local task = tasks:spawn(function()
        while true do tasks:sleep(1) end
      end)
      task:cancel()
      assert.is_true(task.done)
      local value, message, detail = task:wait()
      assert.is_nil(value)
      assert.equal("the task was cancelled", message)
      assert.same({ kind = "cancelled" }, detail)
    end)

    it("reaches tasks that cancel each other, however many", function()
      local all, ended = {}, 0
      for i = 300, 1, -1 do
        all[i] = tasks:spawn(function()
          if i == 300 then return tasks:sleep(1000) end
          all[i + 1]:wait()
          all[i + 1]:cancel()
          ended = ended + 1
        end)
      end
      all[1]:cancel()
      tasks:sleep(1)
      assert.equal(299, ended)
      assert.is_true(all[300].done)
    end)

    it("reaches a task by way of itself, and one that is done", function()
      local itself
      itself = tasks:spawn(function()
        tasks:sleep(1)
        itself:cancel()
        return (tasks:sleep(1))
      end)
      assert.is_false(itself:wait())
      itself:cancel()
      assert.is_false(itself:wait())
    end)

    it("reaches one that waits in a coroutine of its own", function()
      local slept
      local task = tasks:spawn(function()
        tasks:sleep(0)
        coroutine.wrap(function() slept = tasks:sleep(100) end)()
        return "left"
      end)
      tasks:spawn(function()
        tasks:sleep(1)
        task:cancel()
      end)
      assert.equal("left", task:wait())
      assert.is_false(slept)
      assert.equal(1, now)
    end)

    it("by a finalizer comes in the next turn", function()
      local task = tasks:spawn(function() return (tasks:sleep(100)) end)
      task:doom()
      assert.is_nil(task.done)
      local another = sleeper("another", 100)
      another:doom()
      assert.equal(0, tasks:until_turn())
      tasks:sleep(0)
      assert.is_true(task.done and another.done)
    end)

    it("of who waits for a task leaves that one alone", function()
      local long = sleeper("long", 5)
      local waiting = tasks:spawn(function() return long:wait() end)
      waiting:cancel()
      assert.same({ kind = "cancelled" }, (select(3, waiting:wait())))
      assert.equal("long", long:wait())
    end)
  end)

  describe("a semaphore", function()
    it("lets as many go on as were posted, in order", function()
      local s = tasks:semaphore()
      for i = 1, 3 do
        tasks:spawn(function()
          s:wait()
          note("went", i)
        end)
      end
      s:post(2)
      tasks:sleep(1)
      assert.same({ "went 1", "went 2" }, log)
      s:post()
      s:post()
      tasks:sleep(1)
      assert.equal("went 3", log[3])
      assert.is_true(s:wait(0))
      assert.is_false(s:wait(0))
    end)

    it("gives up in time, and no post is lost to who did", function()
      local s = tasks:semaphore()
      local early = tasks:spawn(function() return s:wait(1) end)
      local late = tasks:spawn(function() return s:wait(10) end)
      tasks:sleep(2)
      assert.is_false(early:wait())
      s:post()
      assert.is_true(late:wait())
      assert.equal(2, now)
    end)

    it("posts past a wait that raised", function()
      local s = tasks:semaphore()
      assert.is_false((pcall(s.wait, s)))
      local refused = tasks:spawn(function()
        tasks:sleep(1)
        while true do s:wait() end
      end)
      refused:cancel()
      local late = tasks:spawn(function() return s:wait(10) end)
      s:post()
      assert.is_true(late:wait())
      assert.equal(0, now)
      assert.equal(0, #tasks.timers)
    end)

    it("keeps nothing of a thousand waits that gave up", function()
      local s = tasks:semaphore()
      for _ = 1, 1000 do s:wait(0.001) end
      assert.is_nil(next(s.waits))
      assert.equal(0, #tasks.timers)
    end)
  end)

  it("forgets in a child who waited in its parent", function()
    local before = tasks.generation
    sleeper("parent's", 1)
    tasks:forget()
    assert.is_true(tasks.generation > before)
    sleeper("child's", 2):wait()
    assert.same({ "child's 2" }, log)
  end)

  it("tells a foreign loop when its turn is due", function()
    assert.equal(math.huge, tasks:until_turn())
    local task = sleeper("timer", 2)
    assert.equal(2, tasks:until_turn())
    now = 1.5
    tasks:turn(0)
    assert.equal(0.5, tasks:until_turn())
    now = 2.5
    assert.equal(0, tasks:until_turn())
    tasks:turn(0)
    assert.equal(0, tasks:until_turn()) -- it is ready
    tasks:turn(0)
    assert.is_true(task.done)
  end)
end)
