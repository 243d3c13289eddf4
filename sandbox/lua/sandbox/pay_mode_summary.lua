-- DescribeBillSummaryByPayMode: the same rows that the organisation bill
-- lists, summed by billing mode and transaction, so that the two reconcile.
local bill_rows = require "sandbox.bill"
local fixture = require "sandbox.fixture"
local stock = require "sandbox.stock"
local totals = require "sandbox.totals"

local M = {}

local EXAMPLE = { BeginTime = "2018-11", EndTime = "2018-11" }
local NOT_READY = '"Ready":0,"SummaryOverview":null'
-- An account whose billing is still being set up.
local NEW_ACCOUNT = "700000000000"

-- By transaction, each with its code and summary name.
local function by_transaction(bill)
  local sums, row = {}, {}
  for index = 0, bill.rows - 1 do
    bill_rows.draw(bill, index, row)
    local transaction = row.transaction
    sums[transaction] = sums[transaction] or totals.new()
    totals.add(sums[transaction], row)
  end
  return sums
end

-- Shares are of what is positive; the rest shows 0.00.
local function ratio(part, whole)
  if part <= 0LL or whole <= 0LL then return "0.00" end
  return string.format("%.2f", tonumber(part) / tonumber(whole) * 100)
end

local function amounts_json(sums, whole)
  return totals.json(sums)
    .. ',"RealTotalCostRatio":"' .. ratio(sums.real, whole) .. '"'
end

local function positive(list)
  local sum = 0LL
  for _, entry in ipairs(list) do
    if entry.sums.real > 0LL then sum = sum + entry.sums.real end
  end
  return sum
end

local ORDER = { stock.refund, stock.compensation, stock.precision }
for i, transaction in ipairs(stock.transactions) do
  table.insert(ORDER, i, transaction)
end

-- The details of one mode, in the order of the stock, precision last.
local function details(sums, mode)
  local list, whole = {}, totals.new()
  for _, transaction in ipairs(ORDER) do
    if transaction.mode == mode and sums[transaction] then
      list[#list + 1] = { transaction = transaction, sums = sums[transaction] }
      totals.add(whole, sums[transaction])
    end
  end
  return list, whole
end

local function detail_json(list, bill_month)
  local texts, whole = {}, positive(list)
  for i, entry in ipairs(list) do
    texts[i] = '{"ActionType":"' .. entry.transaction.code
      .. '","ActionTypeName":"' .. entry.transaction.summary_name .. '",'
      .. amounts_json(entry.sums, whole) .. ',"BillMonth":"' .. bill_month
      .. '"}'
  end
  return table.concat(texts, ",")
end

local function overview(bill)
  local sums, modes = by_transaction(bill), {}
  for _, mode in ipairs { "prePay", "postPay" } do
    local list, whole = details(sums, mode)
    if #list > 0 then
      modes[#modes + 1] = { mode = mode, list = list, sums = whole }
    end
  end
  local all, texts = positive(modes), {}
  for i, entry in ipairs(modes) do
    texts[i] = '{"PayMode":"' .. entry.mode .. '","PayModeName":"'
      .. stock.mode_names[entry.mode] .. '",' .. amounts_json(entry.sums, all)
      .. ',"Detail":[' .. detail_json(entry.list, bill.month) .. "]}"
  end
  return table.concat(texts, ",")
end

--- @param bill_of function month, payer -> bill
function M.answer(params, plan, bill_of)
  if plan.not_ready or params.PayerUin == NEW_ACCOUNT then return NOT_READY end
  if fixture.matches(params, EXAMPLE) then return fixture.pay_mode end
  local bill = bill_of(params.BeginTime, params.PayerUin)
  if bill.rows == 0 then return '"Ready":1,"SummaryOverview":null' end
  bill.overview = bill.overview or overview(bill)
  return '"Ready":1,"SummaryOverview":[' .. bill.overview .. "]"
end

return M
