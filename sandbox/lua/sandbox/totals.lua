-- Sums of rows' amounts, as int64 in units of 1e-8.
local money = require "sandbox.money"

local M = {}

local PARTS = { "real", "cost", "cash", "incentive", "voucher", "transfer" }

function M.new()
  local sums = {}
  for _, part in ipairs(PARTS) do sums[part] = 0LL end
  return sums
end

--- Adds a row or other sums; a list price of "-" is none.
function M.add(sums, amounts)
  for _, part in ipairs(PARTS) do
    if part ~= "cost" or not amounts.unpriced then
      sums[part] = sums[part] + amounts[part]
    end
  end
end

--- Under the names of the API, without braces.
function M.json(sums)
  return '"RealTotalCost":"' .. money.total(sums.real)
    .. '","TotalCost":"' .. money.total(sums.cost)
    .. '","CashPayAmount":"' .. money.total(sums.cash)
    .. '","IncentivePayAmount":"' .. money.total(sums.incentive)
    .. '","VoucherPayAmount":"' .. money.total(sums.voucher)
    .. '","TransferPayAmount":"' .. money.total(sums.transfer) .. '"'
end

return M
