-- What each of many Lua states does, in threads of one process: signs, reads,
-- counts, asks the sandbox, and goes, in one way or another.
--   state.lua N    its number

local n = ...
local tcbilling = require "tcbilling"

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT",
  ca_file = os.getenv "TCBILLING_CA_FILE",
  limits = { billing = { DescribeBillSummaryByPayMode = 128 } },
})
local request = assert(client.billing:DescribeBillSummaryByPayMode(
  { BeginTime = "2023-08", EndTime = "2023-08" }, { dry_run = true }))
assert(request.method == "POST")
assert(tcbilling.json.decode '{"a":[1,2,{"b":null}]}'.a[2] == 2)
assert(tcbilling.decimal "0.1" + tcbilling.decimal "0.2"
  == tcbilling.decimal "0.3")

if n % 8 == 0 then
  local bill, message = client.billing:DescribeBillSummaryByPayMode {
    BeginTime = "2023-08", EndTime = "2023-08" }
  assert(bill, message)
end
if n % 5 == 0 then
  client:spawn(function() client:sleep(10) end) -- is left behind
end
if n % 3 == 0 then client:close() end
