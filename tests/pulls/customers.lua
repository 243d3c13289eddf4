-- 2,000 customers by 3 months at a raised rate, of which 1 in 20 fails: the
-- rest comes, failures are listed, and a second run asks for those only.
--   script/lua tests/pulls/customers.lua

local expect = require "tests.pulls.expect"
local process = require "tests.pulls.process"
local sandbox = require "spec.sandbox"
local targets = require "tests.pulls.targets"

local ACTION = "DescribeCustomerBillSummary"
local CUSTOMERS, MONTHS, RATE = 2000, 3, 128
local ALL = CUSTOMERS * MONTHS

local function write_uins(path)
  local file = assert(io.open(path, "w"))
  -- the sandbox has its own mind about 404 and 503
  for i = 1, CUSTOMERS do file:write(("7%011d\n"):format(1000 + i)) end
  file:close()
  return path
end

local function asked(box)
  local n = 0
  for _, arrival in ipairs(box:arrivals()) do
    if arrival.action == ACTION then n = n + 1 end
  end
  return n
end

-- Some of them, digit by digit.
local function check_amounts(box, target)
  local list = target:query("select customer_uin, month, total_cost from "
    .. "customers where customer_uin % 97 = 0 order by 1, 2")
  local seen = 0
  for uin, month, cost in list:gmatch "(%d+)|([%d-]+)|([^\n]*)\n" do
    seen = seen + 1
    expect.that("the total of " .. uin .. " in " .. month,
      box:customer(tonumber(uin), month) == cost, cost)
  end
  expect.that("some of all were looked at", seen >= 20 * MONTHS, seen)
end

local function try(box, directory, target)
  local words = { "pull", "customers", "--uins",
    write_uins(directory .. "/uins"), "--months", "2023-06..2023-08",
    "--rate", tostring(RATE), "--to", target.to,
    "--limiter", directory .. "/limits" }
  local given = { environment = box.env }
  box:faults { { kind = "code", code = "FailedOperation", action = ACTION,
    probability = 0.05 } }
  local result = process.run(words, given)
  expect.that("the first run is partial", result.code == 7, result.code)
  local failed = tonumber(target:query "select count(*) from failures")
  local done = tonumber(target:query "select count(*) from customers")
  local _, listed = result.err:gsub("tcbilling: failed: default ", "")
  expect.that("some fail", failed > ALL * 0.03 and failed < ALL * 0.07,
    failed)
  expect.that("the rest is there", done == ALL - failed, done, failed)
  expect.that("each failure is listed", listed == failed, listed, failed)
  print(("first run: %d of %d, %d failed, %.1f s"):format(done, ALL, failed,
    result.seconds))
  box:faults {}
  box:forget_arrivals()
  result = process.run(words, given)
  expect.that("the second run ends well", result.code == 0, result.code,
    result.err)
  expect.that("it asks only for what failed", asked(box) == failed,
    asked(box), failed)
  local whole = target:query("select count(distinct customer_uin || month) "
    .. "from customers") + 0
  expect.that("all are there, once", whole == ALL
    and target:query "select count(*) from customers" + 0 == ALL, whole)
  expect.that("nothing is left of the failures",
    target:query "select count(*) from failures" + 0 == 0)
  print(("second run: %d asked for, %.1f s"):format(asked(box),
    result.seconds))
  check_amounts(box, target)
end

local directory, remove = expect.directory()
local box = sandbox.start { own = true, rate = { [ACTION] = RATE } }
local ok, message = xpcall(function()
  try(box, directory, targets.sqlite(directory, nil, "customers"))
end, debug.traceback)
box:stop()
if not ok then error(message, 0) end
remove()
expect.finish()
