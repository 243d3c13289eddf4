-- DescribeBillResourceSummaryForOrganization: pages of rows, and the exact
-- totals that a client's own sums are compared with.
local bill_rows = require "sandbox.bill"
local filter = require "sandbox.filter"
local fixture = require "sandbox.fixture"
local money = require "sandbox.money"
local rows = require "sandbox.rows"
local totals = require "sandbox.totals"
local turns = require "sandbox.turns"

local M = {}

local EXAMPLE = { Offset = 0, Limit = 1, Month = "2023-08", NeedRecordNum = 1,
  ResourceId = bill_rows.EXAMPLE_ID }
local KEPT = 64 -- bills and filtered lists kept, enough for a year and tests

local bills, lists, kept = {}, {}, 0

--- The bill of a month, its sum remembered from request to request.
function M.bill(config, bill_month, now)
  local count = bill_rows.exists(bill_month, now) and config.rows or 0
  local key = config.seed .. "|" .. bill_month .. "|" .. count
  if not bills[key] then
    if kept >= KEPT then bills, lists, kept = {}, {}, 0 end
    bills[key], kept = bill_rows.new(config.seed, bill_month, count), kept + 1
    bills[key].key = key
  end
  return bills[key]
end

-- Indexes of the rows that pass; `shift` rows came in front of the bill.
local function matching(bill, accepts, filter_key, shift)
  local key = bill.key .. "|" .. shift .. "|" .. filter_key
  if lists[key] then return lists[key] end
  if kept >= KEPT then bills, lists, kept = {}, {}, 0 end
  local list, row = {}, {}
  for index = -shift, bill.rows - 1 do
    bill_rows.draw(bill, index, row)
    if accepts(row) then list[#list + 1] = index end
  end
  lists[key], kept = list, kept + 1
  return list
end

local function page(bill, params, shift)
  turns.begin(params.Limit)
  local accepts, key = filter.new(params)
  local list = accepts and matching(bill, accepts, key, shift)
  local total = list and #list or math.max(bill.rows + shift, 0)
  if bill.rows == 0 then total = 0 end
  local texts, row = {}, {}
  local stop = math.min(params.Offset + params.Limit, total)
  for at = params.Offset, stop - 1 do
    local index = list and list[at + 1] or at - shift
    texts[#texts + 1] = rows.json(bill, bill_rows.draw(bill, index, row))
    turns.pause(#texts)
  end
  turns.finish(params.Limit)
  return table.concat(texts, ","), total
end

-- Total is absent unless asked for; asked with 0 it is null.
local function count_text(params, total)
  if params.NeedRecordNum == 1 then return ',"Total":' .. total end
  return params.NeedRecordNum == 0 and ',"Total":null' or ""
end

--- A page of a bill's rows; the same as the payer's own bill has them.
--- @param plan table what faults change: shift, total
function M.page(params, config, now, plan)
  if params.Month < "2019-03" then
    return nil, "InvalidParameterValue", "The bill of " .. params.Month
      .. " is not available."
  end
  local bill = M.bill(config, params.Month, now)
  local text, total = page(bill, params, plan.shift or 0)
  return '"ResourceSummarySet":[' .. text .. "]"
    .. count_text(params, plan.total or total)
end

--- The same, with the documented example.
function M.answer(params, config, now, plan)
  local faulted = plan.shift or plan.total
  if not faulted and fixture.matches(params, EXAMPLE) then
    return fixture.organization
  end
  return M.page(params, config, now, plan)
end

--- Sums of the rows that pass the filters in `params`.
--- @return table { real, cost, cash, incentive, voucher, transfer } as int64,
---   and rows, unpriced
function M.sums(bill, params)
  local accepts = filter.new(params)
  local sums, row = totals.new(), {}
  sums.rows, sums.unpriced = 0, 0
  for index = 0, bill.rows - 1 do
    bill_rows.draw(bill, index, row)
    if not accepts or accepts(row) then
      totals.add(sums, row)
      sums.rows = sums.rows + 1
      sums.unpriced = sums.unpriced + (row.unpriced and 1 or 0)
    end
  end
  return sums
end

--- The same as texts, for /_sandbox/total.
function M.total(params, config, now)
  local sums = M.sums(M.bill(config, params.Month, now), params)
  return { Month = params.Month, rows = sums.rows,
    RealTotalCost = money.total(sums.real),
    TotalCost = money.total(sums.cost),
    CashPayAmount = money.total(sums.cash),
    IncentivePayAmount = money.total(sums.incentive),
    VoucherPayAmount = money.total(sums.voucher),
    TransferPayAmount = money.total(sums.transfer),
    counted = sums.rows - sums.unpriced, skipped = sums.unpriced }
end

return M
