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

local function line(name, row)
  print(("%-44s %20s %20s"):format(name, row.TotalCost, row.RealTotalCost))
end

line("Bill of " .. month, { TotalCost = "List price",
  RealTotalCost = "To pay" })
local modes = bill.SummaryOverview or {}
for _, mode in ipairs(modes) do
  line(mode.PayModeName, mode)
  for _, kind in ipairs(mode.Detail) do
    line("  " .. kind.ActionTypeName, kind)
  end
end
line("Together", {
  TotalCost = tostring(tcbilling.sum(modes, "TotalCost")),
  RealTotalCost = tostring(tcbilling.sum(modes, "RealTotalCost")),
})
