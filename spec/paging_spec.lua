-- Every paged action, read to its end in each way of cutting pages.

local facts = require "spec.facts"
local paged_server = require "spec.paged_server"
local parameters = require "spec.parameters"
local testing = require "tcbilling.testing"

local function paging_of(service, action)
  return facts.of(service, action).paging
end

local paged = {}
for _, name in ipairs(facts.actions) do
  if paging_of(name.service, name.action) then paged[#paged + 1] = name end
end

-- Reads all rows. Returns their fields' values, the rows, the server, the box.
local function read(service, action, given, changes, options)
  local server = paged_server.new(service, action, given)
  local box = testing.new { function(request)
    return server:answer(request)
  end }
  local client = testing.client(box)
  local params = parameters.minimal(service, action)
  local paging = paging_of(service, action)
  for _, name in ipairs { paging.offset or false, paging.page or false,
    paging.limit } do
    if name then params[name] = nil end
  end
  for name, value in pairs(changes or {}) do params[name] = value end
  local rows = client[service]:rows(action, params, options)
  local read_rows = {}
  for i, row, message in rows do
    read_rows[i] = row and row[server.field] or message
  end
  return read_rows, rows, server, box
end

local function rows_from(first, last)
  local list = {}
  for i = first, last do list[#list + 1] = "row " .. i end
  return list
end

describe("paging", function()
  it("knows 42 actions", function()
    assert.equal(42, #paged)
  end)

  for _, name in ipairs(paged) do
    local service, action = name.service, name.action
    local paging = paging_of(service, action)

    it(("reads each row of %s.%s once"):format(service, action), function()
      for _, n in ipairs { 0, 1, 3, 4, 5, 7, 8, 23 } do
        local got, rows, server = read(service, action, { rows = n },
          { [paging.limit] = 4 })
        assert.same(rows_from(0, n - 1), got)
        assert.is_false(rows.moved)
        assert.equal(paging.count and n or nil, rows.count)
        assert.is_true(#server.asked <= n / 3 + 2)
      end
    end)

    it(("asks for whole pages of %s.%s"):format(service, action), function()
      local got, _, server = read(service, action, { rows = 2 })
      assert.equal(2, #got)
      assert.equal(1, #server.asked)
      assert.is_true(tonumber(server.asked[1][paging.limit]) >= 10)
    end)

    if paging.style ~= "token" then
      it(("ends with a short page of %s.%s, whatever the count"):format(
        service, action), function()
        local got, rows = read(service, action, { rows = 11, count = 5 },
          { [paging.limit] = 4 })
        assert.same(rows_from(0, 10), got)
        assert.is_false(rows.moved)
        got, rows = read(service, action, { rows = 6, count = 11 },
          { [paging.limit] = 4 })
        assert.same(rows_from(0, 5), got)
        assert.is_true(rows.moved)
      end)

      it(("plans the calls that %s.%s takes"):format(service, action),
        function()
          for _, n in ipairs { 0, 1, 3, 4, 5, 7, 8, 23 } do
            local _, _, server = read(service, action, { rows = n,
              counts_pages = action == "DescribeDealsByCond" },
              { [paging.limit] = 4 })
            local calls = #server.asked
            local params = parameters.minimal(service, action)
            params[paging.limit] = 4
            local plan = testing.client(testing.new { function(request)
              return server:answer(request)
            end }):plan(service, action, { params = params })
            assert.equal(n, plan.rows)
            assert.equal(calls, plan.calls)
          end
        end)
    end
  end
end)

describe("pages by number", function()
  local ACTION = "DescribeCustomerBillDetail"

  it("begin with the one that is asked for", function()
    local got, rows, server = read("intlpartnersmgt", ACTION, { rows = 11 },
      { Page = 2, PageSize = 4 })
    assert.same(rows_from(4, 10), got)
    assert.equal(2, server.asked[1].Page)
    assert.is_false(rows.moved)
  end)

  it("refuse a number that is none, before anything is sent", function()
    for _, page in ipairs { "two", 0, 1.5 } do
      local got, _, server = read("intlpartnersmgt", ACTION, { rows = 11 },
        { Page = page })
      assert.matches("Page", got[1])
      assert.equal(0, #server.asked)
    end
  end)

  it("are cut smaller where they take too long, and none is lost", function()
    local server = paged_server.new("intlpartnersmgt", ACTION, { rows = 500 })
    local box = testing.new { function(request)
      local size = tonumber(request.body:match '"PageSize":(%d+)')
      local page = tonumber(request.body:match '"Page":(%d+)')
      if size > 50 and page > 1 then return testing.broken "timeout" end
      return server:answer(request)
    end }
    local params = parameters.minimal("intlpartnersmgt", ACTION)
    params.Page, params.PageSize = nil, 150
    local rows = testing.client(box, { retry = { base = 0 } })
      .intlpartnersmgt:rows(ACTION, params)
    local got = {}
    for i, row, message in rows do
      got[i] = row and row[server.field] or message
    end
    assert.same(rows_from(0, 499), got)
    assert.equal(25, server.asked[#server.asked].PageSize) -- of 75
  end)

  it("may be smaller than was asked for where no maximum is known", function()
    local got, rows, server, box = read("intlpartnersmgt",
      "DescribeCustomerUin", { rows = 47, largest = 20 })
    assert.same(rows_from(0, 46), got)
    assert.is_false(rows.moved)
    assert.equal(100, server.asked[1].PageSize)
    assert.equal(20, server.asked[2].PageSize)
    assert.matches("pages hold 20 rows, not 100", box.logged[1])
  end)
end)

describe("pages by tokens", function()
  local ACTION = "DescribeRenewInstances"

  it("have no count to plan by", function()
    local client = testing.client(testing.new {})
    assert.equal(3, client:plan("billing", ACTION, { rows = 11, limit = 5,
      params = {} }).calls)
    assert.has_error(function()
      client:plan("billing", ACTION, { params = { MaxResults = 5 } })
    end, ACTION .. " tells no count: say { rows = 1000 }")
  end)

  it("begin where a token says", function()
    local got = read("billing", ACTION, { rows = 9 },
      { MaxResults = 4, NextToken = "4" })
    assert.same(rows_from(4, 8), got)
  end)

  it("go on behind a short one, and behind an empty one", function()
    local answers = {}
    for i, page in ipairs { { 1 }, {}, { 2, 3 } } do
      local list = {}
      for j, n in ipairs(page) do list[j] = { InstanceId = "row " .. n } end
      answers[i] = testing.response { NextToken = i < 3 and "t" .. i or nil,
        InstanceList = #list > 0 and list
          or require "tcbilling".json.list {} }
    end
    local got = {}
    for i, row in testing.client(testing.new(answers)).billing:rows(ACTION) do
      got[i] = row.InstanceId
    end
    assert.same(rows_from(1, 3), got)
  end)

  it("that lead nowhere end in a failure, not in a loop", function()
    local box = testing.new { testing.response { NextToken = "same",
      InstanceList = { { InstanceId = "i" } } } }
    local failure
    for i, row, message, detail in testing.client(box).billing:rows(ACTION) do
      if not row then failure = { i, message, detail.kind } end
    end
    assert.same({ 2, "DescribeRenewInstances: the answer's NextToken leads to "
      .. "a page that was read", "decode" }, failure)
  end)
end)

describe("pages with a context", function()
  for _, action in ipairs { "DescribeBillDetail",
    "DescribeBillDetailForOrganization" } do
    it("hand it on, and raise the offset: " .. action, function()
      local got, rows, server = read("billing", action, { rows = 11,
        gives_context = true }, { Limit = 4, Month = "2023-08" })
      assert.same(rows_from(0, 10), got)
      assert.is_false(rows.moved)
      local asked = {}
      for i, params in ipairs(server.asked) do
        asked[i] = { params.Offset, params.Context }
      end
      assert.same({ { 0 }, { 4, "after 4" }, { 8, "after 8" } }, asked)
    end)
  end

  it("are cut smaller with the context of the last good one", function()
    local server = paged_server.new("billing", "DescribeBillDetail",
      { rows = 100, gives_context = true })
    local box = testing.new { function(request)
      local size = tonumber(request.body:match '"Limit":(%d+)')
      if size > 20 and #server.asked > 0 then
        return testing.broken "timeout"
      end
      return server:answer(request)
    end }
    local got = {}
    for i, row, message in testing.client(box, { retry = { base = 0 } })
      .billing:rows("DescribeBillDetail", { Month = "2023-08", Limit = 40 }) do
      got[i] = row and row[server.field] or message
    end
    assert.same(rows_from(0, 99), got)
  end)
end)

describe("an offset that may count pages or rows", function()
  local ACTION = "DescribeDealsByCond"

  for _, counts_pages in ipairs { true, false } do
    local what = counts_pages and "pages" or "rows"

    it("reads each row once where it counts " .. what, function()
      for _, n in ipairs { 0, 1, 3, 4, 5, 7, 8, 23 } do
        for _, limit in ipairs { 1, 2, 4 } do
          local got, rows = read("billing", ACTION, { rows = n,
            counts_pages = counts_pages }, { Limit = limit })
          assert.same(rows_from(0, n - 1), got)
          assert.is_false(rows.moved)
        end
      end
    end)

    it("begins where it is told to where it counts " .. what, function()
      local got = read("billing", ACTION, { rows = 23,
        counts_pages = counts_pages }, { Limit = 4, Offset = 3 })
      assert.same(rows_from(counts_pages and 12 or 3, 22), got)
    end)

    it("holds its count against rows where it counts " .. what, function()
      for count, moved in pairs { [23] = false, [24] = true } do
        local _, rows = read("billing", ACTION, { rows = 23, count = count,
          counts_pages = counts_pages }, { Limit = 4, Offset = 3 })
        assert.equal(moved, rows.moved)
      end
    end)
  end
end)
