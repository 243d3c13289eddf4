-- Who waits in this process for a start under one key: those of a person
-- before those of a bulk run, each in the order they came. Only the first one
-- asks the limiter.
--
-- Who waits in a coroutine of its own can't be left: others run on top of it,
-- and if one of them waits like that too, it is stuck until that one is done.
-- A stuck one is passed, or both would wait for each other.

local Queue = {}
local queue_meta = { __index = Queue, __name = "tcbilling.queue" }

local function lane_of(queue, waiter)
  return waiter.is_bulk and queue.bulk or queue.interactive
end

-- The n-th of both lines.
local function at(queue, n)
  local people = #queue.interactive
  return queue.interactive[n] or queue.bulk[n - people]
end

local function remove(queue, waiter)
  local lane = lane_of(queue, waiter)
  for place, other in ipairs(lane) do
    if other == waiter then return table.remove(lane, place) end
  end
end

-- Has it gone without leaving? Inside nginx, with the request that it was of.
local function is_gone(waiter)
  local semaphore = waiter.semaphore
  return semaphore.is_abandoned ~= nil and semaphore:is_abandoned()
end

--- The one that stands first, or nil.
function Queue:first()
  local waiter = at(self, 1)
  while waiter and is_gone(waiter) do
    remove(self, waiter)
    waiter = at(self, 1)
  end
  return waiter
end

--- Is it the turn of this one?
---@param waiter table
---@param loops integer? that stand on top of each other, this one's wait
---  included; see scheduler.lua
---@return boolean is_first of those that are not stuck
---@return boolean? is_soon it will be once those before it are stuck
function Queue:has_turn(waiter, loops)
  if self:first() == waiter then return true, false end
  local n, is_first = 1, true
  while at(self, n) ~= waiter do
    local level = at(self, n).level
    if not level then return false end
    is_first = is_first and level < loops
    n = n + 1
  end
  return is_first, not is_first
end

--- Tells the first one that something has changed, and those that may have to
--- pass it.
function Queue:poke()
  self:first() -- that is there
  local n = 1
  repeat
    local waiter = at(self, n)
    if not waiter then return end
    if not waiter.is_poked then
      waiter.is_poked = true
      waiter.semaphore:post()
    end
    n = n + 1
  until not waiter.level
end

--- How many one that joins now would have before it.
---@param is_bulk boolean
---@return integer
function Queue:ahead_of(is_bulk)
  return #self.interactive + (is_bulk and #self.bulk or 0)
end

--- Takes a place at the end of its line.
---@param semaphore table of the runtime
---@param is_bulk boolean
---@return table waiter
---@return integer ahead how many are before it
function Queue:join(semaphore, is_bulk)
  local waiter = { semaphore = semaphore, is_bulk = is_bulk }
  local lane, ahead = lane_of(self, waiter), self:ahead_of(is_bulk)
  lane[#lane + 1] = waiter
  return waiter, ahead
end

--- Waits for a poke, at most so long.
---@return boolean ok false: the task was cancelled
function Queue.wait(_, waiter, seconds)
  local _, cancelled = waiter.semaphore:wait(seconds)
  waiter.is_poked = false
  return not cancelled
end

--- Leaves, wherever it stands, and lets the first one know.
function Queue:leave(waiter)
  remove(self, waiter)
  self:poke()
end

function Queue:is_empty()
  return self:first() == nil
end

local queue = {}

function queue.new()
  return setmetatable({ interactive = {}, bulk = {} }, queue_meta)
end

return queue
