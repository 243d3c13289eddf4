-- A bill of 250,000 rows into SQLite and PostgreSQL, at the documented rate:
-- sums by SQL, time, and memory beside that of 25,000 rows.
--   script/lua tests/pulls/large.lua

local expect = require "tests.pulls.expect"
local postgresql = require "spec.postgresql"
local process = require "tests.pulls.process"
local sandbox = require "spec.sandbox"
local targets = require "tests.pulls.targets"

local MONTH = "2023-08"
local PAGE, RATE, LATENCY = 1000, 20, 0.15 -- rows, a second, seconds

-- Seconds until the last answer is there, if all else took no time: so many
-- calls may begin in each second.
local function best(rows)
  local calls = math.ceil(rows / PAGE)
  return math.floor((calls - 1) / RATE) + LATENCY
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

local function pull(box, target, rows)
  box:config { rows = rows }
  local words = { "pull", "resources", "--month", MONTH, "--to", target.to,
    "--limiter", "process", "--quiet" }
  local result = process.run(words, { memory = true, environment = box.env })
  local what = ("%d rows into %s"):format(rows, target.kind)
  expect.that(what .. " end well", result.code == 0, result.code, result.err)
  check_rows(what, target, rows, box:total(MONTH))
  print(("%s: %.2f s (the rate allows %.2f, %+.1f %%), %.1f MB at most")
    :format(what, result.seconds, best(rows),
      (result.seconds / best(rows) - 1) * 100, result.peak / 1024))
  return result
end

local function try(box, kind, small, large)
  local before = pull(box, small, 25000)
  local after = pull(box, large, 250000)
  expect.that(kind .. ": within 10 % of what the rate allows",
    after.seconds <= 1.1 * best(250000), after.seconds, best(250000))
  expect.that(kind .. ": memory at most 1.1 times that of 25,000",
    after.peak <= 1.1 * before.peak, after.peak, before.peak)
  local refusals = 0
  for _, arrival in ipairs(box:arrivals()) do
    if arrival.code == "RequestLimitExceeded" then refusals = refusals + 1 end
  end
  expect.that(kind .. ": no refusal", refusals == 0, refusals)
end

local directory, remove = expect.directory()
local box = sandbox.start { own = true, latency = LATENCY * 1000,
  jitter = 10 }
local server = postgresql.start()
local ok, message = xpcall(function()
  local small = targets.all(directory, server, "small")
  local large = targets.all(directory, server, "large")
  for i, target in ipairs(small) do
    if target.kind == "sqlite" or target.kind == "postgresql" then
      try(box, target.kind, target, large[i])
    end
  end
end, debug.traceback)
server:stop()
box:stop()
if not ok then error(message, 0) end
remove()
expect.finish()
