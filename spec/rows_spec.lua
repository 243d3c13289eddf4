local testing = require "tcbilling.testing"
local cjson = require "cjson"

local ACTION = "DescribeBillResourceSummaryForOrganization"

-- A server with a bill of `n` rows, which `change` may move.
local function server(bill, change)
  local calls = 0
  return function(request)
    calls = calls + 1
    if change then
      local answer = change(calls, bill)
      if answer then return answer end
    end
    local asked = cjson.decode(request.body)
    local page = {}
    for i = asked.Offset + 1, math.min(asked.Offset + asked.Limit, #bill) do
      page[#page + 1] = bill[i]
    end
    local total = asked.NeedRecordNum == 1 and (bill.count or #bill)
      or cjson.null
    local rows = #page > 0 and cjson.encode(page) or "[]"
    return testing.response('{"Response":{"ResourceSummarySet":' .. rows
      .. ',"Total":' .. cjson.encode(total) .. ',"RequestId":"r"}}')
  end
end

local function bill_of(n)
  local bill = {}
  for i = 1, n do
    bill[i] = { ResourceId = "ins-" .. i, RealTotalCost = i .. ".00" }
  end
  return bill
end

local function pull(bill, limit, change, options)
  local box = testing.new { server(bill, change) }
  local client = testing.client(box, { limits = { billing = {
    [ACTION] = 100 } } })
  local ids, failure = {}, nil
  local rows = client.billing:rows(ACTION, { Month = "2023-08",
    Limit = limit }, options)
  for i, row, message, detail in rows do
    if row then
      ids[i] = row.ResourceId
    else
      failure = { i, message, detail }
    end
  end
  return ids, rows, box, failure
end

local function expected(n)
  local ids = {}
  for i = 1, n do ids[i] = "ins-" .. i end
  return ids
end

describe("rows", function()
  for _, n in ipairs { 0, 1, 2, 9, 10, 11, 18, 19, 20, 28, 100 } do
    it("come whole and in order from a bill of " .. n, function()
      local ids, rows = pull(bill_of(n), 10)
      assert.same(expected(n), ids)
      assert.is_false(rows.moved)
      assert.equal(n, rows.count)
    end)
  end

  it("are counted by what was asked for only", function()
    local bill = bill_of(60)
    local box = testing.new { function(request)
      local answer = server(bill)(request)
      answer.body = answer.body:gsub('"Total":null', '"Total":0')
      return answer
    end }
    local rows = testing.client(box).billing:rows(ACTION, { Month = "2023-08",
      Limit = 10 })
    for _ in rows do end
    assert.equal(60, rows.count)
    assert.is_false(rows.moved)
  end)

  it("come one a page, too", function()
    assert.same(expected(3), (pull(bill_of(3), 1)))
    assert.same(expected(3), (pull(bill_of(3), 2)))
  end)

  it("come by a thousand a page when nothing is said", function()
    local _, _, box = pull(bill_of(3), nil)
    assert.equal(1000, cjson.decode(box.requests[1].body).Limit)
  end)

  it("overlap by one row, and ask for the count first and last", function()
    local _, _, box = pull(bill_of(25), 10)
    local offsets, counts = {}, {}
    for i, request in ipairs(box.requests) do
      local asked = cjson.decode(request.body)
      offsets[i], counts[i] = asked.Offset, asked.NeedRecordNum
    end
    assert.same({ 0, 9, 18 }, offsets)
    assert.same({ 1, 0, 1 }, counts)
  end)

  it("end on a short page, not on a count that is too low", function()
    local bill = bill_of(30)
    bill.count = 12
    local ids, rows = pull(bill, 10)
    assert.same(expected(30), ids)
    assert.is_false(rows.moved)
  end)

  it("that shift between two pages say so", function()
    local function shift(calls, bill)
      if calls == 2 then table.insert(bill, 1, { ResourceId = "new" }) end
    end
    local _, rows, box = pull(bill_of(25), 10, shift)
    assert.is_true(rows.moved)
    assert.equal(1, #box.logged)
    assert.matches("rows moved while they were read", box.logged[1])
  end)

  it("come whole even where a log fails", function()
    local box = testing.new { testing.response { Total = 5 } }
    local rows = testing.client(box, { log = function() error "full" end })
      .billing:rows(ACTION, { Month = "2023-08" })
    assert.is_nil(rows())
    assert.is_true(rows.moved)
    assert.matches("log failed: .*full", rows.problem)
  end)

  it("that vanish at a page's border say so", function()
    local function vanish(calls, bill)
      if calls == 2 then
        while #bill > 5 do table.remove(bill) end
      end
    end
    local bill = bill_of(10)
    bill.count = 10 -- the server's cache does not know yet
    local _, rows = pull(bill, 10, vanish)
    assert.is_true(rows.moved)
  end)

  it("whose count changed by the end say so", function()
    for _, count in ipairs { 24, 26 } do
      local function change(calls, bill)
        if calls == 3 then bill.count = count end
      end
      local _, rows = pull(bill_of(25), 10, change)
      assert.is_true(rows.moved)
    end
  end)

  it("that are fewer than the server counts say so", function()
    -- a server that gives less a page than it is asked for
    local bill = bill_of(10)
    bill.count = 2500
    local ids, rows = pull(bill, 100)
    assert.same(expected(10), ids)
    assert.is_true(rows.moved)
  end)

  it("that are not in the answer, although counted, say so", function()
    local box = testing.new { testing.response { Total = 2500 } }
    local rows = testing.client(box).billing:rows(ACTION,
      { Month = "2023-08" })
    assert.is_nil(rows())
    assert.is_true(rows.moved)
  end)

  it("that are no list are a failure", function()
    for _, list in ipairs { '"abc"', "5", "true" } do
      local box = testing.new { testing.response(
        '{"Response":{"ResourceSummarySet":' .. list
        .. ',"Total":1.5,"RequestId":"r"}}') }
      local rows = testing.client(box).billing:rows(ACTION,
        { Month = "2023-08" })
      local i, row, message, detail = rows()
      assert.equal(1, i)
      assert.is_nil(row)
      assert.matches("is no list of rows", message)
      assert.equal("decode", detail.kind)
    end
  end)

  it("may be changed by their reader", function()
    local box = testing.new { server(bill_of(25)) }
    local rows = testing.client(box).billing:rows(ACTION,
      { Month = "2023-08", Limit = 10 })
    local n = 0
    for _, row in rows do
      row.ResourceId, row.mine = nil, true
      n = n + 1
    end
    assert.equal(25, n)
    assert.is_false(rows.moved)
  end)

  it("that shift say so even when only other fields are read", function()
    local function shift(calls, bill)
      if calls == 2 then
        table.insert(bill, 1, { ResourceId = "new", RealTotalCost = "1.00" })
        table.remove(bill)
      end
    end
    local bill = bill_of(25)
    for _, row in ipairs(bill) do row.RealTotalCost = "1.00" end
    local _, rows = pull(bill, 10, shift, { fields = { "RealTotalCost" } })
    assert.is_true(rows.moved)
  end)

  it("have a deadline for each wait of their reader, and for no other",
    function()
      local failures = 0
      local box = testing.new { server(bill_of(25), function(calls)
        if calls < 2 or failures == 3 then return nil end
        failures = failures + 1
        return testing.error("InternalError", { took = 3 })
      end) }
      local rows = testing.client(box).billing:rows(ACTION,
        { Month = "2023-08", Limit = 10 }, { deadline = 5, concurrency = 1 })
      local n = 0
      for i, row, message in rows do
        assert.is_table(row, message)
        if i == 10 then box.runtime.sleep(60) end
        n = i
      end
      assert.equal(25, n)
    end)

  it("come in smaller pages where the whole ones are too large", function()
    local bill = bill_of(100)
    local ids, rows, box = pull(bill, 50, function(calls)
      if calls == 2 then
        return testing.error "ResponseSizeLimitExceeded"
      end
    end, { concurrency = 1 })
    assert.same(expected(100), ids)
    assert.is_false(rows.moved)
    assert.matches("pages of 50 rows take too long, 25 from now on",
      box.logged[1])
    assert.equal(49, cjson.decode(box.requests[3].body).Offset)
  end)

  it("come in smaller pages once one has timed out twice", function()
    local _, _, box = pull(bill_of(100), 50, function(calls)
      if calls == 2 then return testing.broken("timeout", { sent = false }) end
      if calls > 2 and calls < 5 then return testing.broken "timeout" end
    end, { concurrency = 1 })
    local limits = {}
    for i, request in ipairs(box.requests) do
      limits[i] = cjson.decode(request.body).Limit
    end
    assert.same({ 50, 50, 50, 50, 25 }, { limits[1], limits[2], limits[3],
      limits[4], limits[5] })
  end)

  it("wait behind calls of people", function()
    local box = testing.new { server(bill_of(25)) }
    local client = testing.client(box, { limits = { billing = {
      [ACTION] = 1 } } })
    local rows = client.billing:rows(ACTION, { Month = "2023-08",
      Limit = 10 }, { concurrency = 3 })
    rows() -- the others stand in line
    client.billing[ACTION](client.billing, { Month = "2023-07", Offset = 0,
      Limit = 10 })
    assert.matches("2023%-07", box.requests[2].body)
    rows:close()
  end)

  it("let go of pages that came and are not read", function()
    local let_go, answer = 0, server(bill_of(100))
    local box = testing.new { function(request)
      local page = answer(request)
      page.bytes = 100000
      function page.let_go() let_go = let_go + 1 end
      return page
    end }
    local rows = testing.client(box).billing:rows(ACTION,
      { Month = "2023-08", Limit = 10 }, { concurrency = 4 })
    rows()
    box.runtime.sleep(10)
    assert.equal(0, let_go)
    rows:close()
    assert.equal(#box.requests - 1, let_go)
    assert.is_true(let_go > 1)
  end)

  it("end when their client is closed, and say why", function()
    local box = testing.new { server(bill_of(25)) }
    local client = testing.client(box)
    local rows = client.billing:rows(ACTION, { Month = "2023-08",
      Limit = 10 })
    rows()
    client:close()
    local last, message, detail
    for _, row, why, how in rows do last, message, detail = row, why, how end
    assert.is_nil(last)
    assert.matches("the client was closed", message)
    assert.same({ kind = "cancelled", service = "billing", action = ACTION,
      attempts = 0, waited = 0 }, detail)
  end)

  it("end in one last turn that tells of a failure", function()
    local function fail(calls)
      if calls == 2 then return testing.error "FailedOperation" end
    end
    local ids, rows, box, failure = pull(bill_of(25), 10, fail)
    assert.equal(10, #ids)
    assert.equal(11, failure[1])
    assert.matches("FailedOperation", failure[2])
    assert.equal("api", failure[3].kind)
    assert.equal(3, #box.requests) -- the third was under way already
    assert.is_true(rows.ended)
  end)

  it("keep only the fields asked for", function()
    local box = testing.new { server(bill_of(3)) }
    local client = testing.client(box)
    for i, row in client.billing:rows(ACTION, { Month = "2023-08" },
      { fields = { "RealTotalCost" } }) do
      assert.same({ RealTotalCost = i .. ".00" }, row)
    end
  end)

  it("know their fields, so that a misspelt one is no empty bill",
    function()
      local box = testing.new { server(bill_of(3)) }
      local rows = testing.client(box).billing:rows(ACTION,
        { Month = "2023-08" }, { fields = { "RealTotalcost" } })
      local _, row, message, detail = rows()
      assert.is_nil(row)
      assert.equal("invalid", detail.kind)
      assert.matches('no field "RealTotalcost", did you mean RealTotalCost%?',
        message)
      assert.equal(0, #box.requests)
    end)

  it("are not a list, and say so to who takes them for one", function()
    local rows = testing.client(testing.new { server(bill_of(3)) }).billing
      :rows(ACTION, { Month = "2023-08" })
    -- LuaJIT's ipairs does not ask
    if _VERSION == "Lua 5.4" then
      assert.has_error(function() ipairs(rows)(rows, 0) end)
    end
    local ok, message = pcall(function() return rows[1] end)
    assert.is_false(ok)
    assert.matches("rows_spec.lua:%d+: rows come one by one", message)
  end)

  it("stop when closed", function()
    local box = testing.new { server(bill_of(25)) }
    local rows = testing.client(box).billing:rows(ACTION,
      { Month = "2023-08", Limit = 10 })
    rows()
    rows:close()
    assert.is_nil(rows())
    assert.equal(3, #box.requests) -- two were under way
    assert.equal("cancelled", box.events[2].kind)
    assert.equal("cancelled", box.events[3].kind)
  end)

  it("begin where they are told to", function()
    local box = testing.new { server(bill_of(25)) }
    local ids = {}
    for _, row in testing.client(box).billing:rows(ACTION,
      { Month = "2023-08", Limit = 10, Offset = 20 }) do
      ids[#ids + 1] = row.ResourceId
    end
    assert.same({ "ins-21", "ins-22", "ins-23", "ins-24", "ins-25" }, ids)
    assert.equal(0, #box.logged) -- 5 rows of 25, and nothing moved
  end)

  it("are of what was asked for, whatever becomes of the tables given",
    function()
      local function answer(request)
        local asked = cjson.decode(request.body)
        return server { { ResourceId = asked.Month .. asked.PayMode,
          RealTotalCost = "1" } } (request)
      end
      local client = testing.client(testing.new { answer })
      local params = { Month = "2023-08", PayMode = "prePay" }
      local options = { fields = { "ResourceId" } }
      local august = client.billing:rows(ACTION, params, options)
      params.Month, options.fields[1] = "2023-09", "RealTotalCost"
      local september = client.billing:rows(ACTION, params, options)
      assert.same({ ResourceId = "2023-08prePay" }, select(2, august()))
      assert.same({ RealTotalCost = "1" }, select(2, september()))
    end)

  it("are not asked for while a page of theirs is fetched", function()
    local box = testing.new { server(bill_of(25)) }
    local rows, raised
    local client = testing.client(box, { on_event = function()
      if #box.requests > 1 and not raised then
        raised = select(2, pcall(rows))
      end
    end })
    rows = client.billing:rows(ACTION, { Month = "2023-08", Limit = 10 })
    local ids = {}
    for i, row in rows do ids[i] = row.ResourceId end
    assert.same(expected(25), ids)
    assert.matches("these rows are fetching a page", raised)
  end)

  it("that ended are no empty bill the second time", function()
    local rows = testing.client(testing.new { server(bill_of(3)) }).billing
      :rows(ACTION, { Month = "2023-08" })
    for _ = 1, 3 do rows() end
    assert.is_nil(rows())
    local ok, message = pcall(function() for _ in rows do end end)
    assert.is_false(ok)
    assert.matches("rows_spec.lua:%d+: these rows have ended", message)
  end)

  it("must come, or at least their count", function()
    for body, words in pairs {
      ['"Total":null'] = "is absent, and so is the count",
      ['"ResourceSummarySet":{"a":1},"Total":1'] = "is no list of rows",
      ['"ResourceSummarySet":5,"Total":5'] = "is no list of rows",
      ['"ResourceSummarySet":[null],"Total":1'] = "holds what is no row",
      ['"ResourceSummarySet":[1],"Total":1'] = "holds what is no row",
    } do
      local box = testing.new { testing.response('{"Response":{"RequestId":"r",'
        .. body .. "}}") }
      local rows = testing.client(box).billing:rows(ACTION,
        { Month = "2023-08" })
      local _, row, message, detail = rows()
      assert.is_nil(row)
      assert.equal("decode", detail.kind)
      assert.equal("r", detail.request_id)
      assert.matches(words, message)
      assert.equal(2, detail.attempts)
      assert.equal("decode", box.events[1].kind)
    end
    local rows = testing.client(testing.new { testing.response { Total = 0 } })
      .billing:rows(ACTION, { Month = "2023-08" })
    assert.is_nil(rows())
  end)

  it("go on after a raise that was not theirs", function()
    local box = testing.new { server(bill_of(3)) }
    local send = box.runtime.send
    box.runtime.send = function() error "cable pulled" end
    local rows = testing.client(box).billing:rows(ACTION, { Month = "2023-08" })
    local ok, message = pcall(rows)
    assert.is_false(ok)
    assert.matches("cable pulled", message)
    box.runtime.send = send
    assert.is_table(select(2, rows()))
  end)

  it("repeat none where a wait raised before the page came", function()
    local box = testing.new { server(bill_of(25)) }
    local rows = testing.client(box).billing:rows(ACTION,
      { Month = "2023-08", Limit = 10 })
    local ids = {}
    for _, stop in ipairs { 0, 10 } do
      while #ids < stop do ids[#ids + 1] = select(2, rows()).ResourceId end
      rows.ahead.take = function() error "stuck" end
      assert.is_false((pcall(rows)))
    end
    for _, row in rows do ids[#ids + 1] = row.ResourceId end
    assert.same(expected(25), ids)
  end)

  it("tell of an observer that fails", function()
    local rows = testing.client(testing.new { server(bill_of(3)) },
      { on_event = function() error "metrics down" end }).billing
      :rows(ACTION, { Month = "2023-08" })
    assert.is_table(select(2, rows()))
    assert.matches("on_event failed: .*metrics down", rows.problem)
  end)

  it("can be counted, even unchecked", function()
    local client = testing.client(testing.new { server(bill_of(3)) })
    for name, value in pairs { Limit = 0, Offset = "x" } do
      local ok, message = pcall(function()
        client.billing:rows(ACTION, { [name] = value }, { unchecked = true })
      end)
      assert.is_false(ok)
      assert.matches("rows_spec.lua:%d+: " .. name
        .. " must be a whole number", message)
    end
  end)

  it("leave a NeedRecordNum that is given as it is", function()
    local box = testing.new { server(bill_of(25)) }
    for _ in testing.client(box).billing:rows(ACTION, { Month = "2023-08",
      Limit = 10, NeedRecordNum = 0 }) do end
    for _, request in ipairs(box.requests) do
      assert.equal(0, cjson.decode(request.body).NeedRecordNum)
    end
  end)

  it("are the closing value of their loop", function()
    local client = testing.client(testing.new { server(bill_of(3)) })
    local rows, _, _, closing = client.billing:rows(ACTION,
      { Month = "2023-08" })
    assert.equal(rows, closing)
    getmetatable(rows).__close(rows)
    assert.is_nil(rows())
  end)

  it("refuse a page's size that can't be, before anything is sent",
    function()
      for _, limit in ipairs { 0, 1001, "x", 1.5, "0x10", -1, {} } do
        local _, _, box, failure = pull(bill_of(3), limit)
        assert.equal("invalid", failure[3].kind)
        assert.equal(0, #box.requests)
      end
    end)
end)
