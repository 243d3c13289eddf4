-- One row of the organisation bill as JSON: 38 fields in the order of the
-- documented example. One format per row keeps a page of 1000 rows, over a
-- megabyte, at a few milliseconds.
local bill_rows = require "sandbox.bill"
local fixture = require "sandbox.fixture"
local money = require "sandbox.money"
local random = require "sandbox.random"
local stock = require "sandbox.stock"

local M = {}

local format, natural, step = string.format, random.natural, random.step

local FORMAT = '{"ActionTypeName":"%s","BillMonth":"%s","BusinessCode":"%s",'
  .. '"BusinessCodeName":"%s","CashPayAmount":"%s","ConfigDesc":"%s",'
  .. '"Discount":"%s","ExtendField1":"%s","ExtendField2":"%s",'
  .. '"ExtendField3":"-","ExtendField4":"-","ExtendField5":"-",'
  .. '"FeeBeginTime":"%s-%02d 10:58:41","FeeEndTime":"%s-%02d 10:58:40",'
  .. '"IncentivePayAmount":"%s","InstanceType":"%s","OperateUin":"%s",'
  .. '"OrderId":"%s","OriginalCostWithRI":"0.00000000",'
  .. '"OriginalCostWithSP":"%s","OwnerUin":"%s","PayModeName":"%s",'
  .. '"PayTime":"%s-%02d 03:42:18","ProductCode":"%s",'
  .. '"ProductCodeName":"%s","ProjectName":"%s","RealTotalCost":"%s",'
  .. '"ReduceType":"%s","RegionId":%d,"RegionName":"%s","ResourceId":"%s",'
  .. '"ResourceName":"%s","SPDeduction":"0.00000000","Tags":%s,'
  .. '"TotalCost":"%s","TransferPayAmount":"%s","VoucherPayAmount":"%s",'
  .. '"ZoneName":"%s"}'

local NO_PRODUCT = { code = "-", name = "-", sub = "-", sub_name = "-",
  config = "-", type = "-" }

local function amount(units)
  return units == 0 and "0.00000000" or money.text(units)
end

local function list_price(row)
  if row.unpriced then return "-" end
  return row.short and money.short(row.cost) or money.text(row.cost)
end

local function discount(row)
  if row.unpriced then return "-" end
  if row.real < 0 then return "" end
  return money.short(row.discount * 100)
end

-- The first digits are the day; 23 of them don't fit any integer type.
local function order_id(bill, day, a, b)
  return format("%s%02d%08d%07d", bill.month:gsub("-", ""), day, a % 1e8,
    b % 1e7)
end

local function extend_fields(row, product, a, b)
  if product.id ~= "ins-" and product.id ~= "cdb-" then return "-", "-" end
  return format("vpc: vpc-%08x,Default-VPC", a), format("vip: 172.27.%d.%d",
    b % 256, row.index % 254 + 1)
end

--- @param row table as bill.draw fills it
function M.json(bill, row)
  if row.is_example then return fixture.example_row end
  local a = step(row.state)
  local b = step(a)
  local m, day = bill.month, natural(a) % 27 + 1
  a, b = natural(a), natural(b)
  local product, tx = row.product or NO_PRODUCT, row.transaction
  local extend1, extend2 = extend_fields(row, product, a, b)
  local real = row.short and money.short(row.real) or amount(row.real)
  local name = row.name == "" and "" or row.name .. row.index
  local owner = format("7000006%05d", a % 40)
  return format(FORMAT, tx.name, m, product.code, product.name,
    amount(row.cash), product.config, discount(row), extend1, extend2, m, day,
    m, 28, amount(row.incentive), product.type, owner,
    order_id(bill, day, a, b), row.real == 0 and amount(row.cost) or "0", owner,
    stock.mode_names[tx.mode], m, day, product.sub, product.sub_name,
    stock.projects[b % #stock.projects + 1], real,
    row.real < 0 and "-" or "Discount", row.region.id, row.region.name,
    bill_rows.resource_id(row), name, row.tags.json, list_price(row),
    amount(row.transfer), amount(row.voucher), row.region.zone)
end

return M
