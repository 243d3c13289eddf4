-- Every route, and amounts that are exact.

local asking = require "tests.service.asking"
local prometheus = require "tests.prometheus"
local tcbilling = require "tcbilling"

local ask, check, expect = asking.ask, asking.check, asking.expect
local is, sandbox = asking.is, asking.sandbox

local function test_health()
  local answer = ask "/healthz"
  is("/healthz", 200, answer.status)
  is("its status", "ok", answer.json.status)
  check("it says which worker and since when",
    answer.json.worker and answer.json.uptime, answer.body)
  is("what it asks the cloud", 0, #sandbox "arrivals")
end

local function test_headers()
  local headers = ask("/healthz").headers
  is("the type", "application/json", headers["content-type"])
  is("what caches may keep", "no-store", headers["cache-control"])
  is("what browsers may guess", "nosniff", headers["x-content-type-options"])
  is("/metrics' type", "text/plain; version=0.0.4; charset=utf-8",
    ask("/metrics").headers["content-type"])
end

local function test_pay_modes()
  local answer = ask "/api/paymode?month=2023-08"
  expect "ok"
  is("/api/paymode", 200, answer.status)
  is("its total", sandbox("total?Month=2023-08").RealTotalCost,
    answer.json.total)
  local sum = tcbilling.sum(answer.json.modes or {}, "RealTotalCost")
  is("the sum of its modes", answer.json.total, tostring(sum))
  is("its month", "2023-08", answer.json.month)
  is("that it is cached", false, answer.json.cached)
  answer = ask "/api/paymode?month=2018-01"
  expect "ok"
  check("a month without a bill has no modes",
    answer.body:find('"modes":[]', 1, true), answer.body)
  is("its total", "0", answer.json.total)
end

local function test_resources()
  local wanted = sandbox "total?Month=2023-08"
  local total, count = tcbilling.decimal(0), 0
  for page = 1, 3 do
    local answer = ask("/api/resources?month=2023-08&per_page=1000&page="
      .. page)
    expect "ok"
    is("the count on page " .. page, wanted.rows, answer.json.count)
    local rows = answer.json.rows or {}
    total, count = total + tcbilling.sum(rows, "RealTotalCost"), count + #rows
  end
  is("the number of all rows", wanted.rows, count)
  is("the sum of all rows", wanted.RealTotalCost, tostring(total))
  local answer = ask "/api/resources?month=2023-08"
  expect "ok"
  is("a page's rows", 50, #(answer.json.rows or {}))
  answer = ask "/api/resources?month=2023-08&page=1000"
  expect "ok"
  check("a page behind the last has no rows",
    answer.body:find('"rows":[]', 1, true), answer.body)
end

local function count_cached()
  return prometheus.sum(prometheus.read(ask("/metrics").body),
    "tcbilling_cached_total")
end

local function test_cached()
  local before, arrivals = count_cached(), #sandbox "arrivals"
  local answer = ask "/api/paymode?month=2023-08"
  expect "ok"
  is("what was asked before", true, answer.json.cached)
  check("it has an age", math.type(answer.json.age) == "integer", answer.body)
  is("its total", sandbox("total?Month=2023-08").RealTotalCost,
    answer.json.total)
  is("what is counted as cached", before + 1, count_cached())
  is("what the cloud is asked", arrivals, #sandbox "arrivals")
end

return { test_health, test_headers, test_pay_modes, test_resources,
  test_cached }
