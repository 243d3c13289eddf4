-- A task, whoever runs it: what became of it, who waits for it, and that it
-- was cancelled.
--
-- Who runs tasks is a host { semaphore(), end_wait(task), doom(task) }:
-- end_wait ends what a task waits for, at once; doom does so a little later,
-- and may be called in the middle of anything. Where tasks vanish it has
-- is_gone(task), too: whether this one will never come to its end.

local values = require "tcbilling.values"

-- A cancelled task is told so by each of its waits. One that goes on all the
-- same would never let go of the program: after so many waits they raise.
local GRACE = 100

-- Seconds between two looks whether a task that is waited for is still there.
local LOOK = 1

local GONE = "the task ended with its request"

local Task = {}
local task_meta = { __index = Task, __name = "tcbilling.task" }

local task = { CANCELLED = "the task was cancelled" }

--- Makes one.
---@param host table
---@return table task wait(), cancel(), doom(); done, joined (somebody waits or
---  waited for it)
function task.new(host)
  return setmetatable({ host = host, news = host:semaphore() }, task_meta)
end

--- A task's function has returned, or raised.
---@param self table
---@param ok boolean
---@param ... any what it returned; what it raised
function task.finish(self, ok, ...)
  self.done = true
  if ok then
    self.results = values.pack(...)
  elseif self.cancelled then
    self.results = values.pack(nil, task.CANCELLED, { kind = "cancelled" })
  else
    self.raised = { (...) }
  end
  self.news:post(math.huge)
end

--- What a wait of a cancelled task returns. Whoever would wake a wait that was
--- never begun, or that raised, must find another.
function task.refuse(self, wait)
  wait.fired = true
  self.refused = (self.refused or 0) + 1
  if self.refused > GRACE then error(task.CANCELLED, 0) end
  return nil, task.CANCELLED
end

local function check(self, method)
  if getmetatable(self) ~= task_meta then
    error("call it with a colon: task:" .. method, 3)
  end
end

--- Waits for a task's end. Raises what it raised.
---@return any ... what its function returned; nil, message, { kind =
---  "cancelled" } if the task was cancelled, or who waits here
function Task:wait()
  check(self, "wait()")
  self.joined = true
  while not self.done do
    local ok, cancelled = self.news:wait(self.host.is_gone and LOOK)
    if not ok and cancelled then
      return nil, cancelled, { kind = "cancelled" }
    elseif not ok and self.host:is_gone(self) then
      return nil, GONE, { kind = "cancelled" }
    end
  end
  if self.raised then error(self.raised[1], 0) end
  return values.unpack(self.results)
end

--- Cancels a task: what it waits for ends at once, and each later call in it
--- returns nil, message, { kind = "cancelled" }.
function Task:cancel()
  check(self, "cancel()")
  if self.done or self.cancelled then return end
  self.cancelled = true
  self.host:end_wait(self)
end

--- As cancel(), but a little later: for finalizers, which may run in the middle
--- of anything.
function Task:doom()
  self.host:doom(self)
end

return task
