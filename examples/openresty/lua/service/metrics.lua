-- What is counted, in a dictionary that all workers share. Counting is an
-- addition under a lock: nothing waits. Names of services, actions and kinds
-- are few, so the keys are.

local exposition = require "service.exposition"

local metrics = {}

local ACTION = { "service", "action" }
local KIND = { "service", "action", "kind" }

-- What Prometheus is told, in this order.
local FAMILIES = {
  { name = "tcbilling_calls_total", type = "counter", labels = KIND,
    help = "Calls that were answered, by ok or the kind of failure." },
  { name = "tcbilling_cached_total", type = "counter", labels = ACTION,
    help = "Calls that were answered from the cache." },
  { name = "tcbilling_attempts_total", type = "counter", labels = KIND,
    help = "Requests sent to the API, by ok or the kind of failure." },
  { name = "tcbilling_refusals_total", type = "counter", labels = ACTION,
    help = "Requests that the API refused for its rate." },
  { name = "tcbilling_retries_total", type = "counter", labels = ACTION,
    help = "Requests that repeated one that had failed." },
  { name = "tcbilling_wait_seconds", type = "summary", labels = ACTION,
    help = "Time that calls waited for their rate before the first request." },
  { name = "tcbilling_latency_seconds", type = "histogram", labels = ACTION,
    help = "Time that a request to the API took.",
    buckets = { 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 } },
}

local by_name = {}
for _, family in ipairs(FAMILIES) do by_name[family.name] = family end

-- A key is the family and its labels' values; of a histogram also the bound
-- of its bucket, of a sum "sum".
local function add(amount, ...)
  ngx.shared.metrics:incr(table.concat({ ... }, "\t"), amount, 0)
end

local function observe_latency(event)
  local name = "tcbilling_latency_seconds"
  local bound = "+Inf"
  for _, limit in ipairs(by_name[name].buckets) do
    if event.elapsed <= limit then
      bound = tostring(limit)
      break
    end
  end
  add(1, name, event.service, event.action, bound)
  add(event.elapsed, name, event.service, event.action, "sum")
end

local function observe_wait(event)
  local name = "tcbilling_wait_seconds"
  add(1, name, event.service, event.action, "count")
  add(event.waited, name, event.service, event.action, "sum")
end

--- Counts what the client reports: the option `on_event` of tcbilling.new.
---@param event table
function metrics.on_event(event)
  local service, action, kind = event.service, event.action, event.kind
  if kind == "cached" then
    return add(1, "tcbilling_cached_total", service, action)
  end
  add(1, "tcbilling_attempts_total", service, action, kind)
  if kind == "throttled" then
    add(1, "tcbilling_refusals_total", service, action)
  end
  if event.attempt > 1 then
    add(1, "tcbilling_retries_total", service, action)
  else
    observe_wait(event) -- later attempts have waited for a repeat, too
  end
  observe_latency(event)
end

--- Counts a call when it has come to its end, also one whose turn never came.
---@param detail table that the call returned
function metrics.count_call(detail)
  add(1, "tcbilling_calls_total", detail.service, detail.action,
    detail.kind or "ok")
end

--- All of it, in Prometheus's text format.
---@return string
function metrics.text()
  local values = {}
  for _, key in ipairs(ngx.shared.metrics:get_keys(0)) do
    values[key] = ngx.shared.metrics:get(key)
  end
  return exposition(FAMILIES, values)
end

return metrics
