-- All actions of the sandbox: that they answer, what they refuse, their pages.
local cjson = require "cjson"
local calls = require "spec.sandbox_calls"
local facts = require "spec.sandbox_facts"
local sandbox = require "spec.sandbox"

local PARTNER = "intlpartnersmgt"
local box

setup(function()
  box = sandbox.start { rows = 7, own = true, no_limits = true }
end)

teardown(function()
  box:stop()
end)

-- The Response to an action's least parameters and `more`, or to a text.
local function ask(action, more, service)
  service = service or "billing"
  local body = type(more) == "string" and more
    or cjson.encode(facts.minimal(service, action, more))
  return calls.call(box, action, body, { service = service }).response
end

local function sorted(map)
  local names = {}
  for name in pairs(map) do names[#names + 1] = name end
  table.sort(names)
  return names
end

describe("the sandbox answers", function()
  for _, service in ipairs { "billing", PARTNER } do
    for _, action in ipairs(sorted(facts.services[service].actions)) do
      it(("%s of %s as described"):format(action, service), function()
        local response = ask(action, nil, service)
        assert.is_nil(response.Error and response.Error.Message)
        assert.is_nil(facts.wrong(service, action, response))
      end)
    end
  end

  it("the same to the same question, by its seed", function()
    local first = ask("DescribeBillSummary")
    local again = ask("DescribeBillSummary")
    first.RequestId, again.RequestId = nil, nil
    assert.same(first, again)
    box:config { seed = "2" }
    again = ask("DescribeBillSummary")
    again.RequestId = nil
    box:config { seed = "1" }
    assert.not_same(first, again)
  end)

  it("Ready 0 and nothing else where it is not ready", function()
    box:faults { { kind = "not_ready" } }
    local response = ask("DescribeBillSummary")
    assert.equal(0, response.Ready)
    assert.equal(cjson.null, response.SummaryDetail)
    assert.equal("FailedOperation.SummaryDataNotReady",
      ask("DescribeBillDetail").Error.Code)
    box:faults {}
  end)

  it("lists and objects in the query of a GET", function()
    local query = "Dimension=Default&FeeType=totalCost&BillType=1&Page=1"
      .. "&PageSize=1&PeriodType=day&StartTime=2023-06-01%2000:00:00"
      .. "&EndTime=2023-06-30%2000:00:00&Filter.BusinessIn."
    local function code(rest)
      return calls.code(box, "DescribeCustomerOwnCostExplorerSummary", nil,
        { service = PARTNER, method = "GET", query = query .. rest })
    end
    assert.is_nil(code "1=b&Filter.BusinessIn.0=a")
    assert.equal("InvalidParameter", code "2=c")
    assert.equal("UnknownParameter", code "0=a&Filter.Nope=b")
  end)
end)

describe("the sandbox refuses, by its path,", function()
  local SUMMARY = "DescribeCustomerOwnCostExplorerSummary"
  local RULE = { Name = "x", Type = 1 }
  local function filter(json) -- since lua-cjson writes {} for []
    return (cjson.encode(facts.minimal(PARTNER, SUMMARY, { Filter = 0 }))
      :gsub('"Filter":0', function() return '"Filter":' .. json end))
  end
  local function uins(count)
    local list = {}
    for i = 1, count do list[i] = i end
    return list
  end
  local REFUSED = {
    { "UnknownParameter", "Nope", "GetCountryCodes", { Nope = 1 }, PARTNER },
    { "UnknownParameter", "Filter.Nope", SUMMARY, filter '{"Nope":1}',
      PARTNER },
    { "InvalidParameter", "Filter", SUMMARY, filter "[]", PARTNER },
    { "InvalidParameter", "Filter.BusinessIn", SUMMARY,
      filter '{"BusinessIn":{}}', PARTNER },
    { "InvalidParameter", "Filter.BusinessIn[2]", SUMMARY,
      filter '{"BusinessIn":["a","b",3]}', PARTNER },
    { "InvalidParameter", "Filter.BusinessIn[0]", SUMMARY,
      filter '{"BusinessIn":[null]}', PARTNER },
    { "MissingParameter", "RuleList.RuleDetail", "CreateAllocationRule",
      { RuleList = RULE } },
    { "MissingParameter", "RatioDetail[1].NodeId", "ModifyAllocationRule",
      { RatioDetail = { { NodeId = 1, Ratio = 0.5 }, { Ratio = 0.5 } } } },
    { "InvalidParameter", "RatioDetail[0].Ratio", "ModifyAllocationRule",
      { RatioDetail = { { NodeId = 1, Ratio = "0.5" } } } },
    { "InvalidParameter", "Conditions.Status[0]",
      "DescribeCostSummaryByResource", { Conditions = { Status = { -1 } } } },
    { "InvalidParameter", "TempCredit", "DescribeAccountBalance",
      { TempCredit = 1 } },
    { "InvalidParameter", "AddedCredit", "AllocateCustomerCredit",
      { AddedCredit = "1" }, PARTNER },
    { "InvalidParameterValue", "AllocationType[1]",
      "DescribeAllocationSummaryByItem", { AllocationType = { -1, 2 } } },
    { "InvalidParameterValue", "CustomerUin", "DescribeCustomerInfo",
      { CustomerUin = uins(21) }, PARTNER },
    { "InvalidParameterValue", "VoucherIds", "PayDeals",
      { VoucherIds = { "a", "b" } } },
    { "InvalidParameterValue", "Password", "CreateAccount",
      { Password = "1234567" }, PARTNER },
    { "InvalidParameterValue", "ClientToken", "RenewInstance",
      { ClientToken = ("x"):rep(65) } },
    { "InvalidParameterValue", "PageSize", "DescribeBillDetail",
      { PageSize = 201 }, PARTNER },
    { "InvalidParameterValue", "Page", "DescribeCustomerUin", { Page = 0 },
      PARTNER },
    { "InvalidParameterValue", "Offset", "DescribeVoucherInfo",
      { Offset = 0 } },
    { "InvalidParameterValue", "Limit", "DescribeCPQBillingMapping",
      { Limit = "101" } },
    { "InvalidParameterValue", "Offset", "DescribeCPQBillingMapping",
      { Offset = "x" } },
    { "InvalidParameterValue", "ActionType", "DescribeCustomerBillDetail",
      { ActionType = "nope" }, PARTNER },
    { "InvalidParameterValue.InvalidMonth", "Month", "DescribeBillSummary",
      { Month = "2023-13" }, PARTNER },
    { "InvalidParameterValue", "TimeFrom", "DescribeBillAdjustInfo",
      { TimeFrom = "2023-02-29", TimeTo = "2023-02-28" } },
    { "InvalidParameterValue", "StartTime", "DescribeDealsByCond",
      { StartTime = "2023-06-01 24:00:00" } },
    { "InvalidParameterValue", "PeriodEnd", "CreateBudget",
      { PeriodEnd = "2023" } },
    { "MissingParameter", "EndTime", "DescribeBillDetail",
      { BeginTime = "2023-06-01 00:00:00" } },
    { "InvalidParameterValue", "EndTime", "DescribeBillDetail",
      { BeginTime = "2023-06-01 00:00:00", EndTime = "2023-07-01 00:00:00" } },
    { "MissingParameter", "Month", "DescribeBillDetail",
      '{"Offset":0,"Limit":1}' },
  }
  for _, case in ipairs(REFUSED) do
    local code, path, action, more, service = case[1], case[2], case[3],
      case[4], case[5]
    it(("%s of %s: %s"):format(path, action, code), function()
      local problem = ask(action, more, service).Error
      assert.equal(code, problem and problem.Code)
      assert.truthy(problem.Message:find("`" .. path .. "`", 1, true),
        problem.Message)
    end)
  end

  it("but not values of open lists, nor what is no longer taken", function()
    assert.is_nil(ask("DescribeBudget", { BudgetStatus = "nope" }).Error)
    assert.is_nil(ask("DescribeBillDetail", { ActionType = "nope" }).Error)
    assert.is_nil(ask("DescribeBillDetail", { PeriodType = 7 }).Error)
    assert.is_nil(ask("CreateBudget", { PeriodBegin = "2023-06-30" }).Error)
  end)
end)

it("the sandbox logged no error", function()
  for line in box:log():gmatch "[^\n]+" do
    assert.truthy(line:find("[notice]", 1, true), line)
  end
end)
