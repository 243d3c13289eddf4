-- A month's bill by billing modes, as `summary` tells of it: what came, its
-- exact totals, and what does not add up.

local core = require "tcbilling.core"
local month = require "tcbilling.month"
local reconcile = require "tcbilling.reconcile"

local bill = {}

local ACTION = "DescribeBillSummaryByPayMode"

-- What each service's summary has of amounts. The partners' customers are
-- told of two prices and the vouchers.
local FIELDS = {
  billing = { "TotalCost", "RealTotalCost", "CashPayAmount",
    "IncentivePayAmount", "VoucherPayAmount", "TransferPayAmount" },
  intlpartnersmgt = { "OriginalCost", "TotalCost", "VoucherPayAmount" },
}

--- The call that asks for it.
---@param args table month, customer, payer
---@return table call { service, action, params }
function bill.call(args)
  if args.customer then
    return { service = "intlpartnersmgt", action = ACTION,
      params = { BillMonth = args.month, CustomerUin = args.customer } }
  end
  return { service = "billing", action = ACTION, params = {
    BeginTime = args.month, EndTime = args.month, PayerUin = args.payer } }
end

local function is_list(value)
  if value == nil then return true end
  if type(value) ~= "table" then return false end
  for i = 1, #value do
    if type(value[i]) ~= "table" then return false end
  end
  return #value > 0 or next(value) == nil
end

-- Does it have the shape of a bill?
local function check_shape(list)
  if not is_list(list) then return nil, "SummaryOverview" end
  for i, mode in ipairs(list or {}) do
    if not is_list(mode.Detail) then
      return nil, ("SummaryOverview[%d].Detail"):format(i)
    end
  end
  return true
end

-- The sums of all modes, and how many have such an amount or none.
local function add_up(own)
  for _, field in ipairs(own.fields) do
    local sum, counted, skipped = core.decimal.sum(own.modes, field)
    if not sum then return nil, counted end
    own.totals[field] = sum
    own.counted[field], own.skipped[field] = counted, skipped
  end
  return true
end

local function unreadable(what)
  return nil, "the bill can't be read: " .. what, { kind = "decode" }
end

--- Reads an answer.
---@param call table as bill.call made it
---@param args table
---@param response table
---@return table? bill { month, state, service, modes, fields, list_price,
---  to_pay (names of fields), totals, counted, skipped (by field), differences,
---  unreadable }
---@return string? message, table? detail
function bill.read(call, args, response)
  local done, what = check_shape(response.SummaryOverview)
  if not done then return unreadable(what .. " is no list of objects") end
  local fields = FIELDS[call.service]
  local own = { month = args.month, state = month.state(args.month),
    service = call.service, modes = response.SummaryOverview or {},
    customer_uin = args.customer, payer_uin = args.payer, fields = fields,
    list_price = fields[1], to_pay = fields[2], totals = {}, counted = {},
    skipped = {} }
  done, what = add_up(own)
  if not done then return unreadable(what) end
  local result = reconcile(ACTION, response)
  own.differences, own.unreadable = result.differences, result.unreadable
  return own
end

-- For programs

local function texts_of(differences)
  local texts = core.json.list {}
  for i, d in ipairs(differences) do
    texts[i] = { path = d.path, field = d.field, kind = d.kind,
      left = tostring(d.left), right = tostring(d.right),
      difference = tostring(d.difference) }
  end
  return texts
end

--- As an object of JSON; the modes are what the API sent.
---@param own table
---@return table
function bill.object(own)
  local totals = {}
  for field, sum in pairs(own.totals) do totals[field] = tostring(sum) end
  return { month = own.month, state = own.state, modes = own.modes,
    customer_uin = own.customer_uin, payer_uin = own.payer_uin,
    totals = totals, differences = texts_of(own.differences) }
end

--- The columns of its rows.
---@param own table
---@return table[] { name, kind }
function bill.columns(own)
  local columns = { { name = "Month", kind = "string" },
    { name = "PayMode", kind = "string" },
    { name = "PayModeName", kind = "string" },
    { name = "ActionType", kind = "string" },
    { name = "ActionTypeName", kind = "string" } }
  for _, field in ipairs(own.fields) do
    columns[#columns + 1] = { name = field, kind = "usd" }
  end
  return columns
end

local function row_of(own, mode, detail)
  local row = { Month = own.month, PayMode = mode.PayMode,
    PayModeName = mode.PayModeName, ActionType = detail.ActionType,
    ActionTypeName = detail.ActionTypeName }
  for _, field in ipairs(own.fields) do row[field] = detail[field] end
  return row
end

--- Its rows: one for each transaction type, so that a column adds up to the
--- bill; a mode without any has one itself.
---@param own table
---@return table[]
function bill.rows(own)
  local rows = {}
  for _, mode in ipairs(own.modes) do
    local details = mode.Detail or {}
    if #details == 0 then rows[#rows + 1] = row_of(own, mode, mode) end
    for _, detail in ipairs(details) do
      rows[#rows + 1] = row_of(own, mode, detail)
    end
  end
  return rows
end

return bill
