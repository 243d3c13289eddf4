-- A semaphore for tasks: posts let waits go on, one each.

local Semaphore = {}
local semaphore_meta = { __index = Semaphore,
  __name = "tcbilling.semaphore" }

-- The longest waiting one that still does.
local function take_waiting(semaphore)
  while semaphore.first <= semaphore.last do
    local wait = semaphore.waits[semaphore.first]
    semaphore.waits[semaphore.first] = nil
    semaphore.first = semaphore.first + 1
    if not wait.fired then return wait end
  end
end

--- Lets n more waits go on.
---@param n number? 1; math.huge: all, for ever
function Semaphore:post(n)
  n = n or 1
  while n > 0 do
    local wait = take_waiting(self)
    if not wait then break end
    self.scheduler:wake(wait, true)
    n = n - 1
  end
  self.count = self.count + n
end

--- Waits for a post, at most so long.
---@param seconds number?
---@return boolean posted, string? cancelled
function Semaphore:wait(seconds)
  if self.count > 0 then
    self.count = self.count - 1
    return true
  end
  local wait = {}
  self.last, self.newest = self.last + 1, wait
  self.waits[self.last] = wait
  local posted, cancelled = self.scheduler:park(wait, seconds)
  if self.newest == wait then self.newest = nil end
  if not posted and self.waits[self.last] == wait then
    self.waits[self.last], self.last = nil, self.last - 1
  end
  return posted == true, cancelled
end

--- Has whoever waited last gone without a word, with its request? So may one
--- that was told to go on.
---@return boolean
function Semaphore:is_abandoned()
  return self.newest ~= nil and self.scheduler:is_abandoned(self.newest)
end

local semaphore = {}

--- Makes one.
---@param scheduler table park(wait, seconds), wake(wait, value),
---  is_abandoned(wait)
function semaphore.new(scheduler)
  return setmetatable({ scheduler = scheduler, count = 0, first = 1, last = 0,
    waits = {} }, semaphore_meta)
end

return semaphore
