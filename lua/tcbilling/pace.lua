-- How fast something goes lately, and so when it will be done.

local Pace = {}
local pace_meta = { __index = Pace, __name = "tcbilling.pace" }

-- Steps that are looked back on: several bursts of a usual rate, and soon
-- past a start that was quicker or slower than the rest.
local STEPS = 100

--- One more is done.
---@param now number seconds
function Pace:mark(now)
  self.n = self.n + 1
  self.times[self.n % STEPS] = now
end

--- Seconds until `left` more are done, if it goes on like this.
---@param left integer
---@param now number
---@return number? seconds nil: too few were done to tell
function Pace:eta(left, now)
  local steps = math.min(self.n, STEPS) - 1
  if left == 0 then return 0 end
  if steps < 1 then return nil end
  local first = self.times[(self.n - steps) % STEPS]
  return (now - first) / steps * left
end

local pace = {}

function pace.new()
  return setmetatable({ n = 0, times = {} }, pace_meta)
end

return pace
