-- Bills by resource in columns of FOCUS 1.0, the FinOps Open Cost and Usage
-- Specification: those that can be derived from what the API says.

local calendar = require "tcbilling.calendar"
local core = require "tcbilling.core"
local digits = require "tcbilling.digits"
local month = require "tcbilling.month"
local transaction_type = require "tcbilling.transaction_types"

local decimal = core.decimal

local PATTERN = "^(%d%d%d%d)-(%d%d)-(%d%d) (%d%d):(%d%d):(%d%d)$"

-- Beijing's "2023-08-07 10:58:41" as UTC's "2023-08-07T02:58:41Z"; nil: it
-- says no time, as "0000-00-00 00:00:00" does.
local function utc(text, later)
  if type(text) ~= "string" then return nil end
  local y, m, d, hour, minute, second = text:match(PATTERN)
  if not y or y < "1970" then return nil end
  local unix = calendar.days(tonumber(y), tonumber(m), tonumber(d)) * 86400
    + tonumber(hour) * 3600 + tonumber(minute) * 60 + tonumber(second)
  return os.date("!%Y-%m-%dT%H:%M:%SZ", unix - calendar.BEIJING
    + (later or 0))
end

-- The last second of a period is in it; FOCUS names the one behind.
local function ending(text)
  local is_last = type(text) == "string" and text:find(":59$")
  return utc(text, is_last and 1 or 0)
end

-- By the main code or present name of a transaction's type: category, class.
local KINDS = {
  ["prepay_return"] = { "Purchase", "Correction" },
  ["RI refund"] = { "Purchase", "Correction" },
  ["Pay-as-you-go reversal"] = { "Usage", "Correction" },
}

local function kinds(category, class, list)
  for _, word in ipairs(list) do KINDS[word] = { category, class } end
end

kinds("Purchase", nil, { "prepay_purchase", "prepay_renew", "prepay_modify",
  "preUpgrade", "preDowngrade", "pre_to_post", "ripay_purchase",
  "ri_hour_pay", "svp_hour_pay", "Yearly/monthly subscription", "Prepaid",
  "Yearly/monthly subscription resource migration in",
  "Yearly/monthly subscription resource migration out" })
kinds("Usage", nil, { "postpay_deduct", "postpay_deduct_h",
  "postpay_deduct_d", "postpay_deduct_m", "postpay_deduct_s", "Hourly",
  "Pay-as-you-go resource migration in",
  "Pay-as-you-go resource migration out" })
kinds("Adjustment", nil, { "offline_deduct", "online_deduct",
  "recon_guarantee", "billVirtualId", "Offer deduction" })
kinds("Adjustment", "Correction", { "recon_deduct", "recon_increase",
  "recon_increase_f", "Adjustment - refund", "Offer compensation",
  "Offline product adjustment compensation" })

local UNKNOWN = {}

-- What kind of charge it is. The types are few, so what was found is kept.
local found = {}

local function kind_of(row)
  local name = row.BusinessCode == "billVirtualId" and "billVirtualId"
    or row.ActionTypeName
  if type(name) ~= "string" then return UNKNOWN end
  if not found[name] then
    local is = transaction_type(name)
    found[name] = is and (KINDS[is.code] or KINDS[is.name]) or UNKNOWN
  end
  return found[name]
end

local USAGE_BASED = { Usage = "Usage-Based" }

-- The API writes "-" where there is nothing to say.
local function said(value)
  if value == nil or value == "-" or value == "" then return nil end
  return type(value) == "number" and digits(value) or value
end

local function amount(value)
  return said(value) and decimal(value) and value or nil
end

local function tags(row)
  local object = {}
  for _, tag in ipairs(row.Tags or {}) do
    if type(tag) == "table" and type(tag.TagKey) == "string" then
      object[tag.TagKey] = tag.TagValue or ""
    end
  end
  if next(object) == nil then return "{}" end
  return (core.json.encode(object))
end

local function description(row)
  local what, why = said(row.ProductCodeName) or said(row.BusinessCodeName),
    said(row.ActionTypeName)
  return what and why and what .. ": " .. why or what or why
end

local function month_begin(name)
  return name and utc(name .. "-01 00:00:00")
end

-- Name, kind, and where it comes from: a field's name, or a function.
local COLUMNS = {
  { "AvailabilityZone", "text", "ZoneName" },
  { "BilledCost", "money", function(row) return amount(row.RealTotalCost) end },
  { "BillingAccountId", "text", function(row, bill)
    return said(row.PayerUin) or bill.account
  end },
  { "BillingCurrency", "text", function() return "USD" end },
  { "BillingPeriodEnd", "text", function(_, bill)
    return month_begin((month.next(bill.month)))
  end },
  { "BillingPeriodStart", "text", function(_, bill)
    return month_begin(bill.month)
  end },
  { "ChargeCategory", "text", function(row) return kind_of(row)[1] end },
  { "ChargeClass", "text", function(row) return kind_of(row)[2] end },
  { "ChargeDescription", "text", description },
  { "ChargeFrequency", "text", function(row)
    return USAGE_BASED[kind_of(row)[1]]
  end },
  { "ChargePeriodEnd", "text", function(row)
    return ending(row.FeeEndTime)
  end },
  { "ChargePeriodStart", "text", function(row)
    return utc(row.FeeBeginTime)
  end },
  { "ListCost", "money", function(row) return amount(row.TotalCost) end },
  { "ProviderName", "text", function() return "Tencent Cloud" end },
  { "RegionId", "text", "RegionId" },
  { "RegionName", "text", "RegionName" },
  { "ResourceId", "text", "ResourceId" },
  { "ResourceName", "text", "ResourceName" },
  { "ResourceType", "text", "ProductCodeName" },
  { "ServiceName", "text", "BusinessCodeName" },
  { "SubAccountId", "text", "OwnerUin" },
  { "Tags", "json", tags },
}

local columns = {}
for i, column in ipairs(COLUMNS) do
  columns[i] = { name = column[1], kind = column[2],
    column = column[1]:gsub("(%l)(%u)", "%1_%2"):lower() }
end

local function read(row, bill)
  local values = {}
  for i = 1, #COLUMNS do
    local from = COLUMNS[i][3]
    if type(from) == "string" then
      values[i] = said(row[from])
    else
      values[i] = from(row, bill)
    end
  end
  return values
end

return {
  name = "focus",
  own_prefix = "x_", -- of columns that FOCUS does not know
  columns = columns,
  read = read,
  -- for people
  notes = {
    "BillingCurrency is USD, since that is what the International site bills "
      .. "in: no answer says so.",
    "BilledCost is RealTotalCost and may include tax; ListCost is TotalCost, "
      .. "empty where the bill says none.",
    "BillingAccountId is the account's name here where a row has no PayerUin.",
    "Not to be derived from bills by resource, and left out: "
      .. "BillingAccountName, ContractedCost, EffectiveCost, "
      .. "InvoiceIssuerName, PublisherName, ServiceCategory, SkuId, "
      .. "SkuPriceId, SubAccountName, PricingCategory, quantities, unit prices "
      .. "and all of commitment discounts.",
  },
}
