-- How late the sandbox is at counting what has arrived: it has one worker, and
-- the machine may have much to do. Asks for its time, again and again.

local core = require "tcbilling.core"
local uv = require "luv"

local EVERY = 10 -- ms

-- Less than that is a way there like any other, which limits allow for.
local LEAST = 0.05 -- seconds

local lateness = {
  samples = {}, -- { at, took }, in seconds
}

--- Begins; it goes on for as long as the loop runs.
---@param url string the sandbox's, of plain HTTP
function lateness.begin(url)
  local tcp, timer, asked = uv.new_tcp(), uv.new_timer(), nil
  tcp:connect("127.0.0.1", tonumber(url:match "%d+$"), function(problem)
    assert(not problem, problem)
    tcp:read_start(function(failure, data)
      assert(data, failure)
      lateness.samples[#lateness.samples + 1] = {
        at = asked, took = core.monotonic() - asked }
      asked = nil
    end)
    timer:start(0, EVERY, function()
      if asked then return end
      asked = core.monotonic()
      tcp:write("GET /_sandbox/now HTTP/1.1\r\nHost: sandbox\r\n\r\n")
    end)
  end)
end

-- Was it, between two moments?
local function was_late(from, to)
  for _, sample in ipairs(lateness.samples) do
    if sample.took >= LEAST and sample.at + sample.took > from
      and sample.at < to then return true end
  end
  return false
end

--- Counts what was refused, or was one more than the rate within a window.
---@param arrivals table[] { at, accepted }, in order
---@param rate integer
---@param window number seconds
---@return integer too_soon
---@return integer excused besides: the sandbox was late to count them, or what
---  they are held against
function lateness.count_too_soon(arrivals, rate, window)
  local too_soon, excused = 0, 0
  for i, arrival in ipairs(arrivals) do
    local before = arrivals[i - rate]
    local is_soon = before and arrival.at - before.at < window
    if not arrival.accepted or is_soon then
      local late = was_late(arrival.at - window - LEAST, arrival.at)
      excused = excused + (late and 1 or 0)
      too_soon = too_soon + (late and 0 or 1)
    end
  end
  return too_soon, excused
end

--- What to say of it.
---@return string
function lateness.summary()
  local late, worst = 0, 0
  for _, sample in ipairs(lateness.samples) do
    if sample.took >= LEAST then late = late + 1 end
    worst = math.max(worst, sample.took)
  end
  return ("the sandbox was late %d times of %d, by %.3f s at the worst"):format(
    late, #lateness.samples, worst)
end

return lateness
