-- What is counted: the text is Prometheus's, and adds up with what was asked.

local asking = require "tests.service.asking"
local prometheus = require "tests.prometheus"

local check, is = asking.check, asking.is

local function count_arrivals(wanted)
  local n = 0
  for _, arrival in ipairs(asking.sandbox "arrivals") do
    if arrival.action == wanted then n = n + 1 end
  end
  return n
end

local ACTIONS = { "DescribeBillSummaryByPayMode",
  "DescribeBillResourceSummaryForOrganization", "DescribeCustomerBillSummary" }

local function test_metrics()
  local samples = prometheus.read(asking.ask("/metrics").body)
  local function sum(name, wanted)
    return prometheus.sum(samples, "tcbilling_" .. name, wanted)
  end
  for kind, n in pairs(asking.calls) do
    is("calls that ended as " .. kind, n, sum("calls_total", { kind = kind }))
  end
  for _, action in ipairs(ACTIONS) do
    local by_action = { action = action }
    local attempts = sum("attempts_total", by_action)
    is("what was sent as " .. action, count_arrivals(action), attempts)
    is("what was timed", attempts, sum("latency_seconds_count", by_action))
    is("what waited, or was repeated", attempts,
      sum("wait_seconds_count", by_action) + sum("retries_total", by_action))
  end
  is("repeats", 3, sum "retries_total")
  is("refusals", 1, sum "refusals_total")
  is("their attempts", 1, sum("attempts_total", { kind = "throttled" }))
  check("the one that hung took long", sum "latency_seconds_sum" > 9
    and sum "latency_seconds_sum" < 20, sum "latency_seconds_sum")
  is("those that took a second at most", sum "latency_seconds_count" - 1,
    sum("latency_seconds_bucket", { le = "1" }))
  check("customers waited for their rate", sum("wait_seconds_sum",
    { service = "intlpartnersmgt" }) > 1, "they did not")
end

-- A name that needs escapes does not occur; the text format has them.
local function test_exposition()
  local exposition = require "service.exposition"
  local samples = prometheus.read(exposition({
    { name = "odd", type = "counter", labels = { "a" }, help = "\\ and\nso" },
  }, { ["odd\t\\\"\n"] = 2 }))
  is("a label's value", '\\"\n', samples[1].labels.a)
end

return { test_metrics, test_exposition }
