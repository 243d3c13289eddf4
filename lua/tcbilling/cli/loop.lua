-- The command line's loop: a command runs as a task inside luv's, so that
-- Ctrl-C, a resized terminal and the network are all heard of.

local driver = require "tcbilling.runtime.curl"
local luv = require "tcbilling.runtime.luv"
local values = require "tcbilling.values"

local loop = {}

-- What the shell calls the end by Ctrl-C.
loop.INTERRUPTED = 130

-- The run that is under way: { uv, watcher, task, handles, outcome }; handles
-- are luv's, of signals and time.
local current

-- What puts the terminal right, newest last; see on_leave.
local leaving = {}

local function nothing() end

-- Calls f when a signal comes. That it may come keeps no loop going.
local function heed(run, name, f)
  local signal = run.uv.new_signal()
  signal:start(name, f)
  signal:unref()
  run.handles[#run.handles + 1] = signal
end

--- Leaves at once, whatever is under way: what was committed is.
---@param code integer
function loop.leave(code)
  while #leaving > 0 do pcall(table.remove(leaving)) end
  os.exit(code, false)
end

-- Nanoseconds in which a signal is the same one: some tools send it to a
-- process and to its group.
local SAME = 0.5e9

local function cancel(run)
  run.task:cancel()
  run.watcher:watch()
end

-- The first one ends what the command waits for, so that it may leave all
-- tidy; whoever sends a second one has waited enough.
local function interrupt(run)
  local now = run.uv.hrtime()
  if not run.interrupted then
    run.interrupted = now
    cancel(run)
  elseif now - run.interrupted > SAME then
    loop.leave(loop.INTERRUPTED)
  end
end

local function finish(run)
  run.watcher:close()
  for _, handle in ipairs(run.handles) do handle:close() end
  -- before a run it would stop that
  if run.is_running then run.uv.stop() end
end

local function begin(f)
  local uv = require "luv"
  local run = { uv = uv, handles = {} }
  current = run
  run.watcher = luv.new(uv, function(raised)
    run.outcome = values.pack(false, raised)
    finish(run)
  end)
  local function heeded() interrupt(run) end
  heed(run, "sigint", heeded)
  heed(run, "sigterm", heeded)
  heed(run, "sighup", heeded) -- the terminal is gone
  heed(run, "sigpipe", nothing) -- who writes is told
  run.task = driver.spawn(function()
    local outcome = values.pack(pcall(f))
    run.outcome = outcome
    finish(run)
  end)
  return run
end

local function go_on(run)
  if not run.outcome then
    run.watcher:watch()
    run.is_running = true
    run.uv.run()
    run.is_running = false
  end
  if not run.outcome then
    run.outcome = values.pack(false,
      "nothing is under way that could end this wait")
    finish(run)
  end
  run.uv.run "nowait" -- closes what was left to it
end

--- Runs f() as a task, in luv's loop. SIGINT, SIGTERM and SIGHUP cancel it:
--- what it waits for ends with kind "cancelled", and f is to return soon; the
--- next such signal, half a second later, ends the program with 130. They are
--- heard of whenever f waits: where it computes for long let it
--- `client:sleep(0)` now and then.
---@param f fun(): any ...
---@return any ... what f returned; raises what it raised
function loop.run(f)
  if current then error("one loop runs already", 2) end
  local run = begin(f)
  go_on(run)
  current = nil
  if run.outcome[1] then return values.unpack(run.outcome, 2) end
  error(run.outcome[2], 0)
end

--- Was the command told to end?
---@return boolean
function loop.is_interrupted()
  return current ~= nil and current.interrupted ~= nil
end

--- Cancels the command, as Ctrl-C does, once it has run for so long.
---@param seconds number
function loop.cancel_after(seconds)
  local run = current
  local timer = run.uv.new_timer()
  run.uv.update_time()
  timer:start(math.ceil(seconds * 1000), 0, function()
    run.is_late = true
    cancel(run)
  end)
  timer:unref()
  run.handles[#run.handles + 1] = timer
end

--- Was it cancelled for that?
---@return boolean
function loop.is_late()
  return current ~= nil and current.is_late == true
end

--- Calls f whenever the terminal's size changes, until the loop ends.
---@param f fun()
function loop.on_resize(f)
  if current then heed(current, "sigwinch", f) end
end

--- f puts something right that a program must not leave behind. It is called
--- if the program is left at once; must not wait.
---@param f fun()
---@return fun() settle it is put right already
function loop.on_leave(f)
  leaving[#leaving + 1] = f
  return function()
    for i = #leaving, 1, -1 do
      if leaving[i] == f then return table.remove(leaving, i) end
    end
  end
end

--- Waits for something of luv's: begin(done) begins it, and done(...) is
--- called when it has come. To be called in f.
---@param begin_it fun(done: fun(...: any))
---@return any ... what done was called with; nil, "cancelled" if the task was
---  cancelled
function loop.await(begin_it)
  local run, news, result = current, driver.semaphore(), nil
  begin_it(function(...)
    result = result or values.pack(...)
    news:post()
    run.watcher:watch()
  end)
  local posted = news:wait()
  if not posted then return nil, "cancelled" end
  return values.unpack(result)
end

return loop
