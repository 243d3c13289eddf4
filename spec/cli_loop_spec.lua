local child = require "spec.child"
local driver = require "tcbilling.runtime.curl"
local loop = require "tcbilling.cli.loop"
local uv = require "luv"

local function send(name)
  uv.kill(uv.os_getpid(), name)
end

describe("the command line's loop", function()
  it("returns what the command returned, nil among it", function()
    local function three() return 1, nil, 3 end
    local function later()
      driver.sleep(0.01)
      return 1, nil, 3
    end
    for _, f in ipairs { three, later } do
      assert.same({ n = 3, 1, nil, 3 }, table.pack
        and table.pack(loop.run(f)) or { n = 3, loop.run(f) })
    end
  end)

  it("raises what the command raised", function()
    local problem = {}
    local ok, raised = pcall(loop.run, function()
      driver.sleep(0.01)
      error(problem)
    end)
    assert.is_false(ok)
    assert.equal(problem, raised)
  end)

  it("ends what a command waits for at a signal, and lets it end by itself",
    function()
      for _, name in ipairs { "sigint", "sigterm" } do
        local slept, interrupted, again
        assert.equal(130, loop.run(function()
          send(name)
          slept = driver.sleep(60)
          interrupted = loop.is_interrupted()
          again = driver.sleep(60)
          return 130
        end))
        assert.is_false(slept or again)
        assert.is_true(interrupted)
        assert.is_false(loop.is_interrupted())
      end
    end)

  it("hears of a signal soon where a command hardly waits", function()
    local turns = loop.run(function()
      for i = 1, 100 do
        if i == 3 then send "sigint" end
        if not driver.sleep(0) then return i end
      end
    end)
    assert.is_true(turns <= 5, turns)
  end)

  it("hears of a terminal's new size", function()
    local heard = 0
    loop.run(function()
      loop.on_resize(function() heard = heard + 1 end)
      send "sigwinch"
      driver.sleep(0.02)
    end)
    assert.equal(1, heard)
  end)

  it("waits for what luv does", function()
    local function begin(done)
      local timer = uv.new_timer()
      timer:start(1, 0, function()
        timer:close()
        done("a", nil, "c")
      end)
    end
    local a, b, c = loop.run(function() return loop.await(begin) end)
    assert.same({ "a", "c" }, { a, c })
    assert.is_nil(b)
    local timer = uv.new_timer()
    local ended, why = loop.run(function()
      send "sigint"
      return loop.await(function(done) timer:start(60000, 0, done) end)
    end)
    timer:close()
    assert.is_nil(ended)
    assert.equal("cancelled", why)
  end)

  it("says so where nothing is left that could end a wait", function()
    local ok, raised = pcall(loop.run, function()
      driver.semaphore():wait()
    end)
    assert.is_false(ok)
    assert.matches("nothing is under way", raised)
  end)

  it("runs once at a time", function()
    loop.run(function()
      local ok, raised = pcall(loop.run, function() end)
      assert.is_false(ok)
      assert.matches("one loop runs already", raised)
    end)
  end)

  it("leaves no handle open", function()
    local function count()
      local n = 0
      uv.run "nowait"
      uv.walk(function() n = n + 1 end)
      return n
    end
    local before = count()
    loop.run(function()
      loop.on_resize(function() end)
      driver.sleep(0.001)
    end)
    pcall(loop.run, error)
    assert.equal(before, count())
  end)
end)

-- A command that doesn't end when it should.
local STUBBORN = [[
  local driver = require "tcbilling.runtime.curl"
  local loop = require "tcbilling.cli.loop"
  local code = loop.run(function()
    loop.on_leave(function() io.stderr:write "forgotten" end)()
    loop.on_leave(function() io.stderr:write "put right" end)
    print "ready"
    io.stdout:flush()
    driver.sleep(60)
    print "interrupted"
    io.stdout:flush()
    if os.getenv "ENDS" == "later" then require "luv".sleep(300) end
    while not os.getenv "ENDS" do coroutine.yield() end
    return 7
  end)
  os.exit(code)
]]

describe("a program in it", function()
  it("ends by itself after one signal", function()
    local ended = child.run { code = STUBBORN, environment = { ENDS = "1" },
      on_output = function(text, it)
        if text == "ready\n" then it:kill "sigterm" end
      end }
    assert.equal("ready\ninterrupted\n", ended.out)
    assert.equal("", ended.err)
    assert.equal(7, ended.code)
  end)

  it("ends at once at the second, and puts right what it must", function()
    local sent = {}
    local ended = child.run { code = STUBBORN, on_output = function(text, it)
      if sent[text] then return end
      sent[text] = true
      if text == "ready\n" then return it:kill "sigint" end
      local timer = uv.new_timer()
      timer:start(600, 0, function()
        timer:close()
        it:kill "sigint"
      end)
    end }
    assert.equal(130, ended.code)
    assert.equal("put right", ended.err)
  end)

  it("takes signals that come at once for one", function()
    local ended = child.run { code = STUBBORN,
      environment = { ENDS = "later" }, on_output = function(text, it)
        if text ~= "ready\n" then return end
        it:kill "sighup"
        it:kill "sigterm"
      end }
    assert.equal("ready\ninterrupted\n", ended.out)
    assert.equal(7, ended.code)
  end)

  it("is interrupted by the terminal's Ctrl-C, too", function()
    local ended = child.run { code = STUBBORN, terminal = {},
      environment = { ENDS = "1" }, on_output = function(text, it)
        if text == "ready\r\n" then it:write "\3" end
      end }
    assert.matches("interrupted", ended.out)
    assert.equal(7, ended.code)
  end)
end)
