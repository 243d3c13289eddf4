-- The tool in a process of its own, for tests of long pulls: started, killed,
-- waited for; what it wrote, how it ended, how much memory it took.

local uv = require "luv"

local process = {}

local ROOT = debug.getinfo(1, "S").source:match "^@(.*)tests/pulls/[^/]*$"
if ROOT == "" then ROOT = "./" end

local LONGEST = 300000 -- ms

local function environment(changes)
  local all, list = uv.os_environ(), {}
  for name, value in pairs(changes or {}) do all[name] = value end
  for name, value in pairs(all) do list[#list + 1] = name .. "=" .. value end
  return list
end

local function gather(result, name)
  local pipe = uv.new_pipe(false)
  result[name] = ""
  return pipe, function()
    pipe:read_start(function(_, text)
      if not text then return pipe:close() end
      result[name] = result[name] .. text
    end)
  end
end

-- The most memory it had so far, in kB; what is asked for last is nearest to
-- its end.
local function watch_memory(result, timer)
  timer:start(20, 20, function()
    local status = io.open(("/proc/%d/status"):format(result.pid))
    if not status then return end
    result.peak = tonumber(status:read "*a":match "VmHWM:%s+(%d+) kB")
      or result.peak
    status:close()
  end)
end

--- Runs `tcbilling` with these arguments to its end.
---@param arguments string[]
---@param given? table kill_after (ms: SIGKILL), memory (true: measure),
---  environment
---@return table result code, signal, out, err, seconds, peak (kB)
function process.run(arguments, given)
  given = given or {}
  local result = {}
  local words = { ROOT .. "bin/tcbilling" }
  for _, word in ipairs(arguments) do words[#words + 1] = word end
  local out, read_out = gather(result, "out")
  local err, read_err = gather(result, "err")
  local alarm, watch, handle = uv.new_timer(), uv.new_timer(), nil
  local began = uv.hrtime()
  handle, result.pid = assert(uv.spawn("lua5.4", { args = words,
    stdio = { nil, out, err }, env = environment(given.environment) },
    function(code, signal)
      result.code, result.signal = code, signal
      result.seconds = (uv.hrtime() - began) / 1e9
      handle:close()
      alarm:close()
      watch:close()
    end))
  read_out()
  read_err()
  uv.update_time() -- the loop may have rested
  alarm:start(given.kill_after or LONGEST, 0, function()
    handle:kill "sigkill"
  end)
  if given.memory then watch_memory(result, watch) end
  uv.run()
  return result
end

return process
