-- Two workers of nginx pull bills and make calls without a break, for clients
-- on its socket, while it is told fifty times to begin anew. No request may be
-- lost, no descriptor left open, no memory kept, and the limits, which all
-- generations share in a file, must hold as the sandbox sees it. Then workers
-- are killed, which may cost only the requests that they were at.
--   reloads.lua DIR PID [SEED]     nginx's: see reloads

local answers = require "tests.long.answers"
local asking = require "tests.long.asking"
local core = require "tcbilling.core"
local expect = require "tests.long.expect"
local judge = require "tests.long.judge"
local lateness = require "tests.long.lateness"
local limit_key = require "tcbilling.call".limit_key
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"
local workers = require "tests.long.workers"

local RELOADS, SETTLED, KILLS = 50, 10, 8
local RATE, WINDOW, MONTH = 10, 1, "2023-08"
local ACTIONS = { "DescribeBillResourceSummaryForOrganization",
  "DescribeBillSummaryByPayMode" }
local CLIENTS = { pull = 4, call = 6 }
local MOST_MEMORY = 1.1
local LEAST_TRANSIT, SLACK = 0.05, 0.5 -- seconds, see kills.lua
local SHARE = 0.6 -- of the rate, at least; it rests while it is looked at

local dir, seed = arg[1], tonumber(arg[3]) or 20
math.randomseed(seed)
workers.master, asking.socket = tonumber(arg[2]), dir .. "/socket"

local box = sandbox.start()
local total = box:total(MONTH)
local BODIES = { -- the right ones
  pull = ("%d %s"):format(total.rows, total.RealTotalCost),
  call = total.RealTotalCost,
}

-- The records that the workers share, as somebody beside them sees them.
local function open_limiters()
  local client = assert(tcbilling.new { endpoint = box.url })
  local file = assert(core.limiter_file { path = dir .. "/limits" })
  local limiters = {}
  for i, action in ipairs(ACTIONS) do
    limiters[i] = assert(file:limiter(limit_key(client, "billing", action),
      client.account, { rate = RATE }))
  end
  return limiters
end

-- Moments: { at, what, pid, transit }, where transit is the bound known then,
-- for each action

local limiters, moments = open_limiters(), { {}, {} }

local function note(what, pid)
  local now = core.monotonic()
  for i, limiter in ipairs(limiters) do
    local stats = limiter:stats(now) -- false: a killed one was at work on it
    moments[i][#moments[i] + 1] = { at = now, what = what, pid = pid,
      transit = stats and stats.transit or 0 }
  end
end

-- Pulls that the workers made for nobody, in timers.
local function count_nobodys()
  local notes = workers.notes()
  return notes["bill " .. BODIES.pull] or 0, notes
end

local function look(moment)
  asking.finish()
  local figures = workers.look(function()
    local whole, notes = count_nobodys()
    return whole == notes.begun
  end)
  for _, name in ipairs { "master", "worker 1", "worker 2" } do
    local seen = figures[name]
    print(("%s, %s: Rss %d kB, Pss %d kB, %d descriptors"):format(moment,
      name, seen.Rss, seen.Pss, #seen.descriptors))
  end
  return figures
end

local function reload_often(count)
  asking.begin(CLIENTS)
  for _ = 1, count do
    workers.rest(math.random(200, 1500))
    note "reloaded"
    workers.reload()
  end
end

local function kill_some()
  asking.begin(CLIENTS)
  for _ = 1, KILLS do
    workers.rest(math.random(1000, 2000))
    workers.kill(function(pid) note("killed", pid) end)
  end
  workers.rest(2000) -- for the last one's next start
  asking.finish()
  workers.settle()
end

-- What came of it

local function check_descriptors(name, moment, was, is)
  was = table.concat(was[name].descriptors, ", ")
  is = table.concat(is[name].descriptors, ", ")
  expect.that(("the %s's descriptors are those of the %s %s: %s; %s"):format(
    name, name, moment, is, was), is == was)
end

local function check_figures(at_first, settled, at_last)
  for name, last in pairs(at_last) do
    expect.that(("the %s's memory stays"):format(name),
      last.Rss <= MOST_MEMORY * settled[name].Rss)
    check_descriptors(name, "after " .. SETTLED, settled, at_last)
    if name ~= "master" then
      check_descriptors(name, "at first", at_first, at_last)
    end
  end
end

local function check_nobodys()
  local whole, notes = count_nobodys()
  local over = notes["over a reload"] or 0
  print(("%d pulls for nobody, %d of them over a reload"):format(whole, over))
  expect.that(("each generation has begun one, and all are whole (%d, %d)")
    :format(notes.begun, notes.generations),
    whole == notes.begun and whole == notes.generations)
  expect.that("nginx waits for them", over >= RELOADS / 2)
end

local function check_requests()
  local counts = answers.count(asking.requests, BODIES, moments[1])
  print(("%d requests answered, %d lasted over a reload; %d ended with their "
    .. "worker"):format(counts.right, counts.over_reload, counts.killed))
  expect.that("none is lost", counts.lost == 0)
  expect.that("many last over a reload", counts.over_reload >= RELOADS)
  expect.that("those killed were at some", counts.killed >= KILLS)
end

local function arrivals_of(action)
  local list = {}
  for _, arrival in ipairs(box:arrivals()) do
    arrival.at = tonumber(arrival.at)
    if arrival.action == action then list[#list + 1] = arrival end
  end
  return list
end

local function check_rate(i, action)
  local arrivals = arrivals_of(action)
  local refused, closest = judge.rate(arrivals, RATE)
  local too_soon, excused = lateness.count_too_soon(arrivals, RATE, WINDOW)
  local too_long, worst = judge.pauses(arrivals, moments[i], WINDOW + SLACK,
    LEAST_TRANSIT)
  local share = judge.share(arrivals, moments[i], RATE)
  print(("%s: %d starts, %.3f of the rate; %d within %.4f s at the closest, "
    .. "%d refused; %d too soon while the sandbox was late; the next came "
    .. "%.3f s after one was %s, of %.3f"):format(action, #arrivals, share,
    RATE + 1, closest, refused, excused, worst.pause, worst.what, worst.limit))
  expect.that("none is too soon, but " .. too_soon .. " are", too_soon == 0)
  expect.that("no pause is too long, but " .. too_long .. " are",
    too_long == 0)
  expect.that("the rate is used", share >= SHARE)
end

-- A worker that is killed alarms nginx, too.
local function check_log()
  local killed, bad = 0, {}
  for line in io.lines(dir .. "/error.log") do
    if line:find "%[alert%].*worker process %d+ exited on signal 9" then
      killed = killed + 1
    elseif line:find "%[error%]" or line:find "%[crit%]"
      or line:find "%[alert%]" or line:find "%[emerg%]" then
      bad[#bad + 1] = line
    end
  end
  expect.that("nginx finds nothing wrong:\n" .. table.concat(bad, "\n"),
    #bad == 0)
  expect.that("all that were killed were killed here", killed == KILLS)
end

print("seed " .. seed)
lateness.begin(box.http)
local ok, problem = pcall(function()
  local at_first = look "at first"
  reload_often(SETTLED)
  local settled = look("after " .. SETTLED)
  reload_often(RELOADS - SETTLED)
  check_figures(at_first, settled, look("after " .. RELOADS))
  check_nobodys()
  kill_some()
  workers.stop()
end)
expect.that(tostring(problem), ok)
check_requests()
print(lateness.summary())
if ok then
  for i, action in ipairs(ACTIONS) do check_rate(i, action) end
end
check_log()
expect.finish()
