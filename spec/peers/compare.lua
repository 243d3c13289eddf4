-- Are the official client's bills the same as ours? compare.lua FILE

local cjson = require "cjson"
local tcbilling = require "tcbilling"

local file = assert(io.open(arg[1], "rb"))
local theirs = cjson.decode(file:read "*a")
file:close()

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT",
  ca_file = os.getenv "TCBILLING_CA_FILE",
})
local passed, failed = 0, 0

local function expect(what, holds)
  if holds then
    passed = passed + 1
  else
    failed = failed + 1
    print("not so: " .. what)
  end
end

-- Fields of ours that theirs has too must be equal; theirs writes what it
-- was not sent as null.
local function same(ours, other)
  if type(ours) ~= "table" then return ours == other end
  if type(other) ~= "table" then return false end
  for key, value in pairs(ours) do
    if not same(value, other[key]) then return false end
  end
  for key, value in pairs(other) do
    if ours[key] == nil and value ~= cjson.null then return false end
  end
  return true
end

local summary = assert(client.billing:DescribeBillSummaryByPayMode {
  BeginTime = "2018-11", EndTime = "2018-11" })
expect("the bill by pay mode is the same",
  #summary.SummaryOverview == 2
  and same(summary.SummaryOverview, theirs.summary.SummaryOverview))

local page = assert(client.billing:DescribeBillResourceSummaryForOrganization {
  Offset = 0, Limit = 1000, Month = "2023-08", NeedRecordNum = 1 })
expect("a thousand rows of the organisation's bill are the same",
  #page.ResourceSummarySet == 1000
  and same(page.ResourceSummarySet, theirs.rows.ResourceSummarySet))
expect("their number is the same", page.Total == theirs.rows.Total)

local customer = assert(client.intlpartnersmgt:DescribeCustomerBillSummary {
  CustomerUin = 700000686592, Month = "2023-08" })
expect("the customer's total is the same number",
  tonumber(customer.TotalCost) == theirs.customer.TotalCost)

print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0)
