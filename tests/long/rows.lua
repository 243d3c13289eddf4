-- One pull of an organisation's bill, with one long rest; prints rows, sum and
-- peak memory (kB).

local tcbilling = require "tcbilling"

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT",
  ca_file = os.getenv "TCBILLING_CA_FILE",
})
local sum, count = tcbilling.decimal(0), 0
for i, row, message in client.billing:rows(
  "DescribeBillResourceSummaryForOrganization", { Month = "2023-08" },
  { concurrency = 20 }) do
  if not row then error(message) end
  -- so that as many pages wait for their reader as ever may
  if i == 1 then client:sleep(3) end
  sum = sum + tcbilling.decimal(row.RealTotalCost)
  count = i
end

local peak
for line in io.lines "/proc/self/status" do
  peak = peak or line:match "^VmHWM:%s+(%d+) kB"
end
print(count, tostring(sum), peak)
