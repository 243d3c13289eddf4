-- Makes calls as fast as the limits let it, from several tasks:
--   starts.lua COUNT [PATH [GROUP]]     limits in that file, else "host"
-- Prints "DONE REFUSED".

local tcbilling = require "tcbilling"

local TASKS = 25

local count, path, group = tonumber(arg[1]), arg[2], arg[3]
local refused, done = 0, 0
local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT",
  ca_file = os.getenv "TCBILLING_CA_FILE",
  limiter = path and { path = path, group = group } or "host",
  on_event = function(event)
    if event.kind == "throttled" then refused = refused + 1 end
  end,
})

local function call()
  return client.billing:DescribeBillSummaryByPayMode {
    BeginTime = "2018-11", EndTime = "2018-11",
  }
end

local list = {}
for i = 1, count do list[i] = i end
for _, bill, message in client:each(list, call, { concurrency = TASKS }) do
  if not bill then error(message) end
  done = done + 1
end
print(done, refused)
