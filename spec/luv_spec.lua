local luv = require "tcbilling.runtime.luv"
local uv = require "luv"

-- A driver that waits for what the specs say, and tells its steps.
local function fake(step)
  local driver = { steps = 0, wanted = {} }
  function driver.fds() return driver.wanted end
  function driver.timeout() return driver.seconds end
  function driver.step()
    driver.steps = driver.steps + 1
    step(driver)
  end
  return driver
end

local function reading(fd)
  return { fd = fd, read = true, write = false }
end

-- What a fault would leave running for ever ends, and is told.
local function run()
  local alarm = uv.new_timer()
  local rang = false
  uv.update_time() -- the loop may have rested for longer than that
  alarm:start(5000, 0, function()
    rang = true
    uv.stop()
  end)
  alarm:unref()
  uv.run()
  alarm:close()
  uv.run "nowait"
  return not rang
end

describe("luv's loop", function()
  local watcher

  after_each(function()
    watcher:close()
    uv.run "nowait"
  end)

  it("ends when the driver waits for nothing", function()
    local driver = fake(function(d)
      d.seconds = d.steps < 3 and 0.001 or nil
    end)
    driver.seconds = 0
    watcher = luv.new(uv, nil, driver)
    assert.is_true(run())
    assert.equal(3, driver.steps)
  end)

  it("is not kept going by a descriptor that is no longer waited for",
    function()
      local pipe = uv.pipe()
      local driver = fake(function(d) d.wanted = {} end)
      driver.wanted = { reading(pipe.read) }
      watcher = luv.new(uv, nil, driver)
      uv.fs_write(pipe.write, "x", -1)
      assert.is_true(run())
      assert.equal(1, driver.steps)
      uv.fs_close(pipe.read)
      uv.fs_close(pipe.write)
    end)

  it("steps once for all that is ready", function()
    local one, other = uv.pipe(), uv.pipe()
    local driver = fake(function(d)
      uv.fs_read(one.read, 1, -1)
      uv.fs_read(other.read, 1, -1)
      if d.steps == 2 then d.wanted = {} end
      d.seconds = d.steps < 2 and 0.01 or nil
    end)
    driver.wanted = { reading(one.read), reading(other.read) }
    watcher = luv.new(uv, nil, driver)
    uv.fs_write(one.write, "x", -1)
    uv.fs_write(other.write, "x", -1)
    uv.fs_write(one.write, "x", -1)
    uv.fs_write(other.write, "x", -1)
    assert.is_true(run())
    assert.equal(2, driver.steps)
    for _, fd in pairs { one.read, one.write, other.read, other.write } do
      uv.fs_close(fd)
    end
  end)

  it("watches what has the number of a descriptor that was closed", function()
    local old, new = uv.pipe(), nil
    local driver = fake(function(d)
      if d.steps > 1 then
        d.wanted = {}
        return
      end
      uv.fs_close(old.read)
      new = uv.pipe()
      assert.equal(old.read, new.read)
      uv.fs_write(new.write, "x", -1)
      -- the wish is the same as before
    end)
    driver.wanted = { reading(old.read) }
    watcher = luv.new(uv, nil, driver)
    uv.fs_write(old.write, "x", -1)
    assert.is_true(run())
    assert.equal(2, driver.steps)
    for _, fd in pairs { old.write, new.read, new.write } do uv.fs_close(fd) end
  end)

  it("leaves alone what a task opens under such a number", function()
    local pipe, heard = uv.pipe(), nil
    local own = uv.new_pipe(false)
    local driver = fake(function(d)
      uv.fs_close(pipe.read)
      local fresh = uv.pipe()
      assert.equal(pipe.read, fresh.read)
      own:open(fresh.read)
      own:read_start(function(_, text)
        heard = text
        own:close()
      end)
      uv.fs_write(fresh.write, "for the task", -1)
      watcher:watch() -- by whoever does, in the middle of the step
      d.wanted = {}
    end)
    driver.wanted = { reading(pipe.read) }
    watcher = luv.new(uv, nil, driver)
    uv.fs_write(pipe.write, "x", -1)
    assert.is_true(run())
    assert.equal("for the task", heard)
  end)

  it("has turns for others while there is always something to do", function()
    local pipe = uv.pipe()
    local driver = fake(function() end)
    driver.seconds = 0
    local other = uv.new_poll(pipe.read)
    other:start("r", function()
      other:close()
      driver.seconds = nil
    end)
    uv.fs_write(pipe.write, "x", -1)
    watcher = luv.new(uv, nil, driver)
    assert.is_true(run())
    assert.is_true(driver.steps < 10)
    uv.fs_close(pipe.read)
    uv.fs_close(pipe.write)
  end)

  it("looks anew when it is told that something began", function()
    local driver = fake(function(d) d.seconds = nil end)
    watcher = luv.new(uv, nil, driver)
    assert.is_true(run())
    assert.equal(0, driver.steps)
    driver.seconds = 0
    watcher:watch()
    assert.is_true(run())
    assert.equal(1, driver.steps)
  end)

  it("is left when a step failed, and tells why", function()
    local driver, told = fake(function() error("no more", 0) end), nil
    driver.seconds = 0
    watcher = luv.new(uv, function(raised) told = raised end, driver)
    assert.is_true(run())
    assert.equal("no more", told)
    watcher:watch()
    assert.is_true(run())
    assert.equal(1, driver.steps)
  end)

  it("runs tasks beside a program's own timers", function()
    local runtime = require "tcbilling.runtime.curl"
    local ticks, woken = 0, 0
    local ticker = uv.new_timer()
    ticker:start(1, 1, function() ticks = ticks + 1 end)
    for _ = 1, 3 do
      runtime.spawn(function()
        runtime.sleep(0.02)
        woken = woken + 1
        if woken == 3 then ticker:close() end
      end)
    end
    watcher = luv.new(uv)
    assert.is_true(run())
    assert.equal(3, woken)
    assert.is_true(ticks > 5)
  end)
end)
