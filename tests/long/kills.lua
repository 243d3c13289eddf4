-- A thousand times one of four processes that share a limit is killed or
-- stopped. Each time the next start must come within
--
--   the window + the bound on the way there + 0.5 s
--
-- and no second of the server's may hold more starts than the rate, although
-- what was stopped goes on later. Both are read from its log of arrivals.
--   kills.lua [SEED]     beside a sandbox: see kills

local core = require "tcbilling.core"
local detour = require "tests.long.detour"
local judge = require "tests.long.judge"
local limit_key = require "tcbilling.call".limit_key
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"
local uv = require "luv"
local victims = require "tests.long.victims"

local MOMENTS = 1000
local ACTION, RATE, WINDOW = "DescribeBillSummaryByPayMode", 5, 1
local LEAST_TRANSIT, SLACK = 0.05, 0.5 -- seconds
local SHARE = 0.75                     -- of the rate, at least
local MOST_STOPPED = 2
local SLEEPERS = 5
local INTERPRETERS = { "lua5.4", "luajit", "lua5.4", "luajit" }

local seed = tonumber(arg[1]) or 20
math.randomseed(seed)
local box = sandbox.start()
local folder = assert(uv.fs_mkdtemp(uv.os_tmpdir()
  .. "/tcbilling-kills.XXXXXX"))
local path, log_path = folder .. "/limits", folder .. "/log"
local log = assert(uv.fs_open(log_path, "a", tonumber("600", 8)))
local connections = 0
local endpoint = "https://127.0.0.1:" .. detour.open(
  tonumber(box.url:match "%d+$"), function()
    connections = connections + 1
    return math.random(20, 60)
  end)

-- The record that they share, as somebody beside them sees it.
local function open_limiter()
  local client = assert(tcbilling.new { endpoint = endpoint })
  return assert(core.limiter_file { path = path }):limiter(
    limit_key(client, "billing", ACTION), client.account, { rate = RATE })
end

local function rest(ms)
  victims.rest(ms)
  if victims.is_interrupted then error("interrupted", 0) end
end

local function start(place)
  victims.start(place, INTERPRETERS[place],
    { "tests/long/endless.lua", endpoint, path }, log)
end

-- Moments: { at, what, transit }, where transit is the bound known then

local moments = {}

local function note(what, limiter)
  local now = core.monotonic()
  local stats = limiter:stats(now) -- false: a stopped one is at work on it
  moments[#moments + 1] = { at = now, what = what,
    transit = stats and stats.transit or 0 }
end

local function strike(limiter)
  local place = math.random(#victims.list)
  local victim = victims.list[place]
  if victim.is_stopped or victims.stopped == MOST_STOPPED
    or math.random(2) == 1 then
    note("killed", limiter)
    victims.kill(victim)
    start(place)
  else
    note("stopped", limiter)
    victims.stop(victim, math.random(5, 300))
  end
end

local function strike_all(limiter)
  for place in ipairs(INTERPRETERS) do start(place) end
  while #moments < MOMENTS do
    rest(math.random(60, 100))
    strike(limiter)
  end
  rest(2000) -- for the last one's next start
end

-- All are killed at once, and somebody new has the rate to itself.
local function start_anew(limiter)
  note("killed", limiter)
  victims.kill_all()
  start(1)
  rest(3000)
end

-- One is stopped between its claims and its requests, until its leases are
-- over and somebody else has its cells: what it sent then would be too much.
local function oversleep()
  victims.kill_all()
  rest(1600)
  local before = connections
  start(1)
  while connections == before and victims.ended_alone == 0 do rest(1) end
  victims.stop(victims.list[1], 2000)
  start(2)
  rest(3000)
end

-- What came of it

local passed, failed = 0, 0

local function expect(what, holds)
  if holds then
    passed = passed + 1
  else
    failed = failed + 1
    print("not so: " .. what)
  end
end

local function read_arrivals()
  local arrivals = box:arrivals()
  for _, arrival in ipairs(arrivals) do arrival.at = tonumber(arrival.at) end
  return arrivals
end

local function check_pauses(arrivals)
  local counts = judge.count(moments)
  local too_long, worst = judge.pauses(arrivals, moments, WINDOW + SLACK,
    LEAST_TRANSIT)
  print(("%d kills, %d stops; the next start came %.3f s after one at the "
    .. "worst, of %.3f (%s); this process was late by %.3f s at most"):format(
    counts.killed, counts.stopped, worst.pause, worst.limit, worst.what,
    victims.lateness))
  expect("no pause is too long, but " .. too_long .. " are", too_long == 0)
end

local function check_rate(arrivals)
  local refused, closest = judge.rate(arrivals, RATE)
  local share = judge.share(arrivals, moments, RATE)
  print(("%d starts, %.3f of the rate meanwhile; %d within %.4f s at the "
    .. "closest"):format(#arrivals, share, RATE + 1, closest))
  expect("none is refused, but " .. refused .. " are", refused == 0)
  expect("no second holds more than the rate", closest >= WINDOW)
  expect("the rate is used", share >= SHARE)
end

local function check_end(stats)
  expect("nobody ended by itself", victims.ended_alone == 0)
  expect("the limiter can be read", stats)
  expect("and is at rest", stats and stats.rate == RATE and stats.held == 0
    and stats.waiting == 0)
  os.execute("sort " .. log_path .. " | uniq -c") -- what the processes said
  os.execute("rm -r " .. folder)
end

print("seed " .. seed)
local limiter = open_limiter()
local ok, result = pcall(function()
  strike_all(limiter)
  start_anew(limiter)
  for _ = 1, SLEEPERS do oversleep() end
  victims.kill_all()
  rest(4000) -- until all that was held, and each place, has lapsed
  return limiter:stats(core.monotonic())
end)
victims.kill_all()
if ok then
  local arrivals = read_arrivals()
  check_pauses(arrivals)
  check_rate(arrivals)
else
  expect(result, false)
end
check_end(ok and result)
print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0)
