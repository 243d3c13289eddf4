-- What customers of a reseller cost in a month, and all of them together.
--   lua5.4 customer_bill.lua 2023-08 700000686592 700000686593

local tcbilling = require "tcbilling"

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT", -- nil: the real hosts
  ca_file = os.getenv "TCBILLING_CA_FILE",
})
assert(#arg >= 2, "usage: customer_bill.lua MONTH CUSTOMER_UIN...")
local month = arg[1]
local total = tcbilling.decimal(0)

print(("%-16s %26s"):format("Customer", "Total (" .. month .. ")"))
for i = 2, #arg do
  local bill = assert(client.intlpartnersmgt:DescribeCustomerBillSummary {
    CustomerUin = arg[i],
    Month = month,
  })
  print(("%-16s %26s"):format(arg[i], bill.TotalCost))
  total = total + assert(tcbilling.decimal(bill.TotalCost))
end
print(("%-16s %26s"):format("Together", tostring(total)))
