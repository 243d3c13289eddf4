-- What the codes and names of transactions mean (ActionType, ActionTypeName).
--
-- Summaries and the partner's filters have codes, rows and billing's filters
-- names; both have changed, and old ones stay in old bills. What means the
-- same is one entry here:
--   - Codes that are spelled in several ways (prepay_, pre_, pre) and named
--     alike are one; the first is the main one.
--   - Codes and names stand side by side in DescribeCustomerBillSummary (25
--     codes), in the examples of DescribeBillSummaryByPayMode, and, in Chinese,
--     in the schema and the examples of the Chinese site
--     (AnalyseActionTypeDetail, DescribeBillSummaryByPayMode). The 28 English
--     names of DescribeBillResourceSummaryForOrganization translate that site's
--     list one by one.
--   - A specification adjustment is an upgrade or a downgrade by the glossary
--     of the partners' guide.
--   - A name that nothing ties to a code has an entry without one.
--   - The first name is the present one: DescribeBillDetail's, or where that
--     has none, DescribeBillDetailForOrganization's, or the only one.
--   - "Upgrade/Downgrade" is the name of five codes. As a name it leads to the
--     first, prepay_modify, which may be either; the codes for one direction
--     have entries of their own.

local suggest = require "tcbilling.suggest"
local visible = require "tcbilling.visible"

local TYPES = {
  { codes = { "prepay_purchase", "prePurchase", "pre_purchase" },
    names = { "New yearly/monthly subscription", "New monthly subscription",
      "Yearly/monthly subscription purchase", "Monthly subscription purchase",
      "Purchase", "包年包月新购" } },
  { codes = { "prepay_renew", "preRenew", "pre_renew" },
    names = { "Yearly/monthly subscription renewal",
      "Monthly subscription renewal", "Renewal", "包年包月续费" } },
  { codes = { "prepay_modify" },
    names = { "Yearly/monthly subscription specification adjustment",
      "Yearly/monthly subscription upgrade/downgrade",
      "Monthly subscription upgrade/downgrade", "Upgrade/Downgrade",
      "包年包月配置变更" } },
  { codes = { "preUpgrade", "pre_upgrade" }, names = { "Upgrade/Downgrade" } },
  { codes = { "preDowngrade", "pre_downgrade" },
    names = { "Upgrade/Downgrade" } },
  { codes = { "prepay_return" },
    names = { "Yearly/monthly subscription refund",
      "Monthly subscription refund", "包年包月退款" } },
  { codes = { "pre_to_post" },
    names = { "Yearly/monthly subscription to pay-as-you-go",
      "Monthly subscription to pay-as-you-go", "包年包月转按量" } },
  { codes = { "postpay_deduct" },
    names = { "Pay-as-you-go deduction", "Pay-as-you-go", "按量计费扣费" } },
  { codes = { "postpay_deduct_h" },
    names = { "Hourly settlement", "Hourly pay-as-you-go",
      "按量计费小时结" } },
  { codes = { "postpay_deduct_d" },
    names = { "Daily settlement", "Daily pay-as-you-go", "按量计费日结" } },
  { codes = { "postpay_deduct_m" },
    names = { "Monthly settlement", "Monthly pay-as-you-go",
      "按量计费月结" } },
  { codes = { "postpay_deduct_s" },
    names = { "Spot", "Hourly spot instance", "竞价实例小时结" } },
  { codes = { "ripay_purchase" }, names = { "One-off RI Fee" } },
  { codes = { "ri_hour_pay" }, names = { "Hourly RI fee" } },
  { codes = { "svp_hour_pay" },
    names = { "Hourly Savings Plan fee", "Hourly savings plan fee",
      "节省计划小时费用" } },
  { codes = { "offline_deduct" },
    names = { "Offline project deduction", "线下项目扣费" } },
  { codes = { "online_deduct" },
    names = { "Offline product deduction", "线下产品扣费" } },
  { codes = { "recon_deduct" },
    names = { "Adjustment - deduction", "Adjustment deduction",
      "调账扣费" } },
  { codes = { "recon_increase" },
    names = { "Adjustment compensation", "Adjustment - compensation",
      "调账补偿" } },
  { codes = { "recon_increase_f" },
    names = { "Offline project adjustment compensation",
      "线下项目调账补偿" } },
  { codes = { "recon_guarantee" },
    names = { "Minimum spend deduction", "保底扣款" } },

  -- no purchase and no usage: it closes the gap of rounding
  { codes = { "billVirtualId" }, is_precision = true,
    names = { "Monthly precision difference adjustment",
      "Monthly billing precision discrepancy", "月度计费精度差异" } },

  -- names without a code that is known
  { names = { "Yearly/monthly subscription" } },
  { names = { "Adjustment - refund" } },
  { names = { "Offline product adjustment compensation",
    "线下产品调账补偿" } },
  { names = { "Offer deduction", "优惠扣费" } },
  { names = { "Offer compensation", "优惠补偿" } },
  { names = { "Pay-as-you-go resource migration in", "按量计费迁入资源" } },
  { names = { "Pay-as-you-go resource migration out", "按量计费迁出资源" } },
  { names = { "Yearly/monthly subscription resource migration in",
    "Monthly subscription resource migration in", "包年包月迁入资源" } },
  { names = { "Yearly/monthly subscription resource migration out",
    "Monthly subscription resource migration out", "包年包月迁出资源" } },
  { names = { "Prepaid", "预付费用" } },
  { names = { "Hourly", "小时费用" } },
  { names = { "RI refund", "预留实例退款" } },
  { names = { "Pay-as-you-go reversal", "按量计费冲正" } },
}

-- A word without what is spelled in several ways: blanks, case, and what was
-- called a monthly subscription once.
local function folded(word)
  return (word:lower():gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")
    :gsub("yearly/monthly", "monthly"))
end

-- Each entry by its codes and names as folded; and all of them as spelled.
local by_word, words = {}, {}

local function index(entry, list)
  for _, word in ipairs(list) do
    local key = folded(word)
    by_word[key] = by_word[key] or entry
    words[word] = true
  end
end

for _, entry in ipairs(TYPES) do
  index(entry, entry.codes or {})
  index(entry, entry.names)
end

local function copied(list)
  local copy = {}
  for i, word in ipairs(list or {}) do copy[i] = word end
  return copy
end

--- What a transaction's code or name means. The one with `is_precision`,
--- billVirtualId, closes the gap between fees of 8 places and payments of 2:
--- to be kept when summing, and no usage.
---@param word string "prepay_renew", "preRenew", "Monthly subscription
---  renewal", ...; in any case, with any blanks, in either spelling
---@return table? type { code (the main one, nil if none is known), codes (all
---  of the same meaning), name (the present one), names, is_precision }; yours
---@return string? message
local function transaction_type(word)
  if type(word) ~= "string" then
    error("a transaction's code or name is a text, got " .. type(word), 2)
  end
  local entry = by_word[folded(word)]
  if not entry then
    return nil, ('"%s" is no transaction type that is known%s'):format(
      visible(word, 60), suggest(word, words))
  end
  local codes, names = copied(entry.codes), copied(entry.names)
  return { code = codes[1], codes = codes, name = names[1], names = names,
    is_precision = entry.is_precision or false }
end

return transaction_type
