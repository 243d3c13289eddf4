-- In a worker of nginx: a tick each millisecond, to see for how long it is
-- held, and what the decoding of a whole page of rows takes there. As
-- stalls_spec.lua it counts the worker's own CPU time.

local core = require "tcbilling.core"

local ticks = {}

local PAGE = 500000 -- bytes at least of a page of 1,000 rows

local seen = { ticks = 0, cpu = 0, wall = 0 }

-- The service decodes a few fields of a page. Keeps one, to be decoded whole.
local function keep_page()
  local decode = core.json.decode
  core.json.decode = function(text, ...)
    if #text > PAGE then
      ngx.shared.ticks:add("page", tostring(text))
      core.json.decode = decode
    end
    return decode(text, ...)
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

-- Of which round that is.
local generation = 0

local function note()
  local now = ngx.shared.ticks:get "generation" or 0
  if now == generation then
    ngx.shared.ticks:set(ngx.worker.id(), core.json.encode(seen))
  else
    generation, seen.ticks, seen.cpu, seen.wall = now, 0, 0, 0
  end
end

--- Begins in this worker.
function ticks.begin()
  keep_page()
  assert(ngx.timer.at(0, tick_on))
  assert(ngx.timer.every(0.5, note))
end

local TIMES = 15

-- The median, in seconds of CPU.
local function time_decoding()
  local page, times = ngx.shared.ticks:get "page", {}
  for i = 1, TIMES do
    local began = os.clock()
    assert(core.json.decode(page))
    times[i] = os.clock() - began
  end
  table.sort(times)
  return times[math.ceil(TIMES / 2)]
end

--- What each worker saw since the last time, a line for each; and what decoding
--- takes.
function ticks.tell()
  for id = 0, ngx.worker.count() - 1 do
    ngx.say(ngx.shared.ticks:get(id) or "{}")
  end
  ngx.say(core.json.encode { decoding = time_decoding() })
  ngx.shared.ticks:incr("generation", 1, 0)
end

return ticks
