-- DescribeBillSummaryByPayMode of the partner service: one customer's bill by
-- billing mode and transaction, the same parts that the customer's total has.
local catalog = require "sandbox.catalog"
local customer_summary = require "sandbox.customer_summary"
local money = require "sandbox.money"
local stock = require "sandbox.stock"

local M = {}

local function amounts(units)
  local text = money.total(units)
  return '"OriginalCost":"' .. text .. '","VoucherPayAmount":"0.00000000",'
    .. '"TotalCost":"' .. text .. '"'
end

local function sum(params, config, transaction)
  return customer_summary.sum({ CustomerUin = params.CustomerUin,
    Month = params.BillMonth, ActionType = transaction }, config.seed)
end

local function mode_json(params, config, mode)
  local texts, total = {}, 0LL
  for _, transaction in ipairs(catalog.transactions) do
    local units = sum(params, config, transaction)
    if customer_summary.mode_of(transaction) == mode and units ~= 0LL then
      texts[#texts + 1] = '{"ActionType":"' .. transaction
        .. '","ActionTypeName":"' .. transaction .. '",' .. amounts(units)
        .. "}"
      total = total + units
    end
  end
  if #texts == 0 then return nil end
  return '{"PayMode":"' .. mode .. '","PayModeName":"'
    .. stock.mode_names[mode] .. '",' .. amounts(total) .. ',"Detail":['
    .. table.concat(texts, ",") .. "]}"
end

function M.answer(params, config, now)
  local fine, code, why = customer_summary.check(params.CustomerUin,
    params.BillMonth, now)
  if not fine then return nil, code, why end
  local modes = {}
  for _, mode in ipairs { "prePay", "postPay" } do
    modes[#modes + 1] = mode_json(params, config, mode)
  end
  return '"SummaryOverview":[' .. table.concat(modes, ",") .. "]"
end

return M
