-- Calls without end, from several tasks, for somebody to kill: see kills.lua.
--   endless.lua ENDPOINT PATH     with the limits in that file
-- Ends by itself after a minute, or after a failure that no signal explains.

local tcbilling = require "tcbilling"

local TASKS = 3
local LIFE = 60 -- seconds, should whoever kills it be gone

-- A process that was stopped finds its time over.
local IS_USUAL = { timeout = true, network = true }

local client = assert(tcbilling.new {
  endpoint = arg[1],
  ca_file = os.getenv "TCBILLING_CA_FILE",
  connect_timeout = 400, -- what is never written lapses that soon
  limits = { billing = { DescribeBillSummaryByPayMode = 5 } },
  limiter = { path = arg[2] },
})

local function call_on()
  while true do
    local bill, message, detail = client.billing:DescribeBillSummaryByPayMode {
      BeginTime = "2018-11", EndTime = "2018-11",
    }
    if not bill then io.stderr:write(detail.kind, ": ", message, "\n") end
    if not bill and not IS_USUAL[detail.kind] then os.exit(1) end
  end
end

for _ = 1, TASKS do client:spawn(call_on) end
client:sleep(LIFE)
