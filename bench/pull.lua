-- A whole bill pulled at its documented rate of 20 a second, beside the best
-- possible: 20 at once in each second, and the last answer.
--   pull.lua PAGES LATENCY JITTER [WINDOW [ROWS_A_PAGE [LONGEST]]]   ms; s
-- Pages of 10 rows, since it is about the rate: the sandbox needs 8 ms of its
-- one worker for a page of 1000. 150 ms of the latency are the network's, half
-- there and half back, the rest is the server's time. Ends with 1 if a row is
-- missing, a call was refused, or it took longer than LONGEST.

local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local ACTION = "DescribeBillResourceSummaryForOrganization"
local RATE = 20

local count, latency, jitter = tonumber(arg[1]), tonumber(arg[2]),
  tonumber(arg[3])
local window, limit = arg[4] or "sliding", tonumber(arg[5]) or 10
local longest = tonumber(arg[6]) or math.huge

-- The jitter, of each way, is around its half.
local way = math.min(latency, 150)
local half = math.floor((way - jitter) / 2)
local box = sandbox.start {
  own = true, rows = (limit - 1) * count, window = window,
  way_there = half, way_there_jitter = jitter,
  latency = half + latency - way, jitter = jitter,
}

local refused = 0
local client = assert(tcbilling.new {
  secret_id = box.id, secret_key = box.key, endpoint = box.url,
  ca_file = box.ca, limiter = "process", timeout = 60000,
  on_event = function(event)
    if event.kind == "throttled" then refused = refused + 1 end
  end,
})

local monotonic = require "tcbilling.core".monotonic
local began, cpu = monotonic(), os.clock()
local sum, read, failure = tcbilling.decimal(0), 0, nil
for i, row, message in client.billing:rows(ACTION,
  { Month = "2023-08", Limit = limit }) do
  if not row then failure = message break end
  sum, read = sum + tcbilling.decimal(row.RealTotalCost), i
end
local took, spent = monotonic() - began, os.clock() - cpu
local total = box:total "2023-08"
box:stop()

local best = math.ceil(count / RATE) - 1 + latency / 1000
print(("%4d pages, %4d ms +- %2d, %-8s  %6.2f s (best %5.2f), %5.1f %% of "
  .. "20 a second, %d refused, cpu %4.1f %%%s"):format(count, latency, jitter,
  window, took, best, 100 * count / RATE / took, refused, 100 * spent / took,
  (refused > 0 or took > longest) and "  MISSED" or ""))
if failure or read ~= total.rows or tostring(sum) ~= total.RealTotalCost then
  print(("  %d of %d rows, %s of %s: %s"):format(read, total.rows,
    tostring(sum), total.RealTotalCost, failure or "wrong"))
  os.exit(1)
end
os.exit(refused == 0 and took <= longest and 0 or 1)
