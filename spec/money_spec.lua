-- Amounts in each of the forms that answers have them in.

local facts = require "spec.facts"
local tcbilling = require "tcbilling"
local testing = require "tcbilling.testing"

local client = testing.client(testing.new {})

local function dollars(service, action, path, value)
  local amount, message = client[service]:money(action, path, value)
  return amount and tostring(amount), message
end

describe("money", function()
  local forms = {
    { "billing", "DescribeBillSummaryByPayMode",
      "SummaryOverview.Detail.TotalCost", "-3.69316144", "-3.69316144" },
    { "billing", "DescribeBillSummaryByPayMode",
      "SummaryOverview[2].Detail[1].TotalCost", "10", "10" },
    { "intlpartnersmgt", "DescribeCustomerBillSummary", "TotalCost",
      "12345678901.12345678", "12345678901.12345678" },
    { "intlpartnersmgt", "DescribeCustomerBillSummary", "TotalCost",
      "1.2345678E+4", "12345.678" },
    { "intlpartnersmgt", "DescribeCustomerBillSummary", "TotalCost", 0, "0" },
    { "billing", "DescribeAccountBalance", "Balance", -1234567, "-12345.67" },
    { "billing", "DescribeAccountBalance", "RealBalance", "1234567.5",
      "12345.675" },
    { "billing", "DescribeDealsByCond", "Deals[1].RealTotalCost", 5, "0.05" },
    { "billing", "DescribeVoucherInfo", "TotalBalance", 123456789,
      "1.23456789" },
    { "billing", "DescribeVoucherInfo", "VoucherInfos.Balance",
      "9223372036854775807", "92233720368.54775807" },
  }
  for _, form in ipairs(forms) do
    local service, action, path, value, expected = form[1], form[2], form[3],
      form[4], form[5]
    it(("of %s %s %s is %s"):format(action, path, value, expected), function()
      local amount = client[service]:money(action, path, value)
      assert.equal(tcbilling.decimal(expected), amount)
    end)
  end

  it("that there is none of is nil, without a message", function()
    for _, value in ipairs { "-", "", false } do
      local amount, message = client.billing:money(
        "DescribeBillSummaryByPayMode", "SummaryOverview.TotalCost",
        value or nil)
      assert.is_nil(amount)
      assert.is_nil(message)
    end
  end)

  it("that is none is nil, and a message that names its place", function()
    local place = "SummaryOverview.TotalCost of DescribeBillSummaryByPayMode: "
    for _, value in ipairs { "12a", "1e999", {}, 1.5, true, 2 ^ 60, 0 / 0,
      1 / 0, tcbilling.null } do
      local amount, message = dollars("billing",
        "DescribeBillSummaryByPayMode", "SummaryOverview.TotalCost", value)
      assert.is_nil(amount)
      assert.equal(1, message:find(place, 1, true))
    end
  end)

  it("may be a decimal, or a float that is whole", function()
    for _, value in ipairs { tcbilling.decimal "1234", 1234.0 } do
      assert.equal("12.34", (dollars("billing", "DescribeAccountBalance",
        "Balance", value)))
    end
  end)

  it("of more digits than there are for dollars is none", function()
    local amount, message = dollars("billing", "DescribeAccountBalance",
      "RealBalance", "0." .. ("9"):rep(38))
    assert.is_nil(amount)
    assert.matches("more digits than a decimal holds", message)
  end)

  it("of no documented unit is not guessed", function()
    local amount, message = dollars("billing", "DescribeBillAdjustInfo",
      "Data[1].AdjustAmount", "12.5")
    assert.is_nil(amount)
    assert.matches("its unit is not documented", message)
  end)

  it("is asked for by a path that there is", function()
    for path, expected in pairs {
      ["SummaryOverview.TotalCots"] = 'an answer of '
        .. 'DescribeBillSummaryByPayMode has no "SummaryOverview.TotalCots", '
        .. "did you mean SummaryOverview.TotalCost?",
      ["TotalCost"] = "did you mean SummaryOverview.TotalCost?",
      ["Detail.TotalCost"] = "did you mean SummaryOverview.Detail.TotalCost?",
      ["SummaryOverview.Detail.ActionType"] = "is no amount, but a text",
      ["SummaryOverview"] = "is no amount, but a list",
      ["Ready"] = "is no amount, but an integer",
      ["RequestId"] = "is no amount, but a text",
      ["Ready.Cost"] = 'has no "Ready.Cost"',
      ["SummaryOverview..TotalCost"] = 'has no "SummaryOverview..TotalCost"',
      [""] = 'has no ""',
    } do
      local ok, message = pcall(client.billing.money, client.billing,
        "DescribeBillSummaryByPayMode", path, "1")
      assert.is_false(ok)
      assert.matches(expected, message, 1, true)
    end
    assert.has_error(function()
      client.billing:money("DescribeBillSummaryByPayMod", "Ready", "1")
    end, 'billing has no action "DescribeBillSummaryByPayMod", did you mean '
      .. "DescribeBillSummaryByPayMode?")
    assert.has_error(function()
      client.billing:money("QueryVoucherPool", "TotalQuota", "1")
    end, 'billing has no action "QueryVoucherPool", but '
      .. "client.intlpartnersmgt has")
    assert.has_error(function()
      client.billing:money("DescribeAccountBalance", nil, "1")
    end, "a path in the answer is a text, got nil")
    local _, message = pcall(client.billing.money, client.billing,
      "DescribeAccountBalance", ("x\n"):rep(10000))
    assert.is_nil(message:find "%c")
    assert.is_true(#message < 300)
    assert.has_error(function() client.billing.money("x", "y", "z") end,
      "call it with a colon: client.billing:money(action, path, value)")
  end)
end)

-- Amounts on the wire that all actions have, by what the facts say of them.
local function amounts_of(service, members, prefix, found, depth)
  for _, member in ipairs(members) do
    local path = prefix .. member.name
    if member.money then found[#found + 1] = { path, member.money } end
    local object = facts.members(service, member.of)
    if object and depth < 5 then
      amounts_of(service, object, path .. ".", found, depth + 1)
    end
  end
  return found
end

local UNITS = { USD = "1", cent = "0.01",
  ["USD x 100000000"] = "0.00000001" }

describe("money in each answer", function()
  it("has the unit that the facts give it", function()
    local n = 0
    for _, name in ipairs(facts.actions) do
      local fact = facts.of(name.service, name.action)
      for _, amount in ipairs(amounts_of(name.service, fact.output, "", {},
        1)) do
        local got, message = dollars(name.service, name.action, amount[1],
          "1")
        assert.equal(UNITS[amount[2].unit], got)
        assert.equal(UNITS[amount[2].unit] == nil, message ~= nil)
        n = n + 1
      end
    end
    assert.is_true(n > 361) -- as many fields as the facts count, some twice
  end)
end)
