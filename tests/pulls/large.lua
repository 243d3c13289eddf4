-- A bill of 250,000 rows into SQLite and PostgreSQL, at the documented rate:
-- sums by SQL, time, and memory beside that of 25,000 rows.
--   script/lua tests/pulls/large.lua

local expect = require "tests.pulls.expect"
local live = require "tcbilling.report.live"
local postgresql = require "spec.postgresql"
local process = require "tests.pulls.process"
local sandbox = require "spec.sandbox"
local targets = require "tests.pulls.targets"
local tcbilling = require "tcbilling"

local MONTH = "2023-08"
local PAGE, RATE, LATENCY = 1000, 20, 150 -- rows, a second, milliseconds

-- Seconds that the rate allows for so many calls; and when the last answer
-- would be there if as many began at the first moment of each second, and all
-- else took no time.
local function allowed(rows)
  local calls = math.ceil(rows / PAGE)
  return calls / RATE, math.floor((calls - 1) / RATE) + LATENCY / 1000
end

local SUMS = { "real_total_cost", "total_cost", "cash_pay_amount",
  "voucher_pay_amount" }
local FIELDS = { "RealTotalCost", "TotalCost", "CashPayAmount",
  "VoucherPayAmount" }

-- As the database adds them up; in SQLite hundred-millionths.
local function sum_by_sql(target, column)
  if target.kind == "postgresql" then
    return (target:query(("select coalesce(sum(%s), 0) from resources")
      :format(column)):gsub("\n", ""))
  end
  local digits = target:query(("select coalesce(sum(%s_e8), 0) from resources")
    :format(column)):gsub("\n", "")
  return digits
end

local decimal = require "tcbilling.core".decimal

local function is_sum(target, sql, exact)
  local scale = target.kind == "sqlite" and decimal "100000000" or decimal "1"
  return decimal(sql) == decimal(exact) * scale
end

local function check_rows(what, target, rows, total)
  local counted = target:query(
    "select count(*), count(distinct n), max(n) from resources_rows")
  expect.that(what .. ": every row once", counted == ("%d|%d|%d\n"):format(
    rows, rows, rows), counted)
  for i, column in ipairs(SUMS) do
    local sql = sum_by_sql(target, column)
    expect.that(("%s: sum of %s by SQL is exact"):format(what, column),
      is_sum(target, sql, total[FIELDS[i]]), sql, total[FIELDS[i]])
  end
end

-- The sandbox sums all rows when its summary is first asked for, and notices
-- nothing that arrives meanwhile: what is counted by the second would be late.
local function sum_before(box)
  local client = assert(tcbilling.new(box:options { limiter = "process" }))
  assert(live.summary(client, MONTH, {}))
  client:close()
end

local function pull(box, target, rows)
  box:config { rows = rows }
  sum_before(box)
  local words = { "pull", "resources", "--month", MONTH, "--to", target.to,
    "--limiter", "process", "--quiet" }
  local result = process.run(words, { memory = true, environment = box.env })
  local what = ("%d rows into %s"):format(rows, target.kind)
  expect.that(what .. " end well", result.code == 0, result.code, result.err)
  check_rows(what, target, rows, box:total(MONTH))
  local rate, ideal = allowed(rows)
  print(("%s: %.2f s (%+.1f %% of the rate's %.2f, %+.1f %% of an ideal "
    .. "%.2f), %.1f MB at most"):format(what, result.seconds,
    (result.seconds / rate - 1) * 100, rate,
    (result.seconds / ideal - 1) * 100, ideal, result.peak / 1024))
  return result
end

-- Each size so often: the machine is also the cloud's and the database's, and a
-- peak of memory is a matter of chance.
local ROUNDS = 3

-- The least time and the highest peak of some pulls into new targets.
local function pull_all(box, list, rows)
  local seconds, peak = math.huge, 0
  for _, target in ipairs(list) do
    local one = pull(box, target, rows)
    seconds = math.min(seconds, one.seconds)
    peak = math.max(peak, one.peak)
  end
  return seconds, peak
end

local function try(box, kind, smalls, larges)
  local _, before = pull_all(box, smalls, 25000)
  local seconds, after = pull_all(box, larges, 250000)
  expect.that(kind .. ": within 10 % of what the rate allows",
    seconds <= 1.1 * allowed(250000), seconds)
  expect.that(kind .. ": memory at most 1.1 times that of 25,000",
    after <= 1.1 * before, after, before)
  local refusals = 0
  for _, arrival in ipairs(box:arrivals()) do
    if arrival.code == "RequestLimitExceeded" then refusals = refusals + 1 end
  end
  expect.that(kind .. ": no refusal", refusals == 0, refusals)
  box:forget_arrivals()
end

local directory, remove = expect.directory()
local box = sandbox.start { own = true, latency = LATENCY,
  jitter = 10 }
local server = postgresql.start()
local ok, message = xpcall(function()
  for _, kind in ipairs { "sqlite", "postgresql" } do
    local smalls, larges = {}, {}
    for i = 1, ROUNDS do
      smalls[i] = targets[kind](directory, server, "small" .. i)
      larges[i] = targets[kind](directory, server, "large" .. i)
    end
    try(box, kind, smalls, larges)
  end
end, debug.traceback)
server:stop()
box:stop()
if not ok then error(message, 0) end
remove()
expect.finish()
