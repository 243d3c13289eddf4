local check = require "tcbilling.check"
local billing = require "tcbilling.catalog.billing"
local partners = require "tcbilling.catalog.intlpartnersmgt"
local json = require "tcbilling.core".json

local warnings
local function warn(text) warnings[#warnings + 1] = text end

local function checked(action, params)
  local api = partners.actions[action] and action:find("Customer") and partners
    or billing
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

  local wrong = {
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
  for _, case in ipairs(wrong) do
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

  it("sends a parameter that is no longer taken, with a warning", function()
    assert.is_string(organization { PeriodType = "byUsedTime" })
    assert.matches("PeriodType is marked as no longer taken", warnings[1])
  end)

  it("leaves the given table as it was", function()
    local params = { CustomerUin = "1", Month = "2023-02" }
    checked("DescribeCustomerBillSummary", params)
    assert.same({ CustomerUin = "1", Month = "2023-02" }, params)
  end)

  it("shows no control bytes of a value", function()
    local _, message = customer { Month = "2023\27[2J" }
    assert.is_nil(message:find("%c"))
  end)
end)
