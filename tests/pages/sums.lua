-- Asks the sandbox for the summaries that the page shows. It sums all rows of a
-- month when it is first asked, and notices nothing that arrives meanwhile: so
-- what is counted by the second later would be counted late.

local live = require "tcbilling.report.live"
local previous = require "tcbilling.month".previous
local tcbilling = require "tcbilling"

local MONTHS = 12

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT",
  ca_file = os.getenv "TCBILLING_CA_FILE",
  limiter = "process",
})
local month = "2023-08"
for _ = 1, MONTHS do
  assert(live.summary(client, month, {}))
  month = previous(month)
end
