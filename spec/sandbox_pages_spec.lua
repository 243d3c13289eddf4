-- The sandbox's pages in every style, and what faults and settings do to
-- answers that are made from the facts.
local cjson = require "cjson"
local calls = require "spec.sandbox_calls"
local facts = require "spec.sandbox_facts"
local sandbox = require "spec.sandbox"

local PARTNER = "intlpartnersmgt"
local ROWS, LIMIT = 7, 3
local box

setup(function()
  box = sandbox.start { rows = ROWS, own = true, no_limits = true }
end)

teardown(function()
  box:stop()
end)

before_each(function()
  box:reset()
end)

local function ask(action, more, service)
  service = service or "billing"
  return calls.call(box, action, cjson.encode(facts.minimal(service, action,
    more)), { service = service }).response
end

local function code(...)
  local problem = ask(...).Error
  return problem and problem.Code
end

-- The index that each text of a row carries after its field's name.
local function index_of(row)
  for name, text in pairs(row) do
    local prefix = name .. " "
    if type(text) == "string" and text:sub(1, #prefix) == prefix then
      return tonumber(text:sub(#prefix + 1))
    end
  end
end

local function indexes(rows)
  local list = {}
  for i, row in ipairs(rows) do list[i] = index_of(row) end
  return list
end

local function at(response, path)
  for name in path:gmatch "[^.]+" do response = response[name] end
  return response
end

describe("the sandbox's pages", function()
  local PAGES = { { 0, 1, 2 }, { 3, 4, 5 }, { 6 }, {} }

  -- `place` makes the parameters of the n-th page (from 0).
  local function check(case)
    for n, expected in ipairs(PAGES) do
      local response = ask(case.action, case.place(n - 1), case.service)
      assert.same(expected, indexes(at(response, case.items)))
      if case.count then
        assert.equal(case.total or ROWS, at(response, case.count))
      end
    end
  end

  local function by(page, size, first)
    return function(n) return { [page] = first + n, [size] = LIMIT } end
  end

  local function by_offset(n) return { Offset = n * LIMIT, Limit = LIMIT } end

  local CASES = {
    ["by offset"] = { action = "DescribeAllocationBillDetail",
      items = "Detail", count = "RecordNum", place = by_offset },
    ["by offset, as texts"] = { action = "DescribeCPQBillingMapping",
      items = "ResourceSpuSet", count = "Total", place = function(n)
        return { Offset = tostring(n * LIMIT), Limit = tostring(LIMIT) }
      end },
    ["by page number"] = { action = "DescribeCostExplorerSummary",
      items = "Detail", count = "Total", place = by("PageNo", "PageSize", 1) },
    ["by page number, the count as text"] = { service = PARTNER,
      action = "DescribeCustomerUin", items = "Data", count = "Total",
      total = "7", place = by("Page", "PageSize", 1) },
    ["by page number, the count within"] = { service = PARTNER,
      action = "DescribeCustomerOwnCostExplorerSummary", items = "Detail",
      count = "TotalDetail.TotalCount", place = by("Page", "PageSize", 1) },
    ["by page number, the rows within"] = { action = "DescribeBudget",
      items = "Data.Records", count = "Data.Total",
      place = by("PageNo", "PageSize", 1) },
    ["by a page number that is called Offset"] = {
      action = "DescribeVoucherInfo", items = "VoucherInfos",
      count = "TotalCount", place = by("Offset", "Limit", 1) },
    ["by offset where it may be a page"] = { action = "DescribeDealsByCond",
      items = "Deals", count = "TotalCount", place = by_offset },
  }
  for name, case in pairs(CASES) do
    it(name .. " give each row once and end", function() check(case) end)
  end

  it("of deals by page, where that is set", function()
    box:config { deals_offset = "page" }
    check { action = "DescribeDealsByCond", items = "Deals",
      place = by("Offset", "Limit", 0) }
    assert.has_error(function() box:config { deals_offset = "x" } end)
  end)

  it("by token give each row once and end", function()
    local all, token = {}, nil
    for _ = 1, 3 do
      local response = ask("DescribeRenewInstances", { MaxResults = LIMIT,
        NextToken = token })
      for _, row in ipairs(response.InstanceList) do
        all[#all + 1] = index_of(row)
      end
      token = response.NextToken
      assert.equal(#all < ROWS, token ~= nil)
    end
    assert.same({ 0, 1, 2, 3, 4, 5, 6 }, all)
    assert.equal("InvalidParameterValue",
      code("DescribeRenewInstances", { NextToken = ("0"):rep(44) }))
  end)

  it("take a context only with the offset, month and action it is for",
    function()
      local function detail(more)
        local params = { Month = "2023-05", Limit = LIMIT, Offset = 0 }
        for name, value in pairs(more) do params[name] = value end
        return ask("DescribeBillDetail", params)
      end
      local context = detail({}).Context
      assert.truthy(context:find "^%x+$")
      local second = detail { Offset = 3, Context = context }
      assert.same({ 3, 4, 5 }, indexes(second.DetailSet))
      assert.not_equal(context, second.Context)
      assert.same({ 5, 6 }, indexes(detail({ Offset = 5 }).DetailSet))
      for _, more in ipairs { { Offset = 2 }, { Month = "2023-06" },
        { Context = context:sub(1, -2) .. (context:find "0$" and 1 or 0) },
        { Month = "2023-04", Context = "x" } } do
        more.Context = more.Context or context
        more.Offset = more.Offset or 3
        assert.equal("InvalidParameterValue", detail(more).Error.Code)
      end
      assert.equal("InvalidParameterValue",
        code("DescribeBillDetailForOrganization", { Month = "2023-05",
          Limit = LIMIT, Offset = 3, Context = context }))
      assert.equal("", detail({ Month = "2023-04" }).Context)
      assert.equal(context, detail({ Month = "2023-01",
        BeginTime = "2023-05-01 00:00:00",
        EndTime = "2023-05-31 23:59:59" }).Context)
    end)

  it("are counted only when that is asked for", function()
    local function total(switch)
      return ask("DescribeCostDetail", { NeedRecordNum = switch }).Total
    end
    assert.is_nil(total(nil))
    assert.equal(cjson.null, total(0))
    assert.equal(ROWS, total(1))
  end)

  it("are moved and miscounted by faults", function()
    box:faults { { kind = "shift", rows = 2 }, { kind = "count", total = 5 } }
    local response = ask("DescribeTagList", { Offset = 1, Limit = LIMIT })
    assert.same({ -1, 0, 1 }, indexes(response.Data))
    assert.equal(5, response.RecordNum)
  end)

  it("of a thousand rows come whole", function()
    box:config { rows = 2500 }
    local response = ask("DescribeTagList", { Offset = 2000, Limit = 1000 })
    assert.equal(500, #response.Data)
    assert.equal(2499, index_of(response.Data[500]))
  end)
end)

describe("the sandbox's answers", function()
  it("have a second status, good unless a fault sets it", function()
    box:faults { { kind = "second_status", code = 51, message = "no such" } }
    local response = ask "DeleteBudget"
    assert.equal(51, response.Code)
    assert.equal("no such", response.Message)
    assert.is_nil(ask("DescribeAllocationTree").Code)
    assert.equal(1, box:faults()[1].seen)
    box:faults {}
    response = ask "DeleteBudget"
    assert.equal(0, response.Code)
    assert.equal("success", response.Message)
  end)

  it("warn where a fault says so, the documented ones too", function()
    box:faults { { kind = "deprecated", message = 'say "so"' } }
    for _, params in ipairs { { BeginTime = "2018-11", EndTime = "2018-11" },
      { BeginTime = "2023-01", EndTime = "2023-01" } } do
      local response = ask(calls.PAY_MODE, params)
      assert.equal('say "so"', response.DeprecatedWarning)
      assert.equal(1, response.Ready)
    end
    assert.equal('say "so"', ask("CreateAllocationTag").DeprecatedWarning)
    local refused = ask(calls.PAY_MODE, { BeginTime = "x" })
    assert.is_nil(refused.DeprecatedWarning)
  end)

  it("are to requests whose text is kept where that is set", function()
    local body = '{ "TempCredit": true, "x": "\195\169\\n" }'
    local function kept()
      box:forget_arrivals()
      calls.call(box, "DescribeAccountBalance", body)
      return box:arrivals()[1].body
    end
    assert.is_nil(kept())
    box:config { keep_bodies = true }
    assert.equal(body, kept())
    body = body .. (" "):rep(70000)
    assert.equal(body:sub(1, 65536), kept())
  end)
end)

it("the sandbox logged no error", function()
  for line in box:log():gmatch "[^\n]+" do
    assert.truthy(line:find("[notice]", 1, true), line)
  end
end)
