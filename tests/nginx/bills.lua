-- What the workers of tests/long/reloads do: bills pulled and asked for, under
-- limits that all workers share in a file, whatever their generation.

local tcbilling = require "tcbilling"

local PULLED = "DescribeBillResourceSummaryForOrganization"
local CALLED = "DescribeBillSummaryByPayMode"
local MONTH = "2023-08"
local RATE = 10
local LIMIT = 150 -- rows a page

local bills = {}

local notes = ngx.shared.notes

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT",
  connect_timeout = 1000, -- what is never written lapses that soon
  limits = { billing = { [PULLED] = RATE, [CALLED] = RATE } },
  limiter = { path = ngx.config.prefix() .. "limits" },
})

-- "rows sum", or a failure's message.
local function pull(options)
  local count, sum = 0, tcbilling.decimal(0)
  for i, row, message in client.billing:rows(PULLED, { Month = MONTH,
    Limit = LIMIT }, options) do
    if not row then return message end
    count, sum = i, sum + assert(tcbilling.decimal(row.RealTotalCost))
  end
  return ("%d %s"):format(count, tostring(sum))
end

-- The sum, or a failure's message.
local function call()
  local bill, message = client.billing[CALLED](client.billing,
    { BeginTime = MONTH, EndTime = MONTH })
  if not bill then return message end
  return tostring(tcbilling.sum(bill.SummaryOverview, "RealTotalCost"))
end

local answers = { pull = pull, call = call }

--- Answers with a bill of that kind. Who asks is told at once who is at it;
--- ?worker=PID wants that one, ?concurrency=N pages at once.
function bills.answer(kind)
  local wanted, pid = ngx.var.arg_worker, tostring(ngx.worker.pid())
  ngx.header["X-Worker"] = pid
  if wanted and wanted ~= pid then return ngx.exit(421) end
  ngx.send_headers()
  ngx.flush(true)
  ngx.print(answers[kind] {
    concurrency = tonumber(ngx.var.arg_concurrency) })
end

--- For init_by_lua.
function bills.begin_generation()
  notes:incr("generations", 1, 0)
end

-- A page at a time, so that most last longer than their generation.
local function pull_for_nobody()
  notes:incr("begun", 1, 0)
  notes:incr("bill " .. pull { concurrency = 1 }, 1, 0)
  if ngx.worker.exiting() then notes:incr("over a reload", 1, 0) end
end

--- For init_worker_by_lua: one worker of each generation begins a pull.
function bills.begin_worker()
  if ngx.worker.id() == 0 then assert(ngx.timer.at(0, pull_for_nobody)) end
end

--- Answers with all that was noted, "name=number" a line.
function bills.show_notes()
  for _, name in ipairs(notes:get_keys(0)) do
    ngx.say(name, "=", notes:get(name))
  end
end

return bills
