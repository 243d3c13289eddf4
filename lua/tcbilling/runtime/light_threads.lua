-- Tasks inside nginx: light threads, run by nginx's own loop. Elsewhere there
-- is scheduler.lua.
--
-- A light thread ends with its request, even in the middle of a wait, and
-- nothing tells of it. Whatever outlives a request must therefore ask whether
-- those that it knows are still there: a wait whose bell nobody hears any more
-- is abandoned. (Of waits that are not ours, such as ngx.sleep, nothing tells.)

local monotonic = require "tcbilling.core".monotonic
local ngx_semaphore = require "ngx.semaphore"
local semaphore = require "tcbilling.runtime.semaphore"
local task_of = require "tcbilling.runtime.task"
local values = require "tcbilling.values"

local CANCELLED = task_of.CANCELLED

-- One wait of nginx's, in seconds; longer ones are several.
local LONGEST = 3600

local threads = {}

-- By request, since nginx gives the coroutine of one that has ended to the
-- next: { tasks = {}, ended = {} }, both by coroutine. `ended` has the light
-- threads of a parent that came to their end.
local KEY = {}

local function here()
  local context = ngx.ctx[KEY]
  if not context then
    context = { tasks = {}, ended = setmetatable({}, { __mode = "k" }) }
    ngx.ctx[KEY] = context
  end
  return context
end

--- The task that runs now; nil in a request's own light thread.
---@return table? task
function threads.current()
  local context = ngx.ctx[KEY]
  return context and context.tasks[coroutine.running()]
end

--- Was the task that runs now cancelled?
---@return boolean
function threads.is_cancelled()
  local task = threads.current()
  return task ~= nil and task.cancelled == true
end

-- Waiting. A wait is { fired, value, bell }: fired once, by whatever comes
-- first. Its bell is a semaphore of nginx's.

--- Ends a wait: what waited gets `value`. Only the first time counts.
function threads.wake(_, wait, value)
  if wait.fired then return end
  wait.fired, wait.value = true, value
  if wait.bell then wait.bell:post() end
end

--- Has whoever waited gone without a word? A bell counts its rings, less those
--- who listen, so one that rang and has nobody to hear it is left with a ring.
---@return boolean
function threads.is_abandoned(_, wait)
  return wait.bell ~= nil and wait.bell:count() >= (wait.fired and 1 or 0)
end

-- nginx counts in milliseconds, and from when its loop last looked at the
-- clock: it may be a little early.
local function listen(wait, until_then)
  repeat
    local left = until_then - monotonic()
    if left <= 0 then return end
    local seconds = math.min(math.ceil(left * 1000) / 1000, LONGEST)
    local rung, problem = wait.bell:wait(seconds)
    if not rung and problem ~= "timeout" then error(problem, 0) end
  until wait.fired
end

--- Waits until `wait`, a new table, is woken, at most so long.
---@param wait table
---@param seconds number? nil: for ever
---@return any value that it was woken with; nil when the time was over
---@return string? cancelled the task was cancelled, before or meanwhile
function threads.park(_, wait, seconds)
  local task = threads.current()
  if task and task.cancelled then
    ngx.sleep(0.001) -- one that goes on for ever holds nobody up
    return task_of.refuse(task, wait)
  end
  wait.bell = assert(ngx_semaphore.new(0))
  if task then task.waiting = wait end
  listen(wait, monotonic() + (seconds or math.huge))
  wait.fired = true
  if task then task.waiting = nil end
  if wait.value == CANCELLED then return nil, CANCELLED end
  return wait.value
end

--- Has a task gone with its request, while it waited?
---@return boolean
function threads.is_gone(_, task)
  return task.waiting ~= nil and threads:is_abandoned(task.waiting)
end

--- Waits, and lets others go on even if there is nothing to wait for.
---@param seconds number
---@return boolean slept, string? cancelled
function threads.sleep(seconds)
  -- with less, nginx would look at nothing else in between
  local _, cancelled = threads:park({}, math.max(seconds, 0.001))
  return not cancelled, cancelled
end

---@return table semaphore post(n), wait(seconds)
function threads.semaphore()
  return semaphore.new(threads)
end

-- Light threads. One that has ended is kept until its parent waits for it, or
-- ends too: a long run would keep them all.

local function reap(ended)
  for i = #ended, 1, -1 do
    local thread = ended[i]
    ended[i] = nil
    -- returns at once; raises if the parent began it in another phase
    pcall(ngx.thread.wait, thread)
  end
end

-- Runs f(...) in one. It runs at once until it waits for the first time.
local function spawn(f, ...)
  local context, parent = here(), coroutine.running()
  local ended = context.ended[parent] or {}
  context.ended[parent] = ended
  reap(ended)
  return ngx.thread.spawn(function(...)
    f(...)
    ended[#ended + 1] = coroutine.running()
  end, ...)
end

local function run(task, f, ...)
  local tasks, this = here().tasks, coroutine.running()
  tasks[this] = task
  task_of.finish(task, pcall(f, ...))
  tasks[this] = nil
  here().ended[this] = nil
end

--- Runs f(...) as a task, at once until it waits for the first time.
---@param f function
---@return table task see task.lua
function threads.spawn(f, ...)
  local task = task_of.new(threads)
  spawn(run, task, f, ...)
  return task
end

--- Ends what a cancelled task waits for; it goes on soon.
function threads.end_wait(_, task)
  if task.waiting then threads:wake(task.waiting, CANCELLED) end
end

--- Cancels a task: nothing of it runs here, so that it may be in the middle of
--- anything.
function threads.doom(_, task)
  if not task.done then task:cancel() end
end

--- Calls f(...), which waits for what nothing can be woken from, a socket: in
--- a light thread of its own, which is killed when the task is cancelled, or
--- when `seconds` are over and is_slow() then.
---@param seconds number
---@param is_slow fun(): boolean
---@param f function
---@return boolean ended, any ... as pcall(f, ...); false alone: killed
function threads.interruptible(seconds, is_slow, f, ...)
  local wait, results = {}, nil
  local thread = spawn(function(...)
    results = values.pack(pcall(f, ...))
    threads:wake(wait, true)
  end, ...)
  if not results then threads:park(wait, seconds) end
  if not results and not threads.is_cancelled() and not is_slow() then
    wait = {}
    threads:park(wait)
  end
  if results then return values.unpack(results) end
  ngx.thread.kill(thread)
  return false
end

return threads
