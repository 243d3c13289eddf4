-- The bills that the sandbox generates, and the sums it vouches for.
local cjson = require "cjson"
local calls = require "spec.sandbox_calls"
local sandbox = require "spec.sandbox"

local ORGANIZATION, PAY_MODE = calls.ORGANIZATION, calls.PAY_MODE
local units = calls.units
local box

setup(function()
  box = sandbox.start { rows = 300, own = true }
end)

teardown(function()
  box:stop()
end)

before_each(function()
  box:reset()
end)

local function call(...)
  return calls.call(box, ...)
end

local function rows(...)
  return calls.rows(box, ...)
end

describe("the sandbox's bill", function()
  local function whole_month(month)
    local all, offset = {}, 0
    for _ = 1, 10 do
      local page = rows(month, offset, 120).ResourceSummarySet
      for _, row in ipairs(page) do all[#all + 1] = row end
      if #page < 120 then break end
      offset = offset + 120
    end
    return all
  end

  it("adds up to the totals of the control API, page by page", function()
    local all, real, cost, skipped = whole_month "2023-09", 0, 0, 0
    for _, row in ipairs(all) do
      real = real + units(row.RealTotalCost)
      if row.TotalCost == "-" then
        skipped = skipped + 1
      else
        cost = cost + units(row.TotalCost)
      end
    end
    local total = box:total "2023-09"
    assert.equal(300, #all)
    assert.equal(300, total.rows)
    assert.equal(units(total.RealTotalCost), real)
    assert.equal(units(total.TotalCost), cost)
    assert.equal(total.skipped, skipped)
    assert.equal(0, real % 1e6) -- the precision row rounds to cents
    assert.equal("Monthly precision difference adjustment",
      all[300].ActionTypeName)
  end)

  it("pays each cost in four parts, but for a few rows", function()
    local off, negative, short = 0, 0, 0
    for _, row in ipairs(whole_month "2023-09") do
      local paid = units(row.CashPayAmount) + units(row.IncentivePayAmount)
        + units(row.VoucherPayAmount) + units(row.TransferPayAmount)
      if units(row.RealTotalCost) ~= paid then off = off + 1 end
      if row.RealTotalCost:find "^-" then negative = negative + 1 end
      if not row.TotalCost:find "%.%d%d%d%d%d%d%d%d$" then short = short + 1 end
    end
    assert.truthy(off <= 5)
    assert.truthy(negative > 0 and negative < 30)
    assert.truthy(short > 0)
  end)

  it("is the account's own, too, with who pays", function()
    local asked = '{"Month":"2023-09","Offset":7,"Limit":3'
    local theirs = rows("2023-09", 7, 3).ResourceSummarySet
    local own = call("DescribeBillResourceSummary", asked .. "}").response
      .ResourceSummarySet
    for i = 1, 3 do
      assert.equal("700000686592", own[i].PayerUin)
      own[i].PayerUin = nil
      assert.same(theirs[i], own[i])
    end
    local others = call("DescribeBillResourceSummary",
      asked .. ',"PayerUin":"700000000777"}').response.ResourceSummarySet
    assert.equal("700000000777", others[1].PayerUin)
    assert.not_equal(own[1].RealTotalCost, others[1].RealTotalCost)
  end)

  it("was adjusted in each third month", function()
    local function adjusted(params)
      return call("DescribeBillAdjustInfo", params).response
    end
    local answer = adjusted '{"Month":"2023-12","PayerUin":"7"}'
    assert.equal(2, answer.Total)
    assert.equal("2024-01-15 10:00:00", answer.Data[1].AdjustCompletionTime)
    assert.equal("2023-12", answer.Data[2].Month)
    assert.equal("7", answer.Data[2].PayerUin)
    assert.equal(0, adjusted('{"Month":"2023-11"}').Total)
    assert.equal(2, adjusted('{"TimeFrom":"2023-09-01",'
      .. '"TimeTo":"2023-09-30"}').Total)
  end)

  it("reconciles with the summary by billing mode", function()
    local summary = call(PAY_MODE, '{"BeginTime":"2023-09",'
      .. '"EndTime":"2023-09"}').response
    local whole = 0
    for _, mode in ipairs(summary.SummaryOverview) do
      local detail = 0
      for _, entry in ipairs(mode.Detail) do
        detail = detail + units(entry.RealTotalCost)
      end
      assert.equal(units(mode.RealTotalCost), detail)
      assert.equal(mode.RealTotalCost,
        box:total("2023-09", { PayMode = mode.PayMode }).RealTotalCost)
      whole = whole + detail
    end
    assert.equal(units(box:total("2023-09").RealTotalCost), whole)
  end)

  it("reconciles with the organisation's summaries", function()
    local kinds = { payMode = "PayMode", business = "BusinessCode" }
    for _, kind in ipairs { "payMode", "business", "region" } do
      local whole = 0
      local detail = call("DescribeBillSummaryForOrganization",
        ('{"Month":"2023-09","GroupType":"%s"}'):format(kind)).response
        .SummaryDetail
      assert.truthy(#detail > 1)
      for _, group in ipairs(detail) do
        whole = whole + units(group.RealTotalCost)
        if kinds[kind] then
          assert.equal(box:total("2023-09", { [kinds[kind]] = group.GroupKey })
            .RealTotalCost, group.RealTotalCost)
        end
      end
      assert.equal(units(box:total("2023-09").RealTotalCost), whole)
    end
    assert.equal(cjson.null, call("DescribeBillSummaryForOrganization",
      '{"Month":"2099-01","GroupType":"region"}').response.SummaryDetail)
  end)

  it("has 38 fields in a row, and the same row at every asking", function()
    local page = rows("2023-09", 7, 3).ResourceSummarySet
    local count = 0
    for _ in pairs(page[1]) do count = count + 1 end
    assert.equal(38, count)
    assert.same(page[2], rows("2023-09", 8, 1).ResourceSummarySet[1])
    assert.not_equal(box:total("2023-09").RealTotalCost,
      box:total("2023-10").RealTotalCost)
  end)

  it("begins 2023-08 with the documented instance", function()
    local page = rows("2023-08", 0, 1000, ',"NeedRecordNum":1,'
      .. '"ResourceId":"cdb-0a90mrac"')
    assert.equal(3, page.Total)
    assert.equal(3, #page.ResourceSummarySet)
    assert.equal("11.56675785", page.ResourceSummarySet[1].RealTotalCost)
  end)

  it("gives Total when asked, null with 0, and nothing without", function()
    assert.equal(300, rows("2023-09", 0, 1, ',"NeedRecordNum":1').Total)
    assert.equal(cjson.null, rows("2023-09", 0, 1, ',"NeedRecordNum":0').Total)
    assert.is_nil(rows("2023-09", 0, 1).Total)
  end)

  it("ends with an empty list, as text", function()
    local reply = call(ORGANIZATION, '{"Month":"2023-09","Offset":300,'
      .. '"Limit":10}')
    assert.truthy(reply.body:find('"ResourceSummarySet":[]', 1, true))
    assert.same({}, rows("2099-01", 0, 10).ResourceSummarySet)
  end)

  it("filters", function()
    local filters = { PayMode = "prePay", BusinessCode = "p_cvm",
      ActionType = "Monthly subscription renewal", TagKey = "env" }
    for name, value in pairs(filters) do
      local total = box:total("2023-09", { [name] = value })
      local page = rows("2023-09", 0, 1000, (',"%s":"%s","NeedRecordNum":1')
        :format(name, value))
      assert.truthy(total.rows > 0 and total.rows < 300)
      assert.equal(total.rows, page.Total)
      assert.equal(total.rows, #page.ResourceSummarySet)
    end
    for _, row in ipairs(rows("2023-09", 0, 1000, ',"TagKey":"env",'
      .. '"TagValue":"production"').ResourceSummarySet) do
      assert.equal("production", row.Tags[1].TagValue)
    end
  end)

  it("takes either spelling of a transaction's name", function()
    local old = box:total("2023-09",
      { ActionType = "Monthly subscription upgrade/downgrade" })
    local new = box:total("2023-09",
      { ActionType = "Yearly/monthly subscription upgrade/downgrade" })
    assert.truthy(old.rows > 0)
    assert.same(old, new)
  end)

  it("has no list price before May 2021", function()
    local total = box:total "2021-04"
    assert.equal(299, total.skipped) -- all but the precision row
    assert.equal(total.TotalCost, rows("2021-04", 299, 1).ResourceSummarySet[1]
      .TotalCost)
  end)

  it("has customers whose parts add up", function()
    box:config { no_limits = true }
    local function cost(more)
      local reply = call("DescribeCustomerBillSummary",
        '{"CustomerUin":700000000100,"Month":"2023-01"' .. more .. "}")
      return units(reply.body:match '"TotalCost":([^,]*),')
    end
    local whole = cost ""
    assert.truthy(whole > 0)
    assert.equal(whole, cost ',"PayMode":"prePay"'
      + cost ',"PayMode":"postPay"')
    assert.equal(whole, cost ',"IsConfirmed":"1"'
      + cost ',"IsConfirmed":"2"')
    assert.equal(whole, units(box:customer(700000000100, "2023-01")))
  end)
end)

it("the sandbox logged no error", function()
  for line in box:log():gmatch "[^\n]+" do
    assert.truthy(line:find("[notice]", 1, true), line)
  end
end)
