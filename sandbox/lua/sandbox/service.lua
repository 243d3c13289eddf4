-- From the name of an action to what answers it: a handler of its own, or
-- what its description says.
local adjustments = require "sandbox.adjustments"
local answer = require "sandbox.answer"
local customer_pay_modes = require "sandbox.customer_pay_modes"
local customer_summary = require "sandbox.customer_summary"
local deals = require "sandbox.deals"
local month = require "sandbox.month"
local organization_bill = require "sandbox.organization_bill"
local organization_summary = require "sandbox.organization_summary"
local pay_mode_summary = require "sandbox.pay_mode_summary"
local settings = require "sandbox.settings"

local M = {}

local PAYER = "700000686592"

local billing, intlpartnersmgt = {}, {}

function intlpartnersmgt.DescribeCustomerBillSummary(params, _, now)
  return customer_summary.answer(params, settings.now, now)
end

function billing.DescribeBillResourceSummaryForOrganization(params, plan, now)
  return organization_bill.answer(params, settings.now, now, plan)
end

-- Another payer has another bill of the same size.
local function config_of(payer)
  local config = settings.now
  return { rows = config.rows,
    seed = config.seed .. (payer and "@" .. payer or "") }
end

function billing.DescribeBillSummaryByPayMode(params, plan, now)
  return pay_mode_summary.answer(params, plan, function(asked, payer)
    return organization_bill.bill(config_of(payer), asked, now)
  end)
end

-- nil: by what is not in the rows.
function billing.DescribeBillSummaryForOrganization(params, plan, now)
  if not organization_summary.has(params.GroupType) then return nil end
  return organization_summary.answer(params, plan,
    organization_bill.bill(settings.now, params.Month, now))
end

function billing.DescribeBillResourceSummary(params, plan, now)
  local text, code, why = organization_bill.page(params,
    config_of(params.PayerUin), now, plan)
  if not text then return nil, code, why end
  return (text:gsub('"OwnerUin":"%d+"', '%0,"PayerUin":"'
    .. (params.PayerUin or PAYER) .. '"'))
end

function billing.DescribeBillAdjustInfo(params, _, now)
  return adjustments.answer(params, month.current(now))
end

-- Cents. Usually asked without parameters: its body is `{}`.
function billing.DescribeAccountBalance()
  return '"Balance":1234567,"Uin":700000686592,"RealBalance":1234567.0,'
    .. '"CashAccountBalance":1000000.5,"IncomeIntoAccountBalance":0.0,'
    .. '"PresentAccountBalance":234566.5,"FreezeAmount":0.0,'
    .. '"OweAmount":0.0,"CreditAmount":0.0,"CreditBalance":0.0,'
    .. '"RealCreditBalance":0.0'
end

function billing.PayDeals(params)
  return deals.answer(params)
end

function intlpartnersmgt.DescribeBillSummaryByPayMode(params, _, now)
  return customer_pay_modes.answer(params, settings.now, now)
end

local answers = { billing = billing, intlpartnersmgt = intlpartnersmgt }

--- @param action table as the catalogue has it
--- @return fields of the answer as JSON, or a fixture { text, request_id };
---   or nil, code, message
function M.answer(action, params, plan, now)
  if plan.not_ready and not action.ready_flag then
    return nil, "FailedOperation.SummaryDataNotReady",
      "Summary is being built. Please try again later."
  end
  local handler = answers[action.service][action.name]
  if handler then
    local text, code, why = handler(params, plan, now)
    if text or code then return text, code, why end
  end
  return answer.make(action, params, plan)
end

return M
