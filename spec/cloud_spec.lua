-- The whole way, to the sandbox and back.

local cjson = require "cjson"
local core = require "tcbilling.core"
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local ACTION = "DescribeBillResourceSummaryForOrganization"
local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "*a"
  file:close()
  return text
end

-- The documented answer, as lua-cjson reads it, nulls dropped.
local function example(name)
  return cjson.decode(read("sandbox/fixtures/" .. name .. ".json")).Response
end

describe("the cloud", function()
  local box, logged

  local function client(options)
    logged = {}
    return assert(tcbilling.new(box:options({
      limiter = "process", retry = { base = 0.01 },
      limits = { billing = { [ACTION] = 128,
        DescribeBillSummaryByPayMode = 128 },
        intlpartnersmgt = { DescribeCustomerBillSummary = 128 } },
      log = function(_, message) logged[#logged + 1] = message end,
    }, options)))
  end

  local function ask(options, call_options)
    return client(options).billing:DescribeBillSummaryByPayMode(MONTH,
      call_options)
  end

  -- The detail of a call that must fail.
  local function failure(options, call_options)
    local bill, message, detail = ask(options, call_options)
    assert.is_nil(bill)
    assert.is_nil(message:find("%c"))
    return detail, message
  end

  setup(function() box = sandbox.start() end)
  before_each(function()
    box:reset()
    box:config { no_limits = true }
  end)
  teardown(function() box:stop() end)

  it("answers the documented examples", function()
    assert.same(example "DescribeBillSummaryByPayMode", (assert(ask())))
    assert.same(example(ACTION), (assert(client().billing
      :DescribeBillResourceSummaryForOrganization { Offset = 0, Limit = 1,
        Month = "2023-08", NeedRecordNum = 1, ResourceId = "cdb-0a90mrac" })))
    assert.equal("0", assert(client().intlpartnersmgt
      :DescribeCustomerBillSummary { CustomerUin = 1, Month = "2023-02",
        PayMode = "postPay", ActionType = "postpay_deduct_h",
        IsConfirmed = "0" }).TotalCost)
  end)

  it("gives a customer's total with the digits that it sent", function()
    for uin, total in pairs {
      [700000000001] = "12345678901.12345678",
      [700000000002] = "-0.00000001", [700000000003] = "100",
      [700000000004] = "1e-8", [700000000005] = "90071992.54740993",
      [700000000008] = "1.2345678E+4",
    } do
      local bill = assert(client().intlpartnersmgt
        :DescribeCustomerBillSummary { CustomerUin = uin, Month = "2023-02" })
      assert.equal(total, bill.TotalCost)
    end
  end)

  for _, rows in ipairs { 0, 1, 999, 1000, 1999, 2500 } do
    it("gives all " .. rows .. " rows, to the last decimal", function()
      box:config { rows = rows }
      local real, list, count = tcbilling.decimal(0), tcbilling.decimal(0), 0
      local skipped = 0
      local pull = client().billing:rows(ACTION, { Month = "2021-06" })
      for i, row, message in pull do
        assert.is_table(row, message)
        real = real + tcbilling.decimal(row.RealTotalCost)
        local cost = tcbilling.decimal(row.TotalCost)
        if cost then list = list + cost else skipped = skipped + 1 end
        count = i
      end
      local expected = box:total "2021-06"
      assert.equal(rows, count)
      assert.equal(0, real:compare(expected.RealTotalCost))
      assert.equal(0, list:compare(expected.TotalCost))
      assert.equal(expected.skipped, skipped)
      assert.is_false(pull.moved)
    end)
  end

  it("can't make a bill that moved look whole", function()
    box:faults { { kind = "shift", rows = 1, skip = 1 } }
    local pull = client().billing:rows(ACTION, { Month = "2023-08" })
    for _, row, message in pull do assert.is_table(row, message) end
    assert.is_true(pull.moved)
    assert.equal(1, #logged)
  end)

  it("knows a wrong key, a wrong id and a wrong token", function()
    for _, case in ipairs {
      { { secret_key = "wrong" }, "AuthFailure.SignatureFailure" },
      { { secret_id = "nobody" }, "AuthFailure.SecretIdNotFound" },
      { { secret_id = box.env.TCBILLING_SANDBOX_STS_ID,
        secret_key = box.env.TCBILLING_SANDBOX_STS_KEY, token = "old" },
        "AuthFailure.TokenFailure" },
    } do
      local detail = failure(case[1])
      assert.equal("auth", detail.kind)
      assert.equal(case[2], detail.code)
      assert.equal(1, detail.attempts)
      assert.is_string(detail.request_id)
    end
    assert(ask { secret_id = box.env.TCBILLING_SANDBOX_STS_ID,
      secret_key = box.env.TCBILLING_SANDBOX_STS_KEY,
      token = box.env.TCBILLING_SANDBOX_STS_TOKEN })
  end)

  it("corrects a clock that is off by the server's", function()
    box:config { clock_offset = 3600 }
    local c = client()
    local _, _, detail = assert(c.billing:DescribeBillSummaryByPayMode(MONTH))
    assert.equal(2, detail.attempts)
    _, _, detail = assert(c.billing:DescribeBillSummaryByPayMode(MONTH))
    assert.equal(1, detail.attempts)
    box:config { clock_offset = 0 }
    _, _, detail = assert(c.billing:DescribeBillSummaryByPayMode(MONTH))
    assert.equal(2, detail.attempts)
    assert.equal(0, c.clock_offset)
  end)

  it("is asked again after what passes by itself", function()
    for _, rule in ipairs {
      { kind = "status" }, { kind = "cut" }, { kind = "reset_before" },
      { kind = "reset_after", bytes = 200 },
      { kind = "code", code = "InternalError.GatewayError" },
      { kind = "code", code = "OperationDenied.ServiceBusy" },
      { kind = "refuse" },
      { kind = "wrong_json", body = '{"Response":{"Ready":1' },
    } do
      rule.times = 1
      box:faults { rule }
      local bill, message, detail = ask()
      assert.is_table(bill, message)
      assert.equal(2, detail.attempts, rule.kind)
    end
  end)

  it("has each failure named for what it is", function()
    for _, case in ipairs {
      { { kind = "status" }, "unavailable" },
      { { kind = "status", status = 503, body = "busy" }, "unavailable" },
      { { kind = "status", status = 200 }, "unavailable" },
      { { kind = "redirect" }, "decode" },
      { { kind = "cut" }, "network" },
      { { kind = "reset_before" }, "network" },
      { { kind = "code", code = "FailedOperation.SummaryDataNotReady" },
        "not_ready" },
      { { kind = "not_ready" }, "not_ready" },
      { { kind = "wrong_json", body = "[]" }, "decode" },
      { { kind = "wrong_json", body = "" }, "decode" },
      { { kind = "wrong_json", body = '{"Response":{"a":"\255"}}' },
        "decode" },
      { { kind = "deep", depth = 100000 }, "decode" },
      { { kind = "huge", megabytes = 70 }, "decode" },
      { { kind = "gzip_bomb", megabytes = 70 }, "decode" },
    } do
      box:faults { case[1] }
      local detail, message = failure { retry = { attempts = 1 } }
      assert.equal(case[2], detail.kind, case[1].kind .. ": " .. message)
    end
  end)

  it("may keep silent: the call ends in time", function()
    for _, case in ipairs {
      { { kind = "hang" }, "timeout" },
      { { kind = "drip", bytes = 10, ms = 50 }, "timeout" },
    } do
      box:faults { case[1] }
      local began = core.monotonic()
      local detail = failure({ timeout = 300 }, { retry = false })
      local took = core.monotonic() - began
      assert.equal(case[2], detail.kind)
      assert.is_true(took > 0.25 and took < 1.5, "took " .. took)
    end
  end)

  it("must prove who it is, before it is sent a byte", function()
    for _, name in ipairs { "WRONG_NAME", "EXPIRED", "OTHER_CA",
      "SELF_SIGNED" } do
      local url = box.env["TCBILLING_SANDBOX_" .. name]
      local sent_before = box:sent_untrusted()
      local detail, message = failure { endpoint = url }
      assert.equal("tls", detail.kind, message)
      assert.equal(1, detail.attempts)
      assert.equal(sent_before, box:sent_untrusted())
      assert(ask { endpoint = url, verify = false })
      assert.equal(sent_before + 1, box:sent_untrusted())
      assert.matches("not verified", logged[1])
    end
  end)

  it("may be absent", function()
    local refused = box.env.TCBILLING_SANDBOX_REFUSED
    local detail = failure { endpoint = "https://127.0.0.1:" .. refused,
      retry = { attempts = 1 } }
    assert.equal("network", detail.kind)
    local silent = box.env.TCBILLING_SANDBOX_SILENT
    local began = core.monotonic()
    detail = failure({ endpoint = "https://127.0.0.1:" .. silent,
      connect_timeout = 300 }, { retry = false })
    assert.equal("timeout", detail.kind)
    assert.is_true(core.monotonic() - began < 1.5)
    detail = failure({ endpoint = "https://no-such-host.invalid" },
      { retry = false, timeout = 8000 })
    assert.is_true(detail.kind == "network" or detail.kind == "timeout")
  end)

  it("refuses what the check would have caught, when unchecked", function()
    local c = client()
    for _, case in ipairs {
      { {}, "MissingParameter" },
      { { BeginTime = "2018-11", EndTime = "2018-12" },
        "InvalidParameterValue" },
      { { BeginTime = 2018, EndTime = "2018-12" }, "InvalidParameter" },
      { { BeginTime = "2018-11", EndTime = "2018-11", X = 1 },
        "UnknownParameter" },
    } do
      local bill, _, detail = c:call("billing", "DescribeBillSummaryByPayMode",
        case[1], { unchecked = true })
      assert.is_nil(bill)
      assert.equal(case[2], detail.code)
      assert.equal("invalid", detail.kind)
    end
  end)

  it("waits for a bill that is being made", function()
    box:faults { { kind = "not_ready", times = 3 } }
    local _, _, detail = assert(ask({ retry = { poll = 0.02 } },
      { wait_ready = 5 }))
    assert.equal(4, detail.attempts)
  end)

  it("reads a write once, whatever the moment it breaks", function()
    for i, rule in ipairs {
      { kind = "reset_before" }, { kind = "cut" }, { kind = "close_on_reuse" },
      { kind = "reset_after", bytes = 10 }, { kind = "hang" },
      { kind = "code", code = "InternalError" },
    } do
      local c = client { timeout = 500 }
      box:faults {}
      assert(c.billing:DescribeBillSummaryByPayMode(MONTH)) -- a kept connection
      rule.action = "PayDeals"
      box:faults { rule }
      local order = "order-" .. i
      local paid = c:call("billing", "PayDeals",
        { OrderIds = tcbilling.json.list { order } })
      assert.is_nil(paid, rule.kind)
      assert.equal(1, (box:writes())[order], rule.kind)
    end
  end)

  it("reads a write at most once on a connection that it closed", function()
    for i = 1, 5 do
      local c = client()
      box:faults { { kind = "close_kept",
        action = "DescribeBillSummaryByPayMode" } }
      assert(c.billing:DescribeBillSummaryByPayMode(MONTH))
      local order = "kept-" .. i
      c:call("billing", "PayDeals",
        { OrderIds = tcbilling.json.list { order } })
      assert.is_true(((box:writes())[order] or 0) <= 1)
    end
  end)

  it("stops a task that was cancelled and calls for ever", function()
    local c, calls = client(), 0
    local task = c:spawn(function()
      c:sleep(100)
      while calls < 1000 do
        calls = calls + 1
        c.billing:DescribeBillSummaryByPayMode(MONTH)
      end
    end)
    task:cancel()
    assert.is_nil((task:wait()))
    assert.equal(101, calls)
    assert.equal(0, #box:arrivals())
  end)

  it("keeps one connection for one call after another", function()
    local c = client()
    box:forget_arrivals()
    for _ = 1, 5 do assert(c.billing:DescribeBillSummaryByPayMode(MONTH)) end
    local connections = {}
    for _, arrival in ipairs(box:arrivals()) do
      connections[arrival.connection] = true
    end
    local n = 0
    for _ in pairs(connections) do n = n + 1 end
    assert.equal(1, n)
  end)

  it("never refuses for its rate a client that keeps it", function()
    box:config { no_limits = false }
    local c = client { account = "rate" .. math.random(1e9), limits = {} }
    for _ = 1, 45 do
      local _, _, detail = assert(c.billing:DescribeBillSummaryByPayMode(MONTH))
      assert.equal(1, detail.attempts)
    end
    for _, arrival in ipairs(box:arrivals()) do
      assert.is_true(arrival.accepted)
    end
  end)
end)
