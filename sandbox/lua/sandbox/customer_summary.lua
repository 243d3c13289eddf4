-- DescribeCustomerBillSummary: one JSON float per customer and month. Parts
-- add up: both payment states, both billing modes and all transactions of a
-- customer sum to the total without filters.
local catalog = require "sandbox.catalog"
local fixture = require "sandbox.fixture"
local money = require "sandbox.money"
local month = require "sandbox.month"
local random = require "sandbox.random"

local M = {}

local EXAMPLE = { CustomerUin = 1, Month = "2023-02", PayMode = "postPay",
  ActionType = "postpay_deduct_h", IsConfirmed = "0" }

-- Customers with one answer, for the cases that a hash meets too seldom.
local FIXED = {
  [1] = "0",
  [700000000001] = "12345678901.12345678",
  [700000000002] = "-0.00000001",
  [700000000003] = "100",
  [700000000004] = "1e-8",
  [700000000005] = "90071992.54740993",
  [700000000006] = "0.1",
  [700000000007] = "-35.5",
  [700000000008] = "1.2345678E+4",
}
local NOBODYS = 700000000404 -- no customer of this partner
local BUSY = 700000000503 -- its bill is never to be had

function M.mode_of(transaction)
  return transaction:find "^pre" and "prePay" or "postPay"
end

-- What one customer paid for one kind of transaction in one state.
local function cell(base, index, kind)
  local state = random.state(base, index)
  local sort = random.natural(state) % 4
  if sort ~= 0 then return 0LL end
  state = random.step(state)
  local whole = random.natural(state) % 5000
  state = random.step(state)
  local units = whole * 100000000LL + random.natural(state) % 100000000
  return kind < 2 and -units or units
end

--- What matches in `params`, int64 in 1e-8 USD. Customers with one answer are
--- not looked at.
function M.sum(params, seed)
  local base = random.hash(seed .. "|" .. params.CustomerUin .. "|"
    .. params.Month)
  local kind, total = random.natural(base) % 16, 0LL
  if kind == 15 then return total end -- bought nothing
  for i, transaction in ipairs(catalog.transactions) do
    for confirmed = 1, 2 do
      local wanted = (not params.ActionType
          or params.ActionType == transaction)
        and (not params.PayMode or params.PayMode == M.mode_of(transaction))
        and ((params.IsConfirmed or "0") == "0"
          or tonumber(params.IsConfirmed) == confirmed)
      if wanted then total = total + cell(base, i * 2 + confirmed, kind) end
    end
  end
  return total
end

--- The total without filters as text, for /_sandbox/customer.
function M.text(params, seed)
  local fixed = FIXED[params.CustomerUin]
  if fixed then return fixed end
  local text = money.total(M.sum(params, seed)):gsub("0+$", "")
  return (text:gsub("%.$", ""))
end

--- @return true, or nil, code, message
function M.check(uin, bill_month, now)
  if bill_month > month.current(now) or bill_month < "2019-03" then
    return nil, "InvalidParameterValue.InvalidMonth", "Incorrect month value"
  end
  if uin == NOBODYS then
    return nil, "UnauthorizedOperation.UinNoAuth",
      "The current user doesn't have permission for the operation."
  end
  if uin == BUSY then
    return nil, "OperationDenied.ServiceBusy",
      "System busy. Please try again later."
  end
  return true
end

function M.answer(params, config, now)
  if fixture.matches(params, EXAMPLE) then return fixture.customer end
  local fine, code, why = M.check(params.CustomerUin, params.Month, now)
  if not fine then return nil, code, why end
  return '"TotalCost":' .. M.text(params, config.seed)
end

return M
