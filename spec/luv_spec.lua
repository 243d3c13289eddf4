local luv = require "tcbilling.runtime.luv"
local uv = require "luv"

-- A driver that waits for what the specs say, and tells its steps.
local function fake(step)
  local driver = { steps = 0 }
  function driver.backend_fd() return driver.fd end
  function driver.timeout() return driver.seconds end
  function driver.step()
    driver.steps = driver.steps + 1
    step(driver)
  end
  return driver
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

  it("steps when the driver's descriptor can be read, until there is none",
    function()
      local pipe = uv.pipe()
      local driver = fake(function(d)
        uv.fs_read(pipe.read, 1, -1)
        if d.steps == 2 then d.fd = nil end
      end)
      driver.fd = pipe.read
      watcher = luv.new(uv, nil, driver)
      uv.fs_write(pipe.write, "xy", -1)
      assert.is_true(run())
      assert.equal(2, driver.steps)
      uv.fs_close(pipe.read)
      uv.fs_close(pipe.write)
    end)

  it("watches another one, once there is another", function()
    local one, other = uv.pipe(), uv.pipe()
    local driver = fake(function(d)
      d.fd = d.steps == 1 and other.read or nil
      uv.fs_write(other.write, "x", -1)
    end)
    driver.fd = one.read
    watcher = luv.new(uv, nil, driver)
    uv.fs_write(one.write, "x", -1)
    assert.is_true(run())
    assert.equal(2, driver.steps)
    for _, fd in pairs { one.read, one.write, other.read, other.write } do
      uv.fs_close(fd)
    end
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

  it("is left, too, when there is nothing to watch with", function()
    local driver, told = fake(function(d) d.is_over = true end), nil
    function driver.backend_fd()
      if driver.is_over then error("too many open files", 0) end
    end
    driver.seconds = 0
    watcher = luv.new(uv, function(raised) told = raised end, driver)
    assert.is_true(run())
    assert.equal("too many open files", told)
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
