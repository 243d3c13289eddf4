-- The results of a function for one thing after another, worked out ahead of
-- whoever takes them: each in a task of its own, so many at once.

local values = require "tcbilling.values"

local Ahead = {}
local ahead_meta = { __index = Ahead, __name = "tcbilling.ahead" }

local function work(ahead, n, ...)
  local result = values.pack(pcall(ahead.f, ...))
  if ahead.closed then return end
  ahead.results[n], ahead.tasks[n] = result, nil
  if not ahead.in_order then
    ahead.finished[#ahead.finished + 1] = n
  end
  if ahead.is_awaited then ahead.news:post() end
end

-- Starts what may be started: `width` beyond what was taken, up to `last`.
local function fill(ahead)
  while not ahead.closed
    and ahead.started < math.min(ahead.taken + ahead.width, ahead.last) do
    local thing = ahead.source(ahead.started + 1)
    if ahead.closed then return end -- by the source
    if thing == nil then
      ahead.last = ahead.started
      return
    end
    ahead.started = ahead.started + 1
    local n = ahead.started
    local task = ahead.runtime.spawn(work, ahead, n, thing)
    if ahead.closed then return task:cancel() end -- by f
    if not task.done then ahead.tasks[n] = task end
  end
end

--- Says how many may be under way or wait to be taken, and how many there
--- are at all.
---@param width integer
---@param last number
function Ahead:widen(width, last)
  self.width, self.last = width, last
  fill(self)
end

-- Which one is to be taken next, if it is there.
local function next_ready(ahead)
  local n = ahead.taken + 1
  if ahead.in_order then return ahead.results[n] and n end
  if #ahead.finished > 0 then return table.remove(ahead.finished, 1) end
end

-- Lets the n-th know that its result is wanted.
local function want(ahead, n)
  ahead.wanted = n
  local turn = ahead.turns[n]
  if turn then turn:post() end
end

--- For f: waits until the result for the n-th is the next one to be taken, and
--- somebody wants it.
---@param n integer
---@return boolean ok false: the task was cancelled
function Ahead:await_turn(n)
  if self.wanted >= n then return true end
  local turn = self.runtime.semaphore()
  self.turns[n] = turn
  local _, cancelled = turn:wait()
  self.turns[n] = nil
  return not cancelled
end

-- Waits for the next one; nil and why not when it does not come.
local function await(ahead, wake_at)
  local n = next_ready(ahead)
  if n then
    ahead.runtime.sleep(0) -- what is under way goes on in between
    return n
  end
  while not n do
    local seconds = wake_at and wake_at - ahead.clock.monotonic()
    if seconds and seconds <= 0 then return nil, "late" end
    ahead.is_awaited = true
    local _, cancelled = ahead.news:wait(seconds)
    ahead.is_awaited = false
    if cancelled or ahead.closed then return nil, "cancelled" end
    n = next_ready(ahead)
  end
  return n
end

--- The next result: in order, or as they come. Raises what the function
--- raised.
---@param seconds number? how long to wait for it at most
---@return boolean? ok, any ... what the function returned; false, "late" or
---  "cancelled"; nil: there are no more
function Ahead:take(seconds)
  if self.in_order then want(self, self.taken + 1) end
  fill(self)
  if self.closed then return false, "cancelled" end
  if self.taken == self.started then return nil end
  local n, why = await(self, seconds and self.clock.monotonic() + seconds)
  if not n then return false, why end
  local result = self.results[n]
  self.results[n], self.taken = nil, self.taken + 1
  if not result[1] then error(result[2], 0) end
  return true, values.unpack(result, 2)
end

--- Is the next one not yet begun?
function Ahead:is_behind()
  return self.started == self.taken
end

--- Ends all that is under way, at once.
function Ahead:close()
  self.closed = true
  local tasks = self.tasks
  self.tasks, self.results = {}, {}
  for _, task in pairs(tasks) do task:cancel() end
  if self.is_awaited then self.news:post() end
end

--- The same for a finalizer: in the scheduler's next turn.
function Ahead:abandon()
  self.closed = true
  for _, task in pairs(self.tasks) do task:doom() end
end

local ahead = {}

--- Makes one. Nothing is begun before the first take.
---@param given table `{ runtime, clock, f, source, width = 1, last = math.huge,
---  in_order = true }`: f(source(n)) is worked out for n = 1, 2, ... up to
---  `last` or where source returns nil; neither may refer to whoever takes,
---  who could never be collected
---@return table
function ahead.new(given)
  return setmetatable({
    runtime = given.runtime, clock = given.clock, f = given.f,
    source = given.source, width = given.width or 1,
    last = given.last or math.huge, in_order = given.in_order ~= false,
    started = 0, taken = 0, wanted = 0,
    turns = {}, results = {}, tasks = {}, finished = {},
    news = given.runtime.semaphore(),
  }, ahead_meta)
end

return ahead
