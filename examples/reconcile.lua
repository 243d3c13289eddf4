-- Does a month's bill add up? Its summary within itself, and against its rows.
--   lua5.4 reconcile.lua 2023-08

local tcbilling = require "tcbilling"

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT", -- nil: the real hosts
  ca_file = os.getenv "TCBILLING_CA_FILE",
})
local month = assert(arg[1], "usage: reconcile.lua MONTH")
assert(tcbilling.month.check(month))
if tcbilling.month.state(month) ~= "final" then
  print("the figures of " .. month .. " are provisional")
end

local bill = assert(client.billing:DescribeBillSummaryByPayMode {
  BeginTime = month, EndTime = month })
local rows = client.billing:rows("DescribeBillResourceSummary",
  { Month = month })
local result = assert(tcbilling.reconcile("DescribeBillSummaryByPayMode", bill,
  rows))

for _, d in ipairs(result.differences) do
  print(("%-8s %s%s: %s is %s against %s"):format(d.kind, d.path,
    d.group and " of " .. d.group or "", d.field, tostring(d.left),
    tostring(d.right)))
end
print(("%d sums compared, %d could not be, %d differ"):format(result.checked,
  result.skipped, #result.differences))
if rows.moved then print("rows moved while they were read") end
