local testing = require "tcbilling.testing"

local ACTION = "DescribeBillResourceSummaryForOrganization"

local CUSTOMER = "DescribeCustomerBillSummary"

describe("a plan", function()
  local box, client

  before_each(function()
    box = testing.new { testing.response { Total = 2500,
      ResourceSummarySet = {} } }
    client = testing.client(box)
  end)

  local function plan_rows(about)
    return client:plan("billing", ACTION, about)
  end

  it("counts calls, and the seconds until the last one starts", function()
    local plan = assert(client:plan("intlpartnersmgt",
      "DescribeCustomerBillSummary", { items = 5000 }))
    assert.equal(5000, plan.calls)
    assert.equal(1, plan.rate)
    assert.is_true(math.abs(plan.seconds - 4999 * 1.002) < 1e-3)
    assert.equal(0, #box.requests)
  end)

  it("of no calls takes no time, whatever is under way", function()
    local one = testing.client(box, { limits = { billing = {
      [ACTION] = 1 } } })
    assert(one:call("billing", ACTION, { Month = "2023-08", Offset = 0,
      Limit = 1 }))
    assert.equal(0, one:plan("billing", ACTION, { items = 0 }).seconds)
    assert.is_false((pcall(one.plan, one, "billing", ACTION, { items = 1,
      rows = 2 })))
  end)

  it("knows that a window's first calls start at once", function()
    for items, windows in pairs { [0] = 0, [1] = 0, [20] = 0, [21] = 1,
      [40] = 1, [41] = 2 } do
      local plan = client:plan("billing", ACTION, { items = items })
      assert.is_true(math.abs(plan.seconds - windows * 1.002) < 1e-3)
    end
  end)

  it("counts the pages of so many rows", function()
    for rows, calls in pairs { [0] = 1, [999] = 1, [1000] = 2, [1001] = 2,
      [1998] = 2, [1999] = 3 } do
      local plan = client:plan("billing", ACTION, { rows = rows })
      assert.equal(calls, plan.calls, rows)
    end
    assert.equal(28, client:plan("billing", ACTION,
      { rows = 250, limit = 10 }).calls)
    assert.equal(0, #box.requests)
  end)

  it("is right about the pages that rows then asks for", function()
    for _, n in ipairs { 0, 9, 10, 11, 19, 28, 100 } do
      local bill = testing.new { function(request)
        local json = require "tcbilling.core".json
        local asked = json.decode(request.body)
        local list = {}
        for i = asked.Offset + 1, math.min(asked.Offset + asked.Limit, n) do
          list[#list + 1] = { ResourceId = tostring(i) }
        end
        return testing.response { Total = n,
          ResourceSummarySet = json.list(list) }
      end }
      local reader = testing.client(bill)
      for _ in reader.billing:rows(ACTION, { Month = "2023-08", Limit = 10 })
      do end
      local plan = reader:plan("billing", ACTION, { rows = n, limit = 10 })
      assert.equal(#bill.requests, plan.calls)
    end
  end)

  it("asks once how many rows there are", function()
    local plan = assert(client:plan("billing", ACTION,
      { params = { Month = "2023-08" } }))
    assert.equal(2500, plan.rows)
    assert.equal(3, plan.calls)
    assert.equal(1, #box.requests)
    assert.matches('"Limit":1[,}]', box.requests[1].body)
    assert.matches('"NeedRecordNum":1', box.requests[1].body)
  end)

  it("fails as that call does", function()
    box.answers = { testing.error "UnauthorizedOperation" }
    local plan, message, detail = client:plan("billing", ACTION,
      { params = { Month = "2023-08" } })
    assert.is_nil(plan)
    assert.matches("UnauthorizedOperation", message)
    assert.equal("denied", detail.kind)
  end)

  it("allows for what is under way", function()
    assert(client:call("billing", ACTION, { Month = "2023-08", Offset = 0,
      Limit = 1 }))
    local one = testing.client(box, { account = client.account,
      limits = { billing = { [ACTION] = 1 } } })
    assert.is_true(one:plan("billing", ACTION, { items = 1 }).seconds > 0.5)
  end)

  it("blames wrong arguments on who gave them", function()
    for words, wrong in pairs {
      ["unknown option"] = function()
        client:plan("billing", ACTION, { item = 1 })
      end,
      ["say how many"] = function() client:plan("billing", "PayDeals", {}) end,
      ["no service"] = function() client:plan("biling", ACTION, {}) end,
      ["must be whole"] = function()
        client:plan("billing", ACTION, { items = 1.5 })
      end,
    } do
      local ok, message = pcall(wrong)
      assert.is_false(ok)
      assert.matches("plan_spec.lua:%d+: ", message)
      assert.matches(words, message)
    end
  end)

  it("that can't ask says why", function()
    local made, message, detail = plan_rows { params = { Month = "August" } }
    assert.is_nil(made)
    assert.matches("^" .. ACTION .. ": ", message)
    assert.equal("invalid", detail.kind)
  end)

  it("waits for a limiter that is busy for a moment", function()
    local records = client.records
    local entry = client.records.entry
    function records.entry()
      return { limiter = { forecast = function(_, now)
        if box.now < 1000.01 then return false, "in use", true end
        return now + 1
      end } }
    end
    local made, message = plan_rows { rows = 1 }
    box.now = 1000
    client.runtime.sleep = function(seconds)
      box.now = box.now + seconds
      return seconds < 0
    end
    local failed, reason, detail = plan_rows { rows = 1 }
    records.entry = entry
    assert.is_table(made, message)
    assert.is_nil(failed)
    assert.equal(ACTION .. ": in use", reason)
    assert.same({ kind = "limiter", service = "billing", action = ACTION },
      detail)
  end)

  it("blames what it can't plan on who asked", function()
    for _, wrong in ipairs {
      function() client:plan("billing", nil, { items = 1 }) end,
      function() client:plan("billing", {}, { items = 1 }) end,
      function() client:plan("biling", ACTION, { items = 1 }) end,
      function() client:plan("intlpartnersmgt", CUSTOMER, { rows = 1 }) end,
      function() plan_rows { items = -1 } end,
      function() plan_rows { items = 1e300 } end,
      function() plan_rows() end,
      function()
        client:close()
        client:plan("billing", ACTION, { items = 1 })
      end,
    } do
      local ok, message = pcall(wrong)
      assert.is_false(ok)
      assert.matches("^spec/plan_spec.lua:%d+: ", message)
    end
  end)
end)
