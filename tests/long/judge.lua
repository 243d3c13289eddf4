-- What the server's log of arrivals says of moments at which somebody was
-- killed or stopped. An arrival is { at, accepted }, a moment { at, what,
-- transit }, both in order.

local judge = {}

--- How many pauses, each from a moment to the next arrival, were longer than
--- `allowed` and the bound on the way there, and the one that came closest to
--- that, or was the farthest beyond.
---@param transit number  seconds, the least bound
---@return integer too_long
---@return table worst { pause, limit, what }
function judge.pauses(arrivals, moments, allowed, transit)
  local next_one, known, too_long = 1, 1, 0
  local worst = { pause = 0, limit = allowed }
  for _, moment in ipairs(moments) do
    while arrivals[next_one] and arrivals[next_one].at <= moment.at do
      next_one = next_one + 1
    end
    local at = arrivals[next_one] and arrivals[next_one].at or math.huge
    while moments[known] and moments[known].at < at do
      transit, known = math.max(transit, moments[known].transit), known + 1
    end
    local pause, limit = at - moment.at, allowed + transit
    if pause > limit then too_long = too_long + 1 end
    if pause / limit > worst.pause / worst.limit then
      worst = { pause = pause, limit = limit, what = moment.what }
    end
  end
  return too_long, worst
end

--- How many were refused, and the shortest time that held one more than
--- `rate`.
function judge.rate(arrivals, rate)
  local refused, closest = 0, math.huge
  for i, arrival in ipairs(arrivals) do
    if not arrival.accepted then refused = refused + 1 end
    local before = arrivals[i - rate]
    if before then closest = math.min(closest, arrival.at - before.at) end
  end
  return refused, closest
end

--- The part of the rate that was used from the first moment to the last.
function judge.share(arrivals, moments, rate)
  local first, last, count = moments[1].at, moments[#moments].at, 0
  for _, arrival in ipairs(arrivals) do
    if arrival.at > first and arrival.at <= last then count = count + 1 end
  end
  return count / (last - first) / rate
end

--- How many moments there were of each kind.
function judge.count(moments)
  local counts = { killed = 0, stopped = 0 }
  for _, moment in ipairs(moments) do
    counts[moment.what] = counts[moment.what] + 1
  end
  return counts
end

return judge
