local check = require "tcbilling.check"
local billing = require "tcbilling.catalog.billing"
local partners = require "tcbilling.catalog.intlpartnersmgt"
local json = require "tcbilling.core".json

local warnings
local function warn(text) warnings[#warnings + 1] = text end

local function checked(action, params)
  local api = billing.actions[action] and billing or partners
  warnings = {}
  local coerced, message = check(api, api.actions[action], params, warn)
  return coerced and json.encode(coerced), message
end

local function customer(changes)
  local params = { CustomerUin = 700000686592, Month = "2023-02" }
  for name, value in pairs(changes) do params[name] = value end
  return checked("DescribeCustomerBillSummary", params)
end

local function organization(changes)
  local params = { Offset = 0, Limit = 100, Month = "2023-08" }
  for name, value in pairs(changes) do params[name] = value end
  return checked("DescribeBillResourceSummaryForOrganization", params)
end

describe("a parameter check", function()
  it("sends digits for an integer parameter as a number", function()
    local expected = '{"CustomerUin":700000686592,"Month":"2023-02"}'
    assert.equal(expected, customer {})
    assert.equal(expected, customer { CustomerUin = "700000686592" })
    assert.equal(expected, customer { CustomerUin = "00700000686592" })
  end)

  it("sends no minus before zero", function()
    assert.equal('{"BeginTime":"2023-02","EndTime":"2023-02",'
      .. '"PayerUin":"0"}', checked("DescribeBillSummaryByPayMode",
      { BeginTime = "2023-02", EndTime = "2023-02", PayerUin = -0.0 }))
  end)

  it("takes all of 64 bits, and not one more", function()
    local function status(value)
      return checked("DescribeDealsByCond", { Limit = 1, Status = value,
        StartTime = "2023-08-01 00:00:00", EndTime = "2023-08-31 00:00:00" })
    end
    for _, value in ipairs { "9223372036854775807", "-9223372036854775808" } do
      assert.matches('"Status":' .. value, status(value), 1, true)
    end
    for _, value in ipairs { "9223372036854775808", "-9223372036854775809" } do
      assert.is_nil((status(value)))
    end
  end)

  it("keeps all digits of an integer beyond 2^53", function()
    assert.equal('{"CustomerUin":18446744073709551615,"Month":"2023-02"}',
      customer { CustomerUin = "18446744073709551615" })
  end)

  it("sends an integer for a string parameter as text", function()
    assert.equal('{"BeginTime":"2023-02","EndTime":"2023-02",'
      .. '"PayerUin":"700000686592"}',
      checked("DescribeBillSummaryByPayMode", { BeginTime = "2023-02",
        EndTime = "2023-02", PayerUin = 700000686592 }))
  end)

  local cases = {
    { "is required", { Month = false } },
    { "unknown parameter \"Mnoth\", did you mean Month%?",
      { Mnoth = "2023-02" } },
    { "unknown parameter \"%[1%]\"", { "x" } },
    { "CustomerUin: integer expected", { CustomerUin = 1.5 } },
    { "CustomerUin: integer expected", { CustomerUin = "12a" } },
    { "CustomerUin: integer expected", { CustomerUin = "" } },
    { "CustomerUin: integer expected", { CustomerUin = true } },
    { "CustomerUin: integer expected", { CustomerUin = 0 / 0 } },
    { "CustomerUin: integer expected", { CustomerUin = 2 ^ 60 } },
    { "CustomerUin is out of range", { CustomerUin = -1 } },
    { "CustomerUin is out of range",
      { CustomerUin = "18446744073709551616" } },
    { "Month: string expected, got table", { Month = {} } },
    { "Month \"2023%-13\" is a month that does not exist",
      { Month = "2023-13" } },
    { "Month \"2023%-00\"", { Month = "2023-00" } },
    { "written YYYY%-MM", { Month = "2023-2" } },
    { "written YYYY%-MM", { Month = "2023-02-01" } },
    { "written YYYY%-MM", { Month = "202302" } },
    { "PayMode must be one of prePay, postPay; got \"prepay\", did you mean "
      .. "prePay%?", { PayMode = "prepay" } },
    { "IsConfirmed must be one of 0, 1, 2", { IsConfirmed = 3 } },
  }
  for _, case in ipairs(cases) do
    it("refuses a customer's bill where " .. case[1], function()
      local params = { CustomerUin = 1, Month = "2023-02" }
      for name, value in pairs(case[2]) do
        params[name] = value or nil
      end
      local coerced, message = checked("DescribeCustomerBillSummary", params)
      assert.is_nil(coerced)
      assert.matches(case[1], message)
    end)
  end

  it("keeps a page's size between 1 and 1000", function()
    assert.is_string(organization { Limit = 1 })
    assert.is_string(organization { Limit = 1000 })
    for _, limit in ipairs { 0, 1001, "1001" } do
      local coerced, message = organization { Limit = limit }
      assert.is_nil(coerced)
      assert.matches("Limit must be 1 to 1000", message)
    end
    assert.is_nil((organization { Limit = -1 }))
  end)

  it("wants the first and the last month to be one", function()
    local coerced, message = checked("DescribeBillSummaryByPayMode",
      { BeginTime = "2023-02", EndTime = "2023-03" })
    assert.is_nil(coerced)
    assert.matches("BeginTime and EndTime must be the same month", message)
  end)

  it("sends an unknown transaction type, with a warning", function()
    assert.is_string(organization {
      ActionType = "Monthly subscription renewal" })
    assert.equal(1, #warnings)
    assert.matches("ActionType is not a documented value", warnings[1])
    organization { ActionType = "Prepaid" }
    assert.equal(0, #warnings)
  end)

  it("warns with the values that are documented, if they are few", function()
    local params = { Page = 1, PageSize = 1, Dimension = "Cost",
      StartTime = "2023-08-01 00:00:00", EndTime = "2023-08-31 00:00:00",
      PeriodType = "day", FeeType = "cost", BillType = 1 }
    assert.is_string((checked("DescribeCustomerOwnCostExplorerSummary",
      params)))
    assert.same({ 'Dimension is not a documented value: "Cost" (Default, '
      .. "Business, Product, Region, Zone, ActionType, PayMode, Project, "
      .. "PayerUin, OwnerUin, Tag)",
      'FeeType is not a documented value: "cost" (originalCost, totalCost)',
    }, (function() table.sort(warnings) return warnings end)())
  end)

  it("warns of what is documented not to be", function()
    assert.is_string((checked("DescribeBillResourceSummary", { Offset = 0,
      Limit = 1, Month = "2019-02" })))
    assert.same({ "Month is documented to be 2019-03 or later, got 2019-02" },
      warnings)
    assert.is_string((checked("SendVerifyCode", { CountryCode = "86",
      PhoneNum = "1" })))
    assert.same({ 'CountryCode is documented not to be "86"' }, warnings)
  end)

  it("warns of nothing that is not sent", function()
    assert.is_nil((organization { ActionType = "no such", Limit = 0 }))
    assert.same({}, warnings)
  end)

  it("sends a parameter that is no longer taken, with a warning", function()
    assert.is_string(organization { PeriodType = "byUsedTime" })
    assert.matches("PeriodType is marked as no longer taken", warnings[1])
  end)

  it("leaves the given table as it was", function()
    local params = { CustomerUin = "1", Month = "2023-02" }
    checked("DescribeCustomerBillSummary", params)
    assert.same({ CustomerUin = "1", Month = "2023-02" }, params)
  end)

  -- Parameters in parameters

  local function wrong(action, params)
    local coerced, message = checked(action, params)
    assert.is_nil(coerced)
    return message
  end

  local RULE = "CreateAllocationRule"

  local function rule(detail, ratios)
    return { RuleList = { Name = "r", Type = 1, RuleDetail = detail,
      RatioDetail = ratios } }
  end

  it("goes into objects and lists, as deep as they are", function()
    assert.equal('{"RuleList":{"Name":"r","RatioDetail":[{"NodeId":5,'
      .. '"Ratio":0.10}],"RuleDetail":{"Children":[{"RuleKey":"7",'
      .. '"RuleValue":["a","9"]}],"Connectors":"and"},"Type":1}}',
      checked(RULE, rule({ Connectors = "and",
        Children = { { RuleKey = 7, RuleValue = { "a", 9 } } } },
        { { NodeId = "5", Ratio = "0.10" } })))
  end)

  it("names the path to what is wrong", function()
    for message, params in pairs {
      ["RuleList: table with names expected, got string \"x\""] =
        { RuleList = "x" },
      ["RuleList: table with names expected, got list"] = { RuleList = { {} } },
      ["RuleList.RuleDetail: table with names expected, got list"] =
        rule(json.list {}),
      ["RuleList.RuleDetail is required"] = rule(nil),
      ["unknown parameter \"RuleList.RuleDetail.Childern\", did you mean "
        .. "Children?"] = rule { Childern = {} },
      ["RuleList.RuleDetail.Children: list expected, got table with names"] =
        rule { Children = { RuleKey = "x" } },
      ["RuleList.RuleDetail.Children[2].RuleValue[1]: string expected, got "
        .. "number 1.5 (give its digits as text)"] =
        rule { Children = { {}, { RuleValue = { 1.5 } } } },
      ["RuleList.RuleDetail.Children[2] is missing"] =
        rule { Children = { {}, nil, {} } },
      ["RuleList.RatioDetail[1].Ratio: number expected, got string \"1,5\""] =
        rule({}, { { NodeId = 1, Ratio = "1,5" } }),
      ["RuleList.RatioDetail[1].NodeId is out of range: -1"] =
        rule({}, { { NodeId = -1, Ratio = 1 } }),
      ["RuleList.RatioDetail[1].Ratio is not exact (give its digits as text): "
        .. tostring(0.1 + 0.2)] =
        rule({}, { { NodeId = 1, Ratio = 0.1 + 0.2 } }),
      ['RuleList.RatioDetail[1].Ratio is no finite number: "1e999"'] =
        rule({}, { { NodeId = 1, Ratio = "1e999" } }),
      ["RuleList.RatioDetail[1].Ratio is no finite number: inf"] =
        rule({}, { { NodeId = 1, Ratio = math.huge } }),
      ["RuleList.RuleDetail: table with names expected, got null"] =
        rule(json.null),
    } do
      assert.equal(message, wrong(RULE, params))
    end
  end)

  it("loses no item of a list whose keys are far apart", function()
    for _, list in ipairs { { [2 ^ 54] = { NodeId = 1, Ratio = 1 } },
      { [2 ^ 53] = {} }, { [1e300] = {} } } do
      assert.matches("RuleList.RatioDetail[1] is missing",
        wrong(RULE, rule({}, list)), 1, true)
    end
  end)

  it("shows no key that is no text or number, and never raises", function()
    local key = setmetatable({}, { __tostring = function() error "no" end })
    assert.equal('unknown parameter "RuleList.RuleDetail[table]"',
      wrong(RULE, rule { [key] = 1 }))
  end)

  it("ends where a table holds itself", function()
    local detail = {}
    detail.Children = { detail }
    assert.matches("nested too deeply", wrong(RULE, rule(detail)))
  end)

  it("sends an empty list as [], and an empty object as {}", function()
    assert.equal('{"RuleList":{"Name":"r","RatioDetail":[],'
      .. '"RuleDetail":{},"Type":1}}', checked(RULE, rule({}, {})))
    assert.equal('{"RuleList":{"Name":"r","RatioDetail":[],'
      .. '"RuleDetail":{},"Type":1}}', checked(RULE, rule({}, json.list {})))
  end)

  it("takes amounts as text, decimals and numbers, digits as given", function()
    local decimal = require "tcbilling.core".decimal
    for text, amount in pairs { ["12.50"] = "12.50",
      ["0.00000001"] = decimal "1e-8", ["7"] = 7, ["0.1"] = 0.1,
      ["1.10"] = json.number "1.10" } do
      assert.equal('{"AddedCredit":' .. text .. ',"ClientUin":1}',
        checked("AllocateCustomerCredit", { AddedCredit = amount,
          ClientUin = 1 }))
    end
  end)

  it("takes true and false, and their words", function()
    for _, value in ipairs { true, "true" } do
      assert.equal('{"TempCredit":true}',
        checked("DescribeAccountBalance", { TempCredit = value }))
    end
    assert.equal('{"TempCredit":false}',
      checked("DescribeAccountBalance", { TempCredit = "false" }))
    assert.equal('TempCredit: boolean expected, got number 1',
      wrong("DescribeAccountBalance", { TempCredit = 1 }))
  end)

  it("holds values against each rule of the documentation", function()
    local detail = { Offset = 0, Limit = 1 }
    local function bill(more)
      for name, value in pairs(detail) do more[name] = value end
      return more
    end
    local many = {}
    for i = 1, 101 do many[i] = "ins-" .. i end
    for message, case in pairs {
      ["Month, or BeginTime and EndTime: one of them is required"] =
        { "DescribeBillDetail", bill {} },
      ["BeginTime needs EndTime"] = { "DescribeBillDetail",
        bill { BeginTime = "2023-08-01 00:00:00" } },
      ["BeginTime and EndTime must be the same month, got "
        .. '"2023-08-01 00:00:00" and "2023-09-01 00:00:00"'] =
        { "DescribeBillDetail", bill { BeginTime = "2023-08-01 00:00:00",
          EndTime = "2023-09-01 00:00:00" } },
      ['BeginTime "2023-02-29 00:00:00" is a time that does not exist'] =
        { "DescribeBillDetail", bill { BeginTime = "2023-02-29 00:00:00",
          EndTime = "2023-02-28 00:00:00" } },
      ['TimeFrom "2023-8-1" is not a date written YYYY-MM-DD'] =
        { "DescribeBillAdjustInfo", { TimeFrom = "2023-8-1",
          TimeTo = "2023-08-02" } },
      ["TagKey is required when GroupType is tag"] = { "DescribeBillSummary",
        { Month = "2023-08", GroupType = "tag", TagKey = {} } },
      ["CustomerUin can't be given where FileType is billDetailPack"] =
        { "DescribeCustomerBillDownloadUrl", { Month = "2023-08",
          CustomerUin = 1, FileType = "billDetailPack",
          CustomerUinType = "Customer" } },
      ["InstanceIdList must have up to 100 items, got 101"] =
        { "DescribeRenewInstances", { MaxResults = 1,
          InstanceIdList = many } },
      ["ClientUins must have 1 to 20 items, got 0"] =
        { "QueryVoucherAmountByUin", { ClientUins = {} } },
      ['MemberUins[2] must be digits, got "7a"'] =
        { "DescribeOrgMemberAccountBalance", { MemberUins = { 7, "7a" } } },
      ['ClientToken must be ASCII, got "é"'] = { "RefundInstance",
        { ProductCode = "p", SubProductCode = "s", RegionCode = "r",
          InstanceId = "i", ClientToken = "é" } },
      ["OrderIds, or BigDealIds: one of them is required"] = { "PayDeals",
        { OrderIds = {} } },
      ["BeginTime and EndTime are required"] =
        { "DescribeBillSummaryByPayMode", {} },
      ['Limit must be 1 to 100, got "1e1"'] = { "DescribeCPQBillingMapping",
        { Offset = 0, Limit = "1e1" } },
      ['Offset must be 0 or more, got "-4"'] = { "DescribeCPQBillingMapping",
        { Offset = "-4", Limit = 1 } },
      ["Page must be 1 or more, got 0"] = { "DescribeCustomerUin",
        { Page = 0, PageSize = 1 } },
      ["PhoneNum must have 1 to 32 characters, got 0"] = { "SendVerifyCode",
        { CountryCode = "1", PhoneNum = "" } },
      ['Limit must be 1 to 100, got "101"'] = { "DescribeCPQBillingMapping",
        { Offset = 0, Limit = 101 } },
      ["CycleTypes[2] must be one of DAY, MONTH, QUARTER, YEAR; got "
        .. '"month", did you mean MONTH?'] = { "DescribeBudget",
        { PageNo = 1, PageSize = 1, CycleTypes = { "DAY", "month" } } },
    } do
      assert.equal(message, wrong(case[1], case[2]))
    end
  end)

  it("takes what those rules allow", function()
    for action, params in pairs {
      DescribeBillDetail = { Offset = 0, Limit = 1,
        BeginTime = "2024-02-29 00:00:00", EndTime = "2024-02-29 23:59:59" },
      DescribeBillAdjustInfo = { Month = "2023-08" },
      DescribeBillResourceSummary = { Offset = 0, Limit = 1000,
        Month = "2019-03" },
      DescribeBillSummary = { Month = "2023-08", GroupType = "tag",
        TagKey = { "team" } },
      DescribeCPQBillingMapping = { Offset = "0", Limit = "100" },
    } do
      assert.is_string((checked(action, params)))
    end
  end)

  it("shows no control bytes of a value", function()
    local _, message = customer { Month = "2023\27[2J" }
    assert.is_nil(message:find("%c"))
  end)
end)
