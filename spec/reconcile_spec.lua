local tcbilling = require "tcbilling"
local testing = require "tcbilling.testing"

local reconcile, decimal = tcbilling.reconcile, tcbilling.decimal
local PAY_MODE = "DescribeBillSummaryByPayMode"
local FIELDS = { "RealTotalCost", "TotalCost", "CashPayAmount",
  "IncentivePayAmount", "VoucherPayAmount", "TransferPayAmount" }

local function example(action)
  local file = assert(io.open("sandbox/fixtures/" .. action .. ".json", "rb"))
  local answer = assert(tcbilling.json.decode(file:read "*a"))
  file:close()
  return answer.Response
end

-- An object with amounts in the order of FIELDS; nil: absent.
local function amounts(...)
  local object = {}
  for i, field in ipairs(FIELDS) do object[field] = (select(i, ...)) end
  return object
end

-- One that adds up: all of it was paid in cash.
local function cash(amount, more)
  local object = amounts(amount, amount, amount, "0", "0", "0")
  for name, value in pairs(more or {}) do object[name] = value end
  return object
end

-- Differences as one text each, so that all of them are compared.
local function told(result)
  local texts = {}
  for i, d in ipairs(result.differences) do
    assert.is_true(decimal.is(d.left) and decimal.is(d.right))
    assert.is_true(d.difference == d.left - d.right)
    texts[i] = ("%s %s %s%s: %s - %s = %s"):format(d.kind, d.path, d.field,
      d.group and " of " .. d.group or "", tostring(d.left),
      tostring(d.right), tostring(d.difference))
  end
  return texts
end

local function with_detail(parent, ...)
  parent.Detail = { ... }
  return { SummaryOverview = { parent } }
end

describe("a bill that adds up", function()
  it("has no differences: the documented bill by billing mode", function()
    local result = reconcile(PAY_MODE, example(PAY_MODE))
    -- 7 objects' payments, 2 lists of details with 6 fields each
    assert.same({ checked = 19, skipped = 0, differences = {},
      unreadable = {} }, result)
  end)

  it("is exact to the last place, with the row of precision in it", function()
    local bill = example(PAY_MODE)
    local details = bill.SummaryOverview[2].Detail
    assert.equal("16.44000000", tostring(assert(tcbilling.sum(details,
      "RealTotalCost"))))
    details[4].RealTotalCost = "-3.69316145"
    assert.same({
      "details SummaryOverview[2].Detail RealTotalCost: "
        .. "16.44000000 - 16.43999999 = 0.00000001",
      "payments SummaryOverview[2].Detail[4] RealTotalCost: "
        .. "-3.69316145 - -3.69316144 = -0.00000001",
    }, told(reconcile(PAY_MODE, bill)))
  end)

  it("is that of the documented row, too", function()
    local action = "DescribeBillResourceSummaryForOrganization"
    assert.same({ checked = 1, skipped = 0, differences = {},
      unreadable = {} }, reconcile(action, example(action)))
  end)

  it("may have nothing to check", function()
    for _, bill in ipairs { {}, example "DescribeCustomerBillSummary",
      { Ready = 1, SummaryOverview = tcbilling.null },
      { Ready = 1, SummaryOverview = {} },
      { Deals = { { RealTotalCost = 5, TotalCost = 10.5 } } } } do
      local result = reconcile(PAY_MODE, bill)
      assert.same({ 0, 0, {} },
        { result.checked, result.skipped, result.differences })
    end
  end)
end)

describe("the payments", function()
  it("may differ from the cost, which is told and not refused", function()
    local bill = { SummaryOverview = {
      amounts("1.00000000", "1", "0.50001158", "0.5", "0", "0"),
      amounts("67.00", "70", "60", "3", "2", "1.99654091"),
      cash "5",
    } }
    assert.same({
      "payments SummaryOverview[1] RealTotalCost: "
        .. "1.00000000 - 1.00001158 = -0.00001158",
      "payments SummaryOverview[2] RealTotalCost: "
        .. "67.00 - 66.99654091 = 0.00345909",
    }, told(reconcile("DescribeCostSummaryByRegion", bill)))
  end)

  it("are looked at where all five amounts are there", function()
    for i, field in ipairs(FIELDS) do
      local object = cash "5"
      object[field] = nil
      local result = reconcile("DescribeBillSummary", { Data = { object } })
      assert.equal(i == 2 and 1 or 0, result.checked)
      assert.equal(0, result.skipped)
    end
  end)

  it("are skipped where one is a dash", function()
    for i, field in ipairs(FIELDS) do
      local object = cash "5"
      object[field] = "-"
      local result = reconcile("DescribeBillSummary", { Data = { object } })
      assert.same(i == 2 and { 1, 0 } or { 0, 1 },
        { result.checked, result.skipped })
      assert.same({}, result.unreadable)
    end
  end)

  it("are looked at in every object, however deep", function()
    local off = amounts("2", "2", "1", "0", "0", "0")
    assert.same({
      "payments A.B[2].C[1] RealTotalCost: 2 - 1 = 1",
      "payments A.D RealTotalCost: 2 - 1 = 1",
    }, told(reconcile("DescribeBillSummary",
      { A = { D = off, B = { {}, { C = { off } } } } })))
    assert.same({ "payments  RealTotalCost: 2 - 1 = 1" },
      told(reconcile("DescribeBillSummary", off)))
  end)
end)

describe("details", function()
  it("are compared with their parent, field by field", function()
    local parent = amounts("10", "20", "4", "3", "2", "1")
    local bill = with_detail(parent,
      amounts("1", "2", "0.5", "0.25", "0.125", "0.125"), cash "0.5")
    local path = "details SummaryOverview[1].Detail "
    assert.same({
      path .. "RealTotalCost: 10 - 1.5 = 8.5",
      path .. "TotalCost: 20 - 2.5 = 17.5",
      path .. "CashPayAmount: 4 - 1.0 = 3.0",
      path .. "IncentivePayAmount: 3 - 0.25 = 2.75",
      path .. "VoucherPayAmount: 2 - 0.125 = 1.875",
      path .. "TransferPayAmount: 1 - 0.125 = 0.875",
    }, told(reconcile(PAY_MODE, bill)))
  end)

  it("are any list of objects with such amounts", function()
    local parent = cash("5", { Business = { cash "3", cash "1" },
      Tags = { { TagKey = "a" } }, Texts = { "RealTotalCost" }, None = {} })
    local result = reconcile("DescribeBillSummary",
      { SummaryDetail = { parent } })
    assert.equal(3 + 6, result.checked)
    assert.equal(3, #result.differences) -- RealTotalCost, TotalCost and cash
    assert.equal("SummaryDetail[1].Business", result.differences[1].path)
    assert.equal(0, result.skipped)
  end)

  it("are of a parent that has amounts of its own", function()
    local result = reconcile("DescribeBillDetail", { DetailSet = {
      { BillId = "1",
        ComponentSet = { amounts(nil, nil, "1", "2", "3", "4") } },
    } })
    assert.same({ 0, 0 }, { result.checked, result.skipped })
  end)

  it("are skipped field by field where one has no amount", function()
    local bill = with_detail(cash("3", { TotalCost = "-" }), cash "1",
      cash("1", { VoucherPayAmount = "-" }))
    bill.SummaryOverview[1].Detail[2].TransferPayAmount = nil
    local result = reconcile(PAY_MODE, bill)
    -- the payments of two objects, and three of six fields
    assert.same({ 2 + 3, 3 }, { result.checked, result.skipped })
    assert.same({ "details SummaryOverview[1].Detail RealTotalCost: "
      .. "3 - 2 = 1", "details SummaryOverview[1].Detail CashPayAmount: "
      .. "3 - 2 = 1" }, told(result))
  end)

  it("of the partner's summaries have two of the fields", function()
    local result = reconcile(PAY_MODE, with_detail(
      { OriginalCost = "9", VoucherPayAmount = "1", TotalCost = "8" },
      { OriginalCost = "9", VoucherPayAmount = "1", TotalCost = "7" }))
    assert.same({ 2, 0 }, { result.checked, result.skipped })
    assert.same({ "details SummaryOverview[1].Detail TotalCost: 8 - 7 = 1" },
      told(result))
  end)

  it("with a null among them are not whole", function()
    local result = reconcile(PAY_MODE, with_detail(cash "1", cash "1",
      tcbilling.null))
    assert.same({ 2, 6, {} },
      { result.checked, result.skipped, result.differences })
  end)
end)

describe("a total", function()
  it("is compared with the list beside it", function()
    local bill = { Ready = 1, SummaryOverview = { cash "1", cash "2" },
      SummaryTotal = { RealTotalCost = "3.00000001", TotalCost = "3" } }
    local result = reconcile("DescribeBillSummaryByTag", bill)
    assert.same({ "total SummaryTotal RealTotalCost: "
      .. "3.00000001 - 3 = 0.00000001" }, told(result))
    -- the payments that it does not have are skipped
    assert.same({ 2 + 2, 4 }, { result.checked, result.skipped })
  end)

  it("of a paged action is, if the list is whole", function()
    local bill = { Total = { RealTotalCost = "510.15" }, RecordNum = 2,
      Data = { { RealTotalCost = "-0.69" }, { RealTotalCost = "510" } } }
    assert.same({ "total Total RealTotalCost: 510.15 - 509.31 = 0.84" },
      told(reconcile("DescribeCostSummaryByRegion", bill)))
    for _, count in ipairs { 8, 1, tcbilling.null } do
      bill.RecordNum = count
      local result = reconcile("DescribeCostSummaryByRegion", bill)
      assert.same({ 0, 1, {} },
        { result.checked, result.skipped, result.differences })
    end
    bill.RecordNum = nil
    assert.equal(1, reconcile("DescribeCostSummaryByRegion", bill).skipped)
  end)

  it("that is a count is none", function()
    local result = reconcile("DescribeBillResourceSummary", { Total = 3,
      ResourceSummarySet = { cash "1" } })
    assert.same({ 1, 0 }, { result.checked, result.skipped })
  end)
end)

describe("differences", function()
  it("come in the order of the bill", function()
    local off = amounts("2", "2", "1", "0", "0", "0")
    local parent = amounts("4", "2", "1", "0", "0", "0")
    parent.Detail = { off }
    local paths = {}
    for i, d in ipairs(reconcile(PAY_MODE, {
      SummaryOverview = { off, parent, off }, SummaryTotal = cash "9",
    }).differences) do
      paths[i] = d.path .. " " .. d.kind
    end
    assert.same({ "SummaryOverview[1] payments",
      "SummaryOverview[2] payments", "SummaryOverview[2].Detail details",
      "SummaryOverview[2].Detail[1] payments", "SummaryOverview[3] payments",
      "SummaryTotal total", "SummaryTotal total", "SummaryTotal total" },
      paths)
  end)
end)

describe("what is no amount", function()
  it("is told of with its path, once, and its checks are skipped", function()
    local bill = with_detail(cash("3", { RealTotalCost = "3,0" }), cash "1",
      cash("2", { CashPayAmount = 0.5, TotalCost = true }))
    local result = reconcile(PAY_MODE, bill)
    assert.same({ "SummaryOverview[1].RealTotalCost",
      "SummaryOverview[1].Detail[2].TotalCost",
      "SummaryOverview[1].Detail[2].CashPayAmount" }, result.unreadable)
    -- payments of the parent and of the second; three of six fields
    assert.same({ 1 + 3, 2 + 3, {} },
      { result.checked, result.skipped, result.differences })
  end)

  it("is what no sum could hold", function()
    for _, huge in ipairs { "100000000000000000000.01", "1e38",
      "-170141183460469231731687303715884105728", "0.0000000000001" } do
      local result = reconcile("DescribeBillSummary", { Data = { cash(huge) } })
      assert.equal("Data[1].RealTotalCost", result.unreadable[1])
      assert.same({ 0, 1 }, { result.checked, result.skipped })
    end
    assert.equal(1, reconcile("DescribeBillSummary", { Data = {
      cash "99999999999999999999.999999999999" } }).checked)
  end)

  it("is absent where it is null", function()
    local result = reconcile("DescribeBillSummary", { Data = {
      cash("1", { TransferPayAmount = tcbilling.null }) } })
    assert.same({ checked = 0, skipped = 0, differences = {},
      unreadable = {} }, result)
  end)

  it("may be a whole number, and is none where it is empty", function()
    local result = reconcile("DescribeBillSummary", { Data = {
      amounts(3, "3", 1, 1, 1, 0),
      amounts("", "", "", "", "", "") } })
    assert.same({ checked = 1, skipped = 1, differences = {},
      unreadable = {} }, result)
  end)
end)

describe("rows", function()
  local function summary()
    return { SummaryOverview = {
      cash("3", { PayMode = "prePay", PayModeName = "Monthly subscription",
        RegionId = "16" }),
      cash("1", { PayMode = "postPay", PayModeName = "Pay-as-you-go",
        RegionId = "1" }) } }
  end

  local function row(mode, amount, region)
    return cash(amount, { PayModeName = mode, RegionId = region })
  end

  local MONTHLY, HOURLY = "Monthly subscription", "Pay-as-you-go"

  it("add up to the summary, in all and by group", function()
    local result = reconcile(PAY_MODE, summary(), { row(MONTHLY, "1"),
      row(HOURLY, "3"), row(MONTHLY, "2"), row(HOURLY, "-2") })
    assert.same({ checked = 2 + 3 * 6, skipped = 0, differences = {},
      unreadable = {} }, result)
  end)

  it("may be missing, or too many: in all first, then by group", function()
    local result = reconcile(PAY_MODE, summary(), { row(MONTHLY, "1"),
      row("Reserved", "0.5"), row(HOURLY, "1") })
    assert.same({
      "rows SummaryOverview RealTotalCost: 4 - 2.5 = 1.5",
      "rows SummaryOverview TotalCost: 4 - 2.5 = 1.5",
      "rows SummaryOverview CashPayAmount: 4 - 2.5 = 1.5",
      "rows SummaryOverview[1] RealTotalCost of Monthly subscription: "
        .. "3 - 1 = 2",
      "rows SummaryOverview[1] TotalCost of Monthly subscription: 3 - 1 = 2",
      "rows SummaryOverview[1] CashPayAmount of Monthly subscription: "
        .. "3 - 1 = 2",
      "rows SummaryOverview RealTotalCost of Reserved: 0 - 0.5 = -0.5",
      "rows SummaryOverview TotalCost of Reserved: 0 - 0.5 = -0.5",
      "rows SummaryOverview CashPayAmount of Reserved: 0 - 0.5 = -0.5",
    }, told(result))
  end)

  it("are of a region by its number", function()
    local result = reconcile("DescribeBillSummaryByRegion", summary(),
      { row(HOURLY, "3", 16), row(MONTHLY, "1", 1) })
    assert.same({ 20, {} }, { result.checked, result.differences })
  end)

  it("are grouped where both say of what, and only there", function()
    local key = { DescribeBillSummaryByProduct = "BusinessCode",
      DescribeBillSummaryByProject = "ProjectName",
      DescribeBillSummaryByRegion = "RegionId", [PAY_MODE] = "PayModeName" }
    for _, action in ipairs { "DescribeBillSummaryByProduct",
      "DescribeBillSummaryByProject", "DescribeBillSummaryByRegion", PAY_MODE,
      "DescribeBillSummaryByTag", "DescribeBillSummary" } do
      local name = key[action] or "TagValue"
      local bill = { SummaryOverview = { cash("1", { [name] = "a" }),
        cash("2", { [name] = "b" }) } }
      local result = reconcile(action, bill, { cash("2", { [name] = "a" }),
        cash("1", { [name] = "b" }) })
      assert.equal(key[action] and 6 or 0, #result.differences, action)
    end
  end)

  it("of no group, and groups of one name, are groups, too", function()
    local bill = { SummaryOverview = { cash("1", { ProjectName = "a" }),
      cash "4", cash("2", { ProjectName = "a" }) } }
    local result = reconcile("DescribeBillSummaryByProject", bill,
      { cash("3", { ProjectName = "a" }),
        cash("4", { ProjectName = tcbilling.null }) })
    assert.same({ 3 + 3 * 6, {} }, { result.checked, result.differences })
  end)

  it("that hold a dash leave the field of their group unchecked", function()
    local result = reconcile(PAY_MODE, summary(), {
      cash("3", { PayModeName = MONTHLY, TotalCost = "-" }),
      row(HOURLY, "1") })
    assert.same({ 2 + 3 * 6 - 2, 2, {} },
      { result.checked, result.skipped, result.differences })
  end)

  it("are compared with nothing where there is no summary", function()
    for _, list in ipairs { tcbilling.null, {} } do
      local result = reconcile("DescribeBillSummaryByTag", { Ready = 1,
        SummaryOverview = list }, { cash "1" })
      assert.equal("rows  RealTotalCost: 0 - 1 = -1", told(result)[1])
      assert.equal(6, result.checked)
      assert.equal(0, reconcile("DescribeBillSummaryByTag", { Ready = 1,
        SummaryOverview = list }, {}).checked)
    end
  end)

  it("come from what gives them one by one, too", function()
    local function source(list)
      local i = 0
      return function()
        i = i + 1
        if list[i] then return i, list[i] end
      end
    end
    local list = { row(MONTHLY, "3"), row(HOURLY, "1") }
    local result = reconcile(PAY_MODE, summary(), source(list))
    assert.same({ 20, {} }, { result.checked, result.differences })
    local callable = setmetatable({}, { __call = source(list) })
    assert.same(result, reconcile(PAY_MODE, summary(), callable))
  end)

  it("end it where one fails", function()
    local detail = { kind = "timeout" }
    local calls = 0
    local result, message, its_detail = reconcile(PAY_MODE, summary(),
      function()
        calls = calls + 1
        if calls == 1 then return 1, row(MONTHLY, "3") end
        return 2, nil, "no answer", detail
      end)
    assert.is_nil(result)
    assert.equal("no answer", message)
    assert.equal(detail, its_detail)
    assert.equal(2, calls)
  end)

  it("that are unreadable are told of by their number, up to a hundred",
    function()
      local list = {}
      for i = 1, 150 do list[i] = cash("1", { TotalCost = "?" }) end
      local result = reconcile(PAY_MODE, summary(), list)
      assert.equal(100, #result.unreadable)
      assert.equal("rows[1].TotalCost", result.unreadable[1])
      assert.equal("rows[100].TotalCost", result.unreadable[100])
    end)

  it("are not kept", function()
    local kept = setmetatable({}, { __mode = "k" })
    local alive, i = 0, 0
    assert(reconcile(PAY_MODE, summary(), function()
      if i == 100 then
        collectgarbage()
        collectgarbage()
        for _ in pairs(kept) do alive = alive + 1 end
        return
      end
      i = i + 1
      local one = row(MONTHLY, "1")
      kept[one] = true
      return i, one
    end))
    assert.is_true(alive < 5, alive .. " rows are still there")
  end)
end)

describe("a reconciliation of what is none", function()
  it("raises where it was asked for", function()
    for message, given in pairs {
      ["an action's name expected, got nil"] = {},
      ["a bill is the table that a call returned, got nil"] = { PAY_MODE },
      ["rows are those of client.billing:rows, or a list, got string"] =
        { PAY_MODE, {}, "x" },
    } do
      local done, said = pcall(function()
        local result = reconcile(given[1], given[2], given[3])
        return result
      end)
      assert.is_false(done)
      assert.equal(message, said:match "reconcile_spec%.lua:%d+: (.*)$")
    end
  end)
end)

describe("what can't be reconciled", function()
  local BILL = { SummaryOverview = { { RealTotalCost = "1" } } }

  local function raised(...)
    local ok, message = pcall(reconcile, ...)
    assert.is_false(ok)
    return message
  end

  it("is a bill that holds itself", function()
    local bill = { RealTotalCost = "1", SummaryOverview = {} }
    bill.SummaryOverview[1] = bill
    assert.matches("a table in the bill holds itself",
      raised("DescribeBillSummary", bill))
  end)

  it("is an action that nobody knows", function()
    assert.matches('no action "DescribeBillSummaryByPaymode" is known, did '
      .. "you mean DescribeBillSummaryByPayMode?",
      raised("DescribeBillSummaryByPaymode", BILL), 1, true)
  end)

  it("are rows that are no list", function()
    for _, rows in ipairs { { a = {} }, { {}, nil, {} }, { [2] = {} } } do
      assert.matches("rows must be a list: its entries have other keys",
        raised("DescribeBillSummary", BILL, rows))
    end
  end)

  it("are rows that have ended", function()
    local client = testing.client(testing.new { testing.response {
      ResourceSummarySet = {}, Total = 0 } })
    local rows = client.billing:rows(
      "DescribeBillResourceSummaryForOrganization", { Month = "2023-08" })
    rows:close()
    assert.matches("these rows have ended",
      raised("DescribeBillSummary", BILL, rows))
  end)

  it("are rows that are none, which are told by a message", function()
    for _, rows in ipairs { { false }, { 1 },
      function() return 1 end } do
      local result, message = reconcile("DescribeBillSummary", BILL, rows)
      assert.is_nil(result)
      assert.matches("row 1 is none, but ", message)
    end
  end)
end)
