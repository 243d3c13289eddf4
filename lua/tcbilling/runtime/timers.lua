-- Waits in the order of the time when they give up: `at`, in seconds. Those of
-- the same time stand in the order in which they came.

local timers = {}

-- Where a wait belongs: behind all that are due no later.
local function place_of(list, wait)
  local low, high = 1, #list
  while low <= high do
    local middle = math.floor((low + high) / 2)
    if list[middle].at <= wait.at then
      low = middle + 1
    else
      high = middle - 1
    end
  end
  return low
end

---@param list table in that order
---@param wait table
function timers.add(list, wait)
  table.insert(list, place_of(list, wait), wait)
end

--- Takes it out, if it is there.
function timers.remove(list, wait)
  local place = place_of(list, wait) - 1
  while list[place] and list[place] ~= wait do place = place - 1 end
  if list[place] then table.remove(list, place) end
end

return timers
