-- Servers that lie about their pages: rows are whole, or it is said that they
-- are not.

local cjson = require "cjson"
local json = require "tcbilling".json
local testing = require "tcbilling.testing"

local function rows_from(first, size, total)
  local list = json.list {}
  for i = first + 1, math.min(first + size, total) do
    local id = ("%d"):format(i)
    list[#list + 1] = { Id = id, OrderId = id, InstanceId = id }
  end
  return list
end

-- Reads what `answer(params, n)` gives, no more than `most` rows. Returns their
-- numbers, the rows, the failure, the box.
local function read(service, action, params, answer, options)
  local n = 0
  local box = testing.new { function(request)
    n = n + 1
    local given = answer(cjson.decode(request.body), n)
    return given.outcome and given or testing.response(given)
  end }
  local client = testing.client(box, { retry = { base = 0, attempts = 2 },
    limits = { [service] = { [action] = 128 } } })
  local rows = client[service]:rows(action, params, options)
  local ids, failure = {}, nil
  for i, row, message, detail in rows do
    if row then
      ids[i] = tonumber(row.Id or row.InstanceId or row.OrderId)
    else
      failure = { message = message, kind = detail.kind, detail = detail }
    end
    assert(i < 5000, "it never ends")
  end
  return ids, rows, failure, box
end

local function numbers(first, last)
  local list = {}
  for i = first, last do list[#list + 1] = i end
  return list
end

local MONTH = { Month = "2023-08" }

local function with(params)
  local all = {}
  for name, value in pairs(MONTH) do all[name] = value end
  for name, value in pairs(params) do all[name] = value end
  return all
end

-- Page numbers, of a partner's bill of `total` rows.
local function by_page(total, change)
  return function(params, n)
    return change and change(params, n) or {
      DetailSet = rows_from((params.Page - 1) * params.PageSize,
        params.PageSize, total), Total = total }
  end
end

local PARTNER = { "intlpartnersmgt", "DescribeBillDetail" }

describe("page numbers", function()
  it("that were given are cut smaller in the right place", function()
    local ids, rows = read(PARTNER[1], PARTNER[2],
      with { Page = 2, PageSize = 100 }, by_page(300, function(params)
        if params.PageSize > 50 then
          return testing.error "ResponseSizeLimitExceeded"
        end
      end))
    assert.same(numbers(101, 300), ids)
    assert.is_false(rows.moved)
  end)

  it("that the server ignores end in a failure", function()
    for _, size in ipairs { 50, 100 } do
      local _, _, failure = read(PARTNER[1], PARTNER[2],
        with { PageSize = size }, by_page(300, function(params)
          return { DetailSet = rows_from(0, params.PageSize, 300),
            Total = 300 }
        end))
      assert.equal("decode", failure.kind)
      assert.matches("the same page came again",
        failure.message)
      assert.is_nil(failure.detail.is_too_large)
    end
  end)

  it("that the server ignores are noticed at once", function()
    local ids, _, failure = read(PARTNER[1], PARTNER[2],
      with { PageSize = 50 }, by_page(300, function()
        return { DetailSet = rows_from(0, 50, 300) }
      end))
    assert.equal(50, #ids)
    assert.equal("decode", failure.kind)
    local rows
    ids, rows = read(PARTNER[1], PARTNER[2], with { PageSize = 50 },
      by_page(300, function()
        return { DetailSet = rows_from(0, 50, 300), Total = 200 }
      end))
    assert.equal(200, #ids)
    assert.is_true(rows.moved)
  end)

  it("of rows that are alike are read to their end", function()
    local _, rows, failure = read(PARTNER[1], PARTNER[2],
      with { PageSize = 10 }, by_page(45, function(params)
        local list = json.list {}
        for i = params.Page * 10 - 9, math.min(params.Page * 10, 45) do
          list[i - (params.Page * 10 - 10)] = { Id = "1" }
        end
        return { DetailSet = list, Total = 15 }
      end))
    assert.is_nil(failure)
    assert.equal(45, rows.read)
  end)

  it("beyond the last, which comes again, end in a failure", function()
    local ids, _, failure = read(PARTNER[1], PARTNER[2],
      with { PageSize = 100 }, by_page(300, function(params)
        return { Total = 300, DetailSet = rows_from(
          (math.min(params.Page, 3) - 1) * 100, 100, 300) }
      end))
    assert.same(numbers(1, 300), ids)
    assert.equal("decode", failure.kind)
  end)

  it("of pages that hold more than was asked for are refused", function()
    local ids, _, failure = read(PARTNER[1], PARTNER[2],
      with { PageSize = 100 }, by_page(300, function()
        return { DetailSet = rows_from(0, 300, 300), Total = 300 }
      end))
    assert.same({}, ids)
    assert.equal(PARTNER[2] .. ": the page has 300 rows, and 100 were asked "
      .. "for", failure.message)
  end)

  it("with a count that is none are read to their end", function()
    for _, count in ipairs { -1, 2.5, "many", json.number "1e300",
      json.number "99999999999999999999" } do
      local ids, rows = read(PARTNER[1], PARTNER[2], with { PageSize = 100 },
        by_page(250, function(params)
          return { DetailSet = rows_from((params.Page - 1) * 100, 100, 250),
            Total = count }
        end))
      assert.same(numbers(1, 250), ids)
      assert.is_nil(rows.count)
    end
  end)
end)

describe("an answer", function()
  it("with neither rows nor count is no empty bill, where both are "
    .. "documented", function()
    local ids, _, failure = read("billing", "DescribeTagList", {},
      function() return {} end)
    assert.same({}, ids)
    assert.is_table(failure)
    assert.equal("decode", failure.kind)
    assert.matches("Data is absent, and so is the count", failure.message)
  end)

  it("without both is empty where it may be", function()
    local ids, rows, failure = read(PARTNER[1], PARTNER[2], MONTH,
      function() return {} end)
    assert.same({}, ids)
    assert.is_nil(failure)
    assert.is_false(rows.moved)
  end)

  it("whose rows are in what is no object is none", function()
    for _, data in ipairs { "oops", 5, true } do
      local _, _, failure = read("billing", "DescribeBudget", {},
        function() return { Code = 0, Data = data } end)
      assert.equal("decode", failure.kind)
      assert.matches("Data is no object", failure.message)
    end
  end)
end)

describe("a token", function()
  local function follow(next_token)
    return read("billing", "DescribeRenewInstances", { MaxResults = 10 },
      function(params, n)
        return { InstanceList = rows_from((n - 1) * 10, 10, 1e6),
          NextToken = next_token(params.NextToken, n) }
      end)
  end

  it("of an empty page that leads to itself is the end", function()
    local ids, _, failure = read("billing", "DescribeRenewInstances",
      { MaxResults = 10 }, function(params)
        local at = tonumber(params.NextToken or 0)
        return { InstanceList = rows_from(at, 10, 45),
          NextToken = ("%d"):format(math.min(at + 10, 50)) }
      end)
    assert.is_nil(failure)
    assert.same(numbers(1, 45), ids)
  end)

  it("that is no text ends in a failure", function()
    for _, token in ipairs { 100, true } do
      local _, _, failure = follow(function() return token end)
      assert.equal("decode", failure.kind)
      assert.matches("the answer's NextToken is no text", failure.message)
    end
  end)

  for _, length in ipairs { 1, 2, 3, 7, 20 } do
    it("in a circle of " .. length .. " ends in a failure", function()
      local _, _, failure = follow(function(_, n)
        return "t" .. (n < 5 and n or 5 + (n - 5) % length)
      end)
      assert.equal("decode", failure.kind)
      assert.matches("leads to a page that was read", failure.message)
    end)
  end

  it("is no circle where a page is fetched again", function()
    local box = testing.new { function(request)
      local at = tonumber(cjson.decode(request.body).NextToken or 0)
      return testing.response { InstanceList = rows_from(at, 10, 45),
        NextToken = at + 10 < 45 and ("%d"):format(at + 10) or nil }
    end }
    local rows = testing.client(box).billing:rows("DescribeRenewInstances",
      { MaxResults = 10 })
    local ids = {}
    for stop = 0, 40, 10 do
      while #ids < stop do
        ids[#ids + 1] = tonumber(select(2, rows()).InstanceId)
      end
      local take = rows.ahead.take
      rows.ahead.take = function(...)
        take(...)
        error "lost"
      end
      assert.is_false((pcall(rows)))
    end
    for _, row in rows do ids[#ids + 1] = tonumber(row.InstanceId) end
    assert.same(numbers(1, 45), ids)
  end)
end)

describe("a context", function()
  for _, concurrency in ipairs { 1, 8 } do
    it("that comes late changes nothing, " .. concurrency .. " at once",
      function()
        local ids, rows, _, box = read("billing", "DescribeBillDetail",
          { Month = "2023-04", Limit = 100 }, function(params)
            return { DetailSet = rows_from(params.Offset, params.Limit, 1000),
              Total = 1000, Context = params.Offset > 150
                and "c" .. params.Offset or nil }
          end, { concurrency = concurrency })
        assert.same(numbers(1, 1000), ids)
        assert.is_false(rows.moved)
        for _, request in ipairs(box.requests) do
          assert.is_nil(cjson.decode(request.body).Context)
        end
      end)
  end

  for what, broken in pairs { ["cut smaller"] = testing.error
    "ResponseSizeLimitExceeded", ["repeated"] = testing.broken "timeout" } do
    it("that comes late, with a page that is " .. what .. ", changes nothing",
      function()
        local ids, rows = read("billing", "DescribeBillDetail",
          { Month = "2023-04", Limit = 100 }, function(params)
            if params.Offset > 0 and params.Limit > 50 then return broken end
            return { DetailSet = rows_from(params.Offset, params.Limit, 300),
              Total = 300, Context = params.Offset > 0
                and "c" .. params.Offset or nil }
          end)
        assert.same(numbers(1, 300), ids)
        assert.is_false(rows.moved)
      end)
  end

  it("that was given goes with the first page only", function()
    local ids, _, _, box = read("billing", "DescribeBillDetail",
      { Month = "2023-08", Limit = 100, Offset = 100, Context = "mine" },
      function(params)
        return { DetailSet = rows_from(params.Offset, params.Limit, 400),
          Total = 400 }
      end)
    assert.same(numbers(101, 400), ids)
    for i, request in ipairs(box.requests) do
      assert.equal(i == 1 and "mine" or nil,
        cjson.decode(request.body).Context)
    end
  end)

  it("that goes missing is left out", function()
    local ids = read("billing", "DescribeBillDetail",
      { Month = "2023-08", Limit = 100 }, function(params)
        return { DetailSet = rows_from(params.Offset, params.Limit, 1000),
          Total = 1000, Context = params.Offset < 300 and "c" or nil }
      end)
    assert.same(numbers(1, 1000), ids)
  end)
end)

describe("an offset that may count pages or rows", function()
  local ACTION = "DescribeDealsByCond"
  local PARAMS = { StartTime = "2023-08-01 00:00:00",
    EndTime = "2023-08-31 00:00:00", Limit = 10 }

  local function deals(counts_pages, change)
    return function(params, n)
      local first = params.Offset * (counts_pages and params.Limit or 1)
      local list = rows_from(first, params.Limit, 95)
      return change and change(list, n, params) or { Deals = list,
        TotalCount = 95 }
    end
  end

  it("is known by orders, though one changed meanwhile", function()
    local ids, rows = read("billing", ACTION, PARAMS, deals(false,
      function(list, n)
        if n == 2 then list[1].Status = 4 end
      end))
    assert.same(numbers(1, 95), ids)
    assert.is_false(rows.moved)
  end)

  it("is known where orders moved, and that is said", function()
    local _, rows = read("billing", ACTION, PARAMS, deals(false,
      function(_, n, params)
        if n ~= 2 then return nil end
        return { Deals = rows_from(params.Offset + 1, params.Limit, 95),
          TotalCount = 95 }
      end))
    assert.is_true(rows.moved)
    assert.equal(95, rows.read)
  end)

  it("is known where an order came or went, whatever it counts", function()
    for _, counts_pages in ipairs { true, false } do
      for shift = -2, 2 do
        local _, rows = read("billing", ACTION, PARAMS, function(params, n)
          local first = params.Offset * (counts_pages and params.Limit or 1)
          local list = json.list {}
          for i = first + 1, math.min(first + params.Limit, 95) do
            local id = ("%d"):format(n > 1 and i + shift or i)
            list[#list + 1] = { OrderId = id }
          end
          return { Deals = list, TotalCount = 95 }
        end)
        assert.is_true(math.abs(rows.read - 95) <= 2)
        -- as page numbers go, what is skipped can't be seen
        assert.equal(shift < 0 or shift > 0 and not counts_pages, rows.moved)
      end
    end
  end)

  it("is known where nothing tells orders apart", function()
    local _, rows = read("billing", ACTION, PARAMS, deals(true, function(list)
      for _, row in ipairs(list) do row.OrderId = nil end
    end))
    assert.equal(95, rows.read)
  end)

  it("is cut smaller where it begins", function()
    local ids = read("billing", ACTION, { Limit = 40,
      StartTime = PARAMS.StartTime, EndTime = PARAMS.EndTime },
      deals(false, function(_, _, params)
        if params.Limit > 20 then
          return testing.error "ResponseSizeLimitExceeded"
        end
      end))
    assert.same(numbers(1, 95), ids)
  end)

  it("is known with some fields only", function()
    for _, counts_pages in ipairs { true, false } do
      local _, rows = read("billing", ACTION, PARAMS, deals(counts_pages),
        { fields = { "Currency" } })
      assert.equal(95, rows.read)
      assert.is_false(rows.moved)
    end
  end)

  it("is not cut smaller before it is known", function()
    local params = { Limit = 40, StartTime = PARAMS.StartTime,
      EndTime = PARAMS.EndTime }
    local _, _, failure, box = read("billing", ACTION, params, deals(false,
      function(_, n)
        if n > 1 then return testing.error "ResponseSizeLimitExceeded" end
      end))
    assert.equal("ResponseSizeLimitExceeded", failure.detail.code)
    assert.is_nil(failure.detail.is_too_large)
    assert.equal(2, #box.requests)
  end)
end)

describe("a size or a place", function()
  it("that is no plain number is taken as one, or refused", function()
    local tcbilling = require "tcbilling"
    local action = "DescribeBillResourceSummaryForOrganization"
    for _, limit in ipairs { tcbilling.decimal "10", json.number "10", "10",
      10.0 } do
      local ids = read("billing", action, with { Limit = limit },
        function(params)
          return { ResourceSummarySet = rows_from(params.Offset,
            params.Limit, 25), Total = 25 }
        end)
      assert.equal(25, #ids)
    end
  end)

  it("that is no number is refused before anything is sent", function()
    for name, values in pairs { Limit = { "0x10", " 16", "1e1", "16\n", "nan",
      "16.0", {} }, Offset = { "abc", "", "-5", "5.5" } } do
      for _, value in ipairs(values) do
        local _, _, failure, box = read("billing",
          "DescribeCPQBillingMapping", { [name] = value },
          function() return { ResourceSpuSet = json.list {}, Total = 0 } end)
        assert.equal("invalid", failure.kind)
        assert.matches(name, failure.message)
        assert.equal(0, #box.requests)
      end
    end
  end)
end)

describe("a plan", function()
  local function plan(answer, about)
    local box = testing.new { testing.response(answer) }
    return testing.client(box):plan("billing",
      "DescribeBillResourceSummaryForOrganization", about)
  end

  it("of what is not counted is none", function()
    for _, total in ipairs { false, "many", -1, json.number "1e300" } do
      local got, message, detail = plan({ Total = total or nil,
        ResourceSummarySet = json.list {} }, { params = MONTH })
      assert.is_nil(got)
      assert.matches("ForOrganization: the answer", message)
      assert.equal("decode", detail.kind)
    end
  end)

  it("holds the size of pages against its rule", function()
    for _, limit in ipairs { -5, 0, 0 / 0, 0.5, "abc", 1e9, 1001 } do
      local got, message, detail = plan({}, { rows = 100,
        params = { Limit = limit } })
      assert.is_nil(got)
      assert.matches("Limit ", message)
      assert.equal("invalid", detail.kind)
    end
    assert.equal(12, plan({}, { rows = 100, params = { Limit = "10" } }).calls)
  end)
end)
