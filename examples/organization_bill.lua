-- An organisation's bill by instance, all rows of it, added up by product.
--   lua5.4 organization_bill.lua 2023-08

local tcbilling = require "tcbilling"

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT", -- nil: the real hosts
  ca_file = os.getenv "TCBILLING_CA_FILE",
})
local month = assert(arg[1], "usage: organization_bill.lua MONTH")
local totals, products, count = {}, {}, 0

local rows = client.billing:rows(
  "DescribeBillResourceSummaryForOrganization", { Month = month },
  { fields = { "BusinessCodeName", "RealTotalCost" } })
for i, row, err in rows do
  if not row then error(err) end
  local product = row.BusinessCodeName or "-"
  if not totals[product] then
    totals[product] = tcbilling.decimal(0)
    products[#products + 1] = product
  end
  local amount = assert(tcbilling.decimal(row.RealTotalCost))
  totals[product] = totals[product] + amount
  count = i
end

table.sort(products, function(a, b) return totals[a] > totals[b] end)
local together = tcbilling.decimal(0)
print(("%-44s %20s"):format("Product, " .. month, "To pay"))
for _, product in ipairs(products) do
  print(("%-44s %20s"):format(product, tostring(totals[product])))
  together = together + totals[product]
end
print(("%-44s %20s"):format(count .. " rows together", tostring(together)))
if rows.moved then print("The bill moved while it was read.") end
