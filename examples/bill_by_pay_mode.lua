-- A month's bill by billing mode and transaction type, and its exact total.
--   lua5.4 bill_by_pay_mode.lua 2018-11

local tcbilling = require "tcbilling"

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT", -- nil: the real hosts
  ca_file = os.getenv "TCBILLING_CA_FILE",
})
local month = assert(arg[1], "usage: bill_by_pay_mode.lua MONTH")
local bill = assert(client.billing:DescribeBillSummaryByPayMode({
  BeginTime = month,
  EndTime = month,
}, { deadline = 30 }))

local function line(name, list_price, to_pay)
  print(("%-44s %20s %20s"):format(name, list_price or "-", to_pay or "-"))
end

line("Bill of " .. month, "List price", "To pay")
local modes = bill.SummaryOverview or {} -- absent where there is no bill
for _, mode in ipairs(modes) do
  line(mode.PayModeName, mode.TotalCost, mode.RealTotalCost)
  for _, kind in ipairs(mode.Detail or {}) do
    line("  " .. kind.ActionTypeName, kind.TotalCost, kind.RealTotalCost)
  end
end

-- A list price may be "-": such amounts are skipped, and counted.
local list_price, _, skipped = tcbilling.sum(modes, "TotalCost")
local to_pay = tcbilling.sum(modes, "RealTotalCost")
line("Together", tostring(list_price), tostring(to_pay))
if skipped > 0 then print(skipped .. " without a list price") end
