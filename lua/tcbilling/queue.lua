-- Who waits in this process for a start under one key: those of a person
-- before those of a bulk run, each in the order they came. Only the first one
-- asks the limiter.

local Queue = {}
local queue_meta = { __index = Queue, __name = "tcbilling.queue" }

local function lane_of(queue, waiter)
  return waiter.is_bulk and queue.bulk or queue.interactive
end

--- The one whose turn it is, or nil.
function Queue:first()
  return self.interactive[1] or self.bulk[1]
end

--- Tells the first one that something has changed.
function Queue:poke()
  local first = self:first()
  if not first or first.is_poked then return end
  first.is_poked = true
  first.semaphore:post()
end

--- Takes a place at the end of its line.
---@param semaphore table of the runtime
---@param is_bulk boolean
---@return table waiter
---@return integer ahead how many are before it
function Queue:join(semaphore, is_bulk)
  local waiter = { semaphore = semaphore, is_bulk = is_bulk }
  local lane = lane_of(self, waiter)
  lane[#lane + 1] = waiter
  return waiter, #lane - 1 + (is_bulk and #self.interactive or 0)
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
  local lane = lane_of(self, waiter)
  for place, other in ipairs(lane) do
    if other == waiter then
      table.remove(lane, place)
      break
    end
  end
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
