-- A summary reconciled with the rows of its month, both from the sandbox.

local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local ROWS = "DescribeBillResourceSummaryForOrganization"
local PAY_MODE = "DescribeBillSummaryByPayMode"
local MONTH = "2023-09"

describe("a month's bill", function()
  local box, client

  setup(function() box = sandbox.start { rows = 1000 } end)
  teardown(function() box:stop() end)

  before_each(function()
    box:reset()
    box:config { rows = 1000, no_limits = true }
    client = assert(tcbilling.new(box:options {
      limiter = "process", retry = { base = 0.01 },
      limits = { billing = { [ROWS] = 128, [PAY_MODE] = 128 } },
      log = function() end,
    }))
  end)

  local function summary()
    return assert(client.billing:DescribeBillSummaryByPayMode {
      BeginTime = MONTH, EndTime = MONTH })
  end

  local function rows(limit)
    return client.billing:rows(ROWS, { Month = MONTH, Limit = limit },
      { retry = false })
  end

  local function of_kind(result, kind)
    local list = {}
    for _, d in ipairs(result.differences) do
      if d.kind == kind then list[#list + 1] = d end
    end
    return list
  end

  it("is its rows, in all and by billing mode", function()
    local bill = summary()
    local result = assert(tcbilling.reconcile(PAY_MODE, bill, rows(300)))
    assert.same({}, of_kind(result, "rows"))
    assert.same({}, of_kind(result, "details"))
    assert.same({}, result.unreadable)
    -- some rows have "-" as TotalCost: it is no sum, in all and in two modes
    assert.equal(3, result.skipped)
    local alone = tcbilling.reconcile(PAY_MODE, bill)
    assert.equal(alone.checked + 3 * 5, result.checked)
  end)

  it("is not those of a filter, nor of a row less", function()
    local bill = summary()
    local fewer = assert(tcbilling.reconcile(PAY_MODE, bill,
      client.billing:rows(ROWS, { Month = MONTH, PayMode = "prePay" })))
    local total = box:total(MONTH, { PayMode = "postPay" })
    local first = of_kind(fewer, "rows")[1]
    assert.equal("RealTotalCost", first.field)
    assert.equal(total.RealTotalCost, tostring(first.difference))
    local short = assert(tcbilling.reconcile(PAY_MODE, bill,
      client.billing:rows(ROWS, { Month = MONTH, Offset = 1 })))
    assert.is_true(#of_kind(short, "rows") > 0)
  end)

  it("has some rows in a thousand that were paid otherwise", function()
    local page = assert(client.billing[ROWS](client.billing,
      { Month = MONTH, Offset = 0, Limit = 1000 }))
    local result = assert(tcbilling.reconcile(ROWS, page))
    local total, off = box:total(MONTH), tcbilling.decimal(0)
    for _, d in ipairs(result.differences) do
      assert.equal("payments", d.kind)
      assert.is_truthy(d.path:find "^ResourceSummarySet%[%d+%]$")
      off = off + d.difference
    end
    local n = #result.differences
    assert.is_true(n >= 1 and n <= 10, n .. " rows are off")
    assert.equal(1000, result.checked)
    assert.is_true(off == tcbilling.decimal(total.RealTotalCost)
      - total.CashPayAmount - total.IncentivePayAmount
      - total.VoucherPayAmount - total.TransferPayAmount)
  end)

  it("is not reconciled with rows that end in a failure", function()
    box:faults { { kind = "code", code = "InternalError", action = ROWS,
      skip = 1 } }
    local result, message, detail = tcbilling.reconcile(PAY_MODE, summary(),
      rows(300))
    assert.is_nil(result)
    assert.is_truthy(message:find "InternalError")
    assert.equal("InternalError", detail.code)
  end)
end)
