-- The actions that this cloud serves, as the API's pages describe them:
-- parameters, their types and values, and the documented requests a second.
-- `rate` is per SecretId and action. A closed list of values is checked; the
-- organisation bill's ActionType is a name that varies, so it is left open.
local function int(required, more)
  local field = { type = "int", required = required }
  for name, value in pairs(more or {}) do field[name] = value end
  return field
end

local function text(required, more)
  local field = int(required, more)
  field.type = "string"
  return field
end

local function texts(most)
  return { type = "list", most = most }
end

local PAY_MODES = { "prePay", "postPay" }

local TRANSACTIONS = { "prepay_purchase", "prepay_renew", "prepay_modify",
  "prepay_return", "postpay_deduct", "postpay_deduct_h", "postpay_deduct_d",
  "postpay_deduct_m", "offline_deduct", "online_deduct", "recon_deduct",
  "recon_increase", "ripay_purchase", "postpay_deduct_s", "ri_hour_pay",
  "prePurchase", "preRenew", "preUpgrade", "preDowngrade", "svp_hour_pay",
  "recon_guarantee", "pre_purchase", "pre_renew", "pre_upgrade",
  "pre_downgrade" }

local M = {}

M.transactions = TRANSACTIONS

M.services = {
  billing = {
    version = "2018-07-09",
    actions = {
      DescribeBillSummaryByPayMode = { rate = 20, input = {
        BeginTime = text(true, { month = true }),
        EndTime = text(true, { month = true }),
        PayerUin = text(false) } },
      DescribeBillResourceSummaryForOrganization = { rate = 20, input = {
        Offset = int(true, { min = 0 }),
        Limit = int(true, { min = 1, max = 1000 }),
        Month = text(true, { month = true }),
        PeriodType = text(false, { values = { "byUsedTime", "byPayTime" } }),
        NeedRecordNum = int(false, { min = 0, max = 1 }),
        ActionType = text(false), ResourceId = text(false),
        PayMode = text(false, { values = PAY_MODES }),
        BusinessCode = text(false), TagKey = text(false),
        TagValue = text(false) } },
      DescribeAccountBalance = { rate = 20, input = {} },
      PayDeals = { rate = 20, one_of = { "OrderIds", "BigDealIds" }, input = {
        OrderIds = texts(), BigDealIds = texts(), VoucherIds = texts(1),
        AutoVoucher = int(false, { min = 0, max = 1 }),
        AgentPay = int(false, { values = { 0, 3, 4 } }),
        CpsUin = text(false) } },
    },
  },
  intlpartnersmgt = {
    version = "2022-09-28",
    actions = {
      DescribeCustomerBillSummary = { rate = 1, input = {
        CustomerUin = int(true, { min = 0 }),
        Month = text(true, { month = true,
          code = "InvalidParameterValue.InvalidMonth" }),
        PayMode = text(false, { values = PAY_MODES }),
        ActionType = text(false, { values = TRANSACTIONS }),
        IsConfirmed = text(false, { values = { "0", "1", "2" } }) } },
      -- Not the billing action of that name: other parameters, other fields.
      DescribeBillSummaryByPayMode = { rate = 20, input = {
        CustomerUin = int(true, { min = 0 }),
        BillMonth = text(true, { month = true,
          code = "InvalidParameterValue.InvalidMonth" }) } },
    },
  },
}

-- Which services a request to `host` may mean: the one its first label names,
-- or every one when it names this machine. Another product's host knows none.
local function candidates(host)
  local name = host:gsub(":%d+$", "")
  local label = name:match "^([%w-]+)%." or ""
  if M.services[label] then return { label } end
  if name == "localhost" or name:find "^127%.[%d.]+$" or name == "[::1]" then
    return { "billing", "intlpartnersmgt" }
  end
  return {}
end

--- @return string service, table action; or nil, code, message
function M.find(host, action, version)
  local known = false
  for _, service in ipairs(candidates(host)) do
    local described = M.services[service]
    if described.actions[action] then
      known = true
      if described.version == version then
        return service, described.actions[action]
      end
    end
  end
  if known then
    return nil, "NoSuchVersion", "The version `" .. version
      .. "` of the action `" .. action .. "` does not exist."
  end
  return nil, "InvalidAction", "The action `" .. action .. "` does not exist."
end

return M
