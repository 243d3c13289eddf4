-- What it costs to load the module and, at their first use, the catalogues of
-- the two services: CPU time and memory, each in interpreters of their own.
--   script/lua bench/load.lua LUA      LUA: script/lua or script/luajit

local RUNS = 21

local MOST_BYTES = 200 * 1024
local MOST_HEAP = 1.5 * 1024 -- KB

-- Of the time that the C core alone takes to load.
local MOST_TIMES = 2.5

local SERVICES = require "tcbilling.catalog".SERVICES

-- In a fresh interpreter: milliseconds and KB of the core, of the rest that
-- require loads, and of each service.
local ONCE = [[
local function measure(f)
  collectgarbage() collectgarbage()
  local heap, began = collectgarbage("count"), os.clock()
  f()
  local ended = os.clock()
  collectgarbage() collectgarbage()
  return ("%.3f %.1f"):format((ended - began) * 1000,
    collectgarbage("count") - heap)
end
print(measure(function() require "tcbilling.core" end))
print(measure(function() require "tcbilling" end))
for name in pairs(package.loaded) do
  assert(not name:find("catalog%.%a"), name .. " is loaded too soon")
end
local catalog = require "tcbilling.catalog"
for _, name in ipairs(catalog.SERVICES) do
  print(measure(function() catalog.load(name) end))
end
]]

local function median(list)
  table.sort(list)
  return list[math.floor(#list / 2) + 1]
end

-- By line of what ONCE prints: its milliseconds and its KB.
local function run(lua)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(ONCE)
  file:close()
  local times, heaps = {}, {}
  for _ = 1, RUNS do
    local n = 0
    local pipe = io.popen(lua .. " " .. path)
    for line in pipe:lines() do
      n = n + 1
      times[n], heaps[n] = times[n] or {}, heaps[n] or {}
      local ms, kb = line:match "^(%S+) (%S+)$"
      table.insert(times[n], tonumber(ms))
      table.insert(heaps[n], tonumber(kb))
    end
    pipe:close()
    assert(n == 2 + #SERVICES, "an interpreter failed")
  end
  os.remove(path)
  return times, heaps
end

local function size_of(service)
  local file = assert(io.open("lua/tcbilling/catalog/" .. service .. ".lua"))
  local size = file:seek "end"
  file:close()
  return size
end

local failed = false

local function hold(what, value, most, unit)
  local holds = value <= most
  print(("  %s: %.4g %s (at most %.4g)%s"):format(what, value, unit, most,
    holds and "" or ": TOO MUCH"))
  failed = failed or not holds
end

local lua = arg[1]
local times, heaps = run(lua)
print(("loading, %s, medians of %d starts"):format(lua, RUNS))
local core, rest = median(times[1]), median(times[2])
print(("  require: %.2f ms of CPU, %.2f of them the C core's; %.0f KB"):format(
  core + rest, core, median(heaps[1]) + median(heaps[2])))
hold("in all against the core alone", (core + rest) / core, MOST_TIMES, "x")
local bytes, heap = 0, 0
for i, service in ipairs(SERVICES) do
  local kb = median(heaps[i + 2])
  bytes, heap = bytes + size_of(service), heap + kb
  print(("  %s at its first use: %.2f ms, %.0f KB"):format(service,
    median(times[i + 2]), kb))
end
hold("both on disk", bytes / 1024, MOST_BYTES / 1024, "KB")
hold("both in memory", heap, MOST_HEAP, "KB")
os.exit(not failed)
