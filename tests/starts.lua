-- Makes calls as fast as the limits let it, from several tasks:
--   starts.lua COUNT [PATH [GROUP]]     limits in that file, else "host"
-- Prints "DONE REFUSED". Run by nginx's workers too (tests/nginx/starts).

local tcbilling = require "tcbilling"

local TASKS = 25
local TOTAL = "3245.24000000" -- of the documented example

local function new_client(path, group, on_event)
  return assert(tcbilling.new {
    endpoint = os.getenv "TCBILLING_ENDPOINT",
    ca_file = os.getenv "TCBILLING_CA_FILE", -- unset in nginx
    limiter = path and { path = path, group = group } or "host",
    on_event = on_event,
  })
end

local function check(bill, message)
  if not bill then error(message) end
  local total = tostring(tcbilling.sum(bill.SummaryOverview, "RealTotalCost"))
  if total ~= TOTAL then error("a wrong bill: " .. total) end
end

--- Makes `count` calls in so many tasks.
---@return integer done, integer refused
local function run(count, tasks, path, group)
  local done, refused = 0, 0
  local client = new_client(path, group, function(event)
    if event.kind == "throttled" then refused = refused + 1 end
  end)
  local list = {}
  for i = 1, count do list[i] = i end
  for _, bill, message in client:each(list, function()
    return client.billing:DescribeBillSummaryByPayMode {
      BeginTime = "2018-11", EndTime = "2018-11",
    }
  end, { concurrency = tasks }) do
    check(bill, message)
    done = done + 1
  end
  return done, refused
end

if arg then print(run(tonumber(arg[1]), TASKS, arg[2], arg[3])) end

return run
