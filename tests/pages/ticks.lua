-- In a worker of nginx: a tick each millisecond, to see for how long it is
-- held, and what the decoding of a page of rows takes there. As stalls_spec.lua
-- it counts the worker's own CPU time.

local core = require "tcbilling.core"

local ticks = {}

local PAGE = 500000 -- bytes at least of a page of 1,000 rows

local seen = { ticks = 0, cpu = 0, wall = 0, decoded = {} }

local function time_decoding()
  local decode = core.json.decode
  core.json.decode = function(text, ...)
    local began = os.clock()
    local value, message = decode(text, ...)
    if #text > PAGE then
      table.insert(seen.decoded, os.clock() - began)
    end
    return value, message
  end
end

local function tick_on(is_over)
  if is_over then return end
  local last_cpu, last_wall = os.clock(), core.monotonic()
  while not ngx.worker.exiting() do
    ngx.sleep(0.001)
    local cpu, wall = os.clock(), core.monotonic()
    seen.ticks = seen.ticks + 1
    seen.cpu = math.max(seen.cpu, cpu - last_cpu)
    seen.wall = math.max(seen.wall, wall - last_wall - 0.001)
    last_cpu, last_wall = cpu, wall
  end
end

local function note()
  ngx.shared.ticks:set(ngx.worker.id(), core.json.encode(seen))
end

--- Begins in this worker.
function ticks.begin()
  time_decoding()
  assert(ngx.timer.at(0, tick_on))
  assert(ngx.timer.every(0.5, note))
end

--- What each worker saw, a line for each.
function ticks.tell()
  for id = 0, ngx.worker.count() - 1 do
    ngx.say(ngx.shared.ticks:get(id) or "{}")
  end
end

return ticks
