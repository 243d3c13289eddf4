-- Bills by resource, field by field, under the API's names.

local catalog = require "tcbilling.catalog"
local columns = require "tcbilling.pull.formats.columns"

-- The order of files: what it is, whose, where, what it cost, what else.
-- Fields that are newer come behind.
local ORDER = { "BillMonth", "PayerUin", "OwnerUin", "OperateUin",
  "ResourceId", "ResourceName", "BusinessCode", "BusinessCodeName",
  "ProductCode", "ProductCodeName", "PayModeName", "ActionTypeName",
  "ProjectName", "RegionId", "RegionName", "ZoneName", "InstanceType",
  "OrderId", "PayTime", "FeeBeginTime", "FeeEndTime", "ConfigDesc",
  "TotalCost", "Discount", "ReduceType", "RealTotalCost", "CashPayAmount",
  "IncentivePayAmount", "VoucherPayAmount", "TransferPayAmount",
  "OriginalCostWithRI", "OriginalCostWithSP", "SPDeduction", "ExtendField1",
  "ExtendField2", "ExtendField3", "ExtendField4", "ExtendField5", "Tags" }

-- The fields of rows of both actions that give bills by resource.
local function fields()
  local known, api = {}, catalog.load("billing")
  for _, action in ipairs { "DescribeBillResourceSummary",
    "DescribeBillResourceSummaryForOrganization" } do
    local entry = api.actions[action]
    local item = entry.output[entry.paging.items]:match("^(%w+)%[%]$")
    for name, word in pairs(api.objects[item]) do known[name] = word end
  end
  return known
end

local function ordered(known)
  local names, placed = {}, {}
  for _, name in ipairs(ORDER) do
    if known[name] then names[#names + 1], placed[name] = name, true end
  end
  local n, others = #names, {}
  for name in pairs(known) do
    if not placed[name] then others[#others + 1] = name end
  end
  table.sort(others)
  for i, name in ipairs(others) do names[n + i] = name end
  return names
end

local function all_columns()
  local known, list = fields(), {}
  for i, name in ipairs(ordered(known)) do
    list[i] = columns.new(name, known[name])
  end
  return list
end

local list = all_columns()

return {
  name = "resources",
  columns = list,
  read = function(row) return columns.read(list, row) end,
}
