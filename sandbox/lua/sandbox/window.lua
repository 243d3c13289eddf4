-- The three ways in which a server may count "N requests a second". The pages
-- don't say which it is, so a client has to hold its promise under each.
-- Times are nanoseconds of one clock; a window is { accept = function }.
local M = {}

local SECOND = 1e9

--- Fewer than N accepted in the second before.
function M.sliding(rate)
  local times, first = {}, 1
  return function(at)
    while times[first] and times[first] <= at - SECOND do
      times[first], first = nil, first + 1
    end
    local last = first
    while times[last] do last = last + 1 end
    if last - first >= rate then return false end
    times[last] = at
    return true
  end
end

--- N in each second of the calendar. `offset` makes `at` a wall clock.
function M.calendar(rate, offset)
  local second, count = nil, 0
  return function(at)
    local current = math.floor((at + offset) / SECOND)
    if current ~= second then second, count = current, 0 end
    if count >= rate then return false end
    count = count + 1
    return true
  end
end

--- A bucket of N tokens that gains N a second.
function M.bucket(rate)
  local tokens, last = rate, nil
  return function(at)
    local gained = last and math.max(at - last, 0) / SECOND * rate or 0
    tokens, last = math.min(tokens + gained, rate), math.max(last or at, at)
    if tokens < 1 then return false end
    tokens = tokens - 1
    return true
  end
end

return M
