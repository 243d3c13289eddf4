-- Processes to be killed and stopped, in places, and the loop in which that
-- happens.

local core = require "tcbilling.core"
local uv = require "luv"

local victims = {
  list = {},       -- by place: { process, is_stopped, is_killed, is_gone }
  stopped = 0,     -- how many are, now
  ended_alone = 0, -- and how many ended without being killed
  lateness = 0,    -- of the loop, at worst, in seconds
  is_interrupted = false,
}

local alive, timer = 0, uv.new_timer()
for _, name in ipairs { "sigint", "sigterm" } do
  local handle = uv.new_signal()
  handle:start(name, function() victims.is_interrupted = true end)
  handle:unref()
end

--- Runs the loop for so long.
function victims.rest(ms)
  local began = core.monotonic()
  timer:start(ms, 0, uv.stop)
  uv.run()
  victims.lateness = math.max(victims.lateness,
    core.monotonic() - began - ms / 1000)
end

--- Starts one in a place.
---@param place integer
---@param command string
---@param args string[]
---@param log integer    the descriptor that it writes to
function victims.start(place, command, args, log)
  local victim = { timer = uv.new_timer() }
  victim.process = assert(uv.spawn(command, { args = args,
    stdio = { nil, log, log } }, function()
    if not victim.is_killed then
      victims.ended_alone = victims.ended_alone + 1
    end
    victim.is_gone, alive = true, alive - 1
    victim.process:close()
    victim.timer:close()
  end))
  victims.list[place], alive = victim, alive + 1
end

local function signal(victim, name)
  if not victim.is_gone then assert(victim.process:kill(name)) end
end

local function go_on(victim)
  if not victim.is_stopped then return end
  victim.is_stopped, victims.stopped = false, victims.stopped - 1
  if victim.is_gone then return end
  victim.timer:stop()
  signal(victim, "sigcont")
end

--- Stops one for so long.
function victims.stop(victim, ms)
  victim.is_stopped, victims.stopped = true, victims.stopped + 1
  signal(victim, "sigstop")
  if victim.is_gone then return end
  victim.timer:start(ms, 0, function() go_on(victim) end)
end

--- Kills one, stopped or not.
function victims.kill(victim)
  victim.is_killed = true
  signal(victim, "sigkill")
  go_on(victim)
end

--- Kills all, and waits until they are gone.
function victims.kill_all()
  for _, victim in pairs(victims.list) do victims.kill(victim) end
  victims.list = {}
  while alive > 0 do victims.rest(10) end
end

return victims
