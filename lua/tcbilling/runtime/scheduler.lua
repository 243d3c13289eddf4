-- Tasks: coroutines that wait for times, semaphores and whatever else a
-- driver tells of. A runtime is one of these and a `send` of its own.
--
-- Only coroutines made here are ever yielded. Whoever else waits, the main
-- program or a coroutine of its own, inside a task or not, goes on with
-- everything in a loop until what it waits for has come.
--
-- A driver is { monotonic() -> seconds, step(seconds), is_idle() }: step waits
-- for news of the world, so long at most (math.huge: for ever), and wakes whom
-- they concern; idle is one that no news can come to.

local semaphore = require "tcbilling.runtime.semaphore"
local task_of = require "tcbilling.runtime.task"
local timers = require "tcbilling.runtime.timers"
local values = require "tcbilling.values"

-- A task that waits in a coroutine of its own resumes others meanwhile, on
-- top of itself; so does one that spawns or cancels. Lua allows some 200 calls
-- of C inside of each other.
local DEEPEST = 12

local CANCELLED = task_of.CANCELLED

local Scheduler = {}
local scheduler_meta = { __index = Scheduler, __name = "tcbilling.scheduler" }

-- Waiting. A wait is { fired, value, task, at }: fired once, by whatever comes
-- first. `at` is when it gives up; those that do are in `timers`.

--- Ends a wait: what waited gets `value`. Only the first time counts.
function Scheduler:wake(wait, value)
  if wait.fired then return end
  wait.fired, wait.value = true, value
  if wait.at then timers.remove(self.timers, wait) end
  if wait.task then self.ready[#self.ready + 1] = wait.task end
end

local function fire_timers(scheduler)
  local now = scheduler.driver.monotonic()
  local list = scheduler.timers
  while list[1] and list[1].at <= now do scheduler:wake(list[1]) end
end

-- Tasks

-- What a coroutine yields to by itself is a pause, and its turn comes again.
local function resume(scheduler, task, ...)
  local before = scheduler.current
  scheduler.current, scheduler.depth = task, scheduler.depth + 1
  local outcome = values.pack(coroutine.resume(task.coroutine, ...))
  scheduler.current, scheduler.depth = before, scheduler.depth - 1
  if coroutine.status(task.coroutine) == "dead" then
    task_of.finish(task, values.unpack(outcome))
  elseif not task.waiting then
    scheduler.ready[#scheduler.ready + 1] = task
  end
end

-- Those that are ready now; whoever becomes so meanwhile has a turn later. A
-- task that waits in a coroutine of its own runs the rest of them from there.
local function run_ready(scheduler)
  local ready = scheduler.ready
  local due = #ready
  for _ = 1, due do
    local task = table.remove(ready, 1)
    if not task then break end
    if not task.done and coroutine.status(task.coroutine) == "suspended" then
      resume(scheduler, task)
    end
  end
  return due > 0
end

-- Cancels those that are doomed. What comes of it may be what is waited for.
local function sweep(scheduler)
  local doomed = next(scheduler.doomed) and scheduler.doomed
  if not doomed then return false end
  scheduler.doomed = {}
  for task in pairs(doomed) do task:cancel() end
  return true
end

--- One turn of the loop: who is ready runs, then news are waited for, at most
--- `seconds` long.
function Scheduler:turn(seconds)
  local swept = sweep(self)
  local first = self.timers[1]
  if run_ready(self) or swept or #self.ready > 0 then
    seconds = 0
  elseif first then
    local left = first.at - self.driver.monotonic()
    seconds = math.max(0, math.min(seconds, left))
  end
  if seconds == math.huge and self.driver.is_idle() then
    error("nothing is under way that could end this wait", 0)
  end
  self.driver.step(seconds)
  fire_timers(self)
end

--- Seconds until a turn is due though the driver has no news; math.huge: never.
function Scheduler:until_turn()
  if #self.ready > 0 or next(self.doomed) then return 0 end
  local first = self.timers[1]
  if not first then return math.huge end
  return math.max(0, first.at - self.driver.monotonic())
end

-- Where a wait must not yield: in the main program, and in coroutines that
-- are not ours.
local function loop(scheduler, wait)
  local task = scheduler.current
  if scheduler.depth > DEEPEST then
    error("too many tasks wait in coroutines of their own at once: call from "
      .. "the task itself", 0)
  end
  while not wait.fired do
    if task and task.cancelled then scheduler:wake(wait, CANCELLED) end
    if not wait.fired then scheduler:turn(math.huge) end
  end
end

--- Was the task that runs now cancelled?
function Scheduler:is_cancelled()
  return self.current ~= nil and self.current.cancelled == true
end

local function can_yield(scheduler)
  local task = scheduler.current
  return task ~= nil and coroutine.running() == task.coroutine
end

--- Loops stand on top of each other, and only the one on top goes on.
---@return integer loops how many there are
---@return integer? level which of them a wait from here would be; nil: none
function Scheduler:level()
  return self.loops, not can_yield(self) and self.loops + 1 or nil
end

--- Has whoever waited gone without a word? Not here.
function Scheduler.is_abandoned()
  return false
end

--- Waits until `wait`, a new table, is woken, at most so long.
---@param wait table
---@param seconds number? nil: for ever
---@return any value that it was woken with; nil when the time was over
---@return string? cancelled the task was cancelled, before or meanwhile
function Scheduler:park(wait, seconds)
  local task = self.current
  if task and task.cancelled then return task_of.refuse(task, wait) end
  if seconds and seconds < math.huge then
    wait.at = self.driver.monotonic() + seconds
    timers.add(self.timers, wait)
  end
  if can_yield(self) then
    wait.task, task.waiting = task, wait
    coroutine.yield()
    task.waiting = nil
  else
    self.loops = self.loops + 1
    local ok, problem = pcall(loop, self, wait)
    self.loops = self.loops - 1
    self:wake(wait)
    if not ok then error(problem, 0) end
  end
  if wait.value == CANCELLED then return nil, CANCELLED end
  return wait.value
end

--- Waits.
---@param seconds number
---@return boolean slept, string? cancelled
function Scheduler:sleep(seconds)
  local _, cancelled = self:park({}, seconds > 0 and seconds or 0)
  return not cancelled, cancelled
end

-- A task whose turn comes later.
local function put_off(scheduler, task, f, ...)
  local given = values.pack(...)
  task.coroutine = coroutine.create(function()
    return f(values.unpack(given))
  end)
  scheduler.ready[#scheduler.ready + 1] = task
end

--- Runs f(...) as a task, at once until it waits for the first time; in the
--- next turn where tasks that spawn each other are too deep for that.
---@param f function
---@return table task see task.lua
function Scheduler:spawn(f, ...)
  local task = task_of.new(self)
  if self.depth >= DEEPEST then
    put_off(self, task, f, ...)
  else
    task.coroutine = coroutine.create(f)
    resume(self, task, ...)
  end
  return task
end

--- Ends what a cancelled task waits for, and lets it go on at once.
function Scheduler:end_wait(task)
  local wait = task.waiting
  if not wait or wait.fired then return end
  if coroutine.status(task.coroutine) ~= "suspended" then return end
  if self.depth >= DEEPEST then return self:wake(wait, CANCELLED) end
  wait.task = nil -- it is resumed here
  self:wake(wait, CANCELLED)
  resume(self, task)
end

--- Cancels a task in the next turn.
function Scheduler:doom(task)
  self.doomed[task] = true
end

---@return table semaphore post(n), wait(seconds)
function Scheduler:semaphore()
  return semaphore.new(self)
end

local scheduler = {}

--- Makes a scheduler.
---@param driver table monotonic(), step(seconds)
---@return table
function scheduler.new(driver)
  return setmetatable({ driver = driver, ready = {}, timers = {},
    doomed = {}, depth = 0, loops = 0, generation = 1 }, scheduler_meta)
end

--- Forgets all that is under way, but not who runs: in a forked child, where
--- it is the parent's.
function Scheduler:forget()
  self.ready, self.timers, self.doomed = {}, {}, {}
  self.generation = self.generation + 1
end

return scheduler
