-- Several workers, a reload, viewers that leave, and the log of it all.

local asking = require "tests.service.asking"
local prometheus = require "tests.prometheus"

local ask, check, faults = asking.ask, asking.check, asking.faults
local is, run = asking.is, asking.run

local function count_calls()
  return prometheus.sum(prometheus.read(ask("/metrics").body),
    "tcbilling_calls_total")
end

local function ask_for_bill(options)
  return ask("/api/paymode?month=" .. asking.fresh_month(), options)
end

-- Those that answer a crowd of requests, and those seen before.
local function see_workers(seen)
  for pid in asking.crowd("/healthz"):gmatch '"worker":(%d+)' do
    seen[pid] = true
  end
  return seen
end

local function see_until(is_enough)
  local seen = {}
  for _ = 1, 100 do
    seen = see_workers(seen)
    if is_enough(seen) then return seen end
  end
  return seen
end

local function length(set)
  local n = 0
  for _ in pairs(set) do n = n + 1 end
  return n
end

local MASTER = "$(cat '" .. asking.prefix .. "/run/nginx.pid')"

-- Those that the system knows.
local function find_workers()
  local found = {}
  local files = run("grep -ls '^PPid:[[:space:]]*'" .. MASTER
    .. "'$' /proc/[0-9]*/status")
  for pid in files:gmatch "/proc/(%d+)/" do found[pid] = true end
  return found
end

local function test_workers()
  local processors = tonumber(run "nproc")
  is("the number of workers", processors, length(find_workers()))
  local wanted = math.min(processors, 2)
  local seen = see_until(function(set) return length(set) >= wanted end)
  check("more than one answers", length(seen) >= wanted, length(seen))
end

local function test_reload()
  local before, old = count_calls(), find_workers()
  run("kill -HUP " .. MASTER)
  local fresh = see_until(function(set)
    for pid in pairs(set) do
      if not old[pid] then return true end
    end
  end)
  local is_new = false
  for pid in pairs(fresh) do is_new = is_new or not old[pid] end
  check("a reload brings new workers", is_new, "none was seen")
  is("what was counted before it", before, count_calls())
  is("a call after it", 200, ask_for_bill().status)
  is("calls then", before + 1, count_calls())
end

-- A call under way when its viewer goes away would be over, and counted, by
-- the time that the next one is.
local function test_viewer_gone()
  local before = count_calls()
  faults '[{"kind":"latency","ms":1000}]'
  ask_for_bill "--max-time 0.3"
  is("a call after one that was left", 200, ask_for_bill().status)
  faults "[]"
  is("calls that came to their end", before + 1, count_calls())
end

local function test_log()
  local log = asking.log()
  for _, level in ipairs { "error", "crit", "alert", "emerg" } do
    check("the log has no " .. level, not log:find("[" .. level .. "]", 1,
      true), log)
  end
  check("failures are warnings there", log:find("[warn]", 1, true), log)
  check("reasons stand in it", log:find("AuthFailure.SecretIdNotFound", 1,
    true), log)
  check("the log has no key", not log:find("not-a-secret", 1, true), log)
end

-- What nginx refuses by itself, which it logs as an error.
local function test_too_much()
  local large = ask("/healthz", "-d " .. ("x"):rep(2000))
  is("a large body", 413, large.status)
  is("its kind", "too_large", (large.json.error or {}).kind)
  local long = ask("/healthz?" .. ("x"):rep(40000))
  is("a long address", 414, long.status)
  is("its kind", "too_long", (long.json.error or {}).kind)
  is("what nobody asks for by hand", 404, ask("/too-much").status)
end

return { test_workers, test_reload, test_viewer_gone, test_log,
  test_too_much }
