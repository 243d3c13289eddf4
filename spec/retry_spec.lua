local read = require "spec.pay_modes"
local testing = require "tcbilling.testing"

local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }
local GOOD = testing.response { Ready = 1 }

local function write(answers, options)
  local box = testing.new(answers)
  local bill, message, detail = testing.client(box, options):call("billing",
    "PayDeals", { OrderIds = { "1" } })
  return box, bill, message, detail
end

describe("a read", function()
  for _, failure in ipairs {
    testing.error "InternalError", testing.error "OperationDenied.ServiceBusy",
    testing.response("<html>", { status = 502 }),
    testing.broken "closed", testing.broken "timeout",
    testing.broken("connect", { sent = false }),
  } do
    it("is repeated after " .. (failure.message or failure.body), function()
      local box, bill, _, detail = read { failure, failure, GOOD }
      assert.is_table(bill)
      assert.equal(3, detail.attempts)
      assert.equal(3, #box.requests)
    end)
  end

  for _, failure in ipairs {
    testing.error "InvalidParameter", testing.error "Odd",
    testing.error "AuthFailure.SecretIdNotFound",
    testing.error "UnauthorizedOperation.UinNoAuth",
    testing.broken("tls", { sent = false }),
    testing.error "FailedOperation.SummaryDataNotReady",
  } do
    it("is not repeated after " .. (failure.message or failure.body),
      function()
        local _, bill, _, detail = read { failure, GOOD }
        assert.is_nil(bill)
        assert.equal(1, detail.attempts)
      end)
  end

  it("is repeated once after what is not the API's JSON", function()
    local _, bill = read { testing.response "{", GOOD }
    assert.is_table(bill)
    local _, none, _, detail = read { testing.response "{",
      testing.response "{", GOOD }
    assert.is_nil(none)
    assert.equal(2, detail.attempts)
  end)

  it("is given up after four attempts, with growing waits", function()
    local box, bill, _, detail = read { testing.error "InternalError" }
    assert.is_nil(bill)
    assert.equal(4, detail.attempts)
    for i, longest in ipairs { 0.5, 1, 2 } do
      assert.is_true(box.sleeps[i] <= longest
        and box.sleeps[i] >= longest / 2)
    end
    assert.equal(3, #box.sleeps)
  end)

  it("is not repeated when told so", function()
    local _, _, _, detail = read({ testing.error "InternalError", GOOD }, nil,
      { retry = false })
    assert.equal(1, detail.attempts)
  end)

  it("is signed anew each time", function()
    local box = read({ testing.error "InternalError", GOOD },
      { retry = { base = 10 } })
    for _, name in ipairs { "X-TC-TraceId", "X-TC-Timestamp",
      "Authorization" } do
      assert.is_true(testing.header(box, 1, name)
        ~= testing.header(box, 2, name), name)
    end
  end)

  it("keeps its repeats for accidents while it waits for other things",
    function()
      local waiting = testing.response { Ready = 0 }
      local over = testing.error "RequestLimitExceeded"
      local _, bill, _, detail = read({ waiting, waiting, waiting, waiting,
        over, over, over, over, testing.error "InternalError",
        testing.broken "closed", GOOD }, nil, { wait_ready = 3600 })
      assert.is_table(bill)
      assert.equal(11, detail.attempts)
    end)

  it("is not made more often than attempts says, whatever the failure",
    function()
      for _, code in ipairs { "RequestLimitExceeded", "InternalError" } do
        local _, bill, _, detail = read({ testing.error(code) },
          { retry = { attempts = 2 } })
        assert.is_nil(bill)
        assert.equal(2, detail.attempts)
      end
    end)

  it("that can't be sent at all is not repeated", function()
    local _, bill, _, detail = read { testing.broken("unsendable",
      { sent = false }), GOOD }
    assert.is_nil(bill)
    assert.equal("invalid", detail.kind)
    assert.equal(1, detail.attempts)
  end)

  it("returns the failure when the deadline leaves no time to repeat",
    function()
      local box, bill, _, detail = read({ testing.error "InternalError" }, nil,
        { deadline = 0.2 })
      assert.is_nil(bill)
      assert.equal("unavailable", detail.kind)
      assert.equal(1, detail.attempts)
      assert.equal(0, #box.sleeps)
    end)

  it("shortens an attempt's timeout to what the deadline leaves", function()
    local box = read({ GOOD }, nil, { deadline = 2 })
    assert.equal(2000, box.requests[1].timeout)
    assert.equal(2000, box.requests[1].connect_timeout)
    box = read({ GOOD }, { timeout = 7000 })
    assert.equal(7000, box.requests[1].timeout)
    assert.equal(5000, box.requests[1].connect_timeout)
  end)

  it("says that it was its deadline which passed", function()
    local late = testing.broken("timeout", { message = "no answer in time" })
    local _, _, message = read({ late }, nil, { deadline = 2 })
    assert.matches("the deadline passed while waiting for the answer", message)
    _, _, message = read({ late }, { retry = { attempts = 1 } },
      { deadline = 200 })
    assert.matches("no answer in time", message)
  end)

  it("is repeated after a refusal for its rate", function()
    local _, bill, _, detail = read {
      testing.error "RequestLimitExceeded.UinLimitExceeded", GOOD }
    assert.is_table(bill)
    assert.equal(2, detail.attempts)
    assert.is_true(detail.waited > 0)
  end)

  it("waits for a bill that is not ready when asked", function()
    local answers = {
      testing.response { Ready = 0, SummaryOverview = {} },
      testing.error "FailedOperation.SummaryDataNotReady", GOOD }
    local box, bill, _, detail = read(answers, nil, { wait_ready = 600 })
    assert.is_table(bill)
    assert.equal(3, detail.attempts)
    assert.same({ 60, 60 }, box.sleeps)
    local _, none, _, failed = read({ answers[1] }, { retry = { poll = 5 } },
      { wait_ready = 11 })
    assert.is_nil(none)
    assert.equal("not_ready", failed.kind)
    assert.equal(4, failed.attempts)
  end)
end)

describe("a write", function()
  it("is never repeated once a byte may have left", function()
    for _, failure in ipairs { testing.broken "closed",
      testing.broken "timeout", testing.error "InternalError",
      testing.response("<html>", { status = 502 }), testing.response "{",
      testing.response("<html>slow", { status = 429 }) } do
      local box, result = write { failure, GOOD }
      assert.is_nil(result)
      assert.equal(1, #box.requests)
    end
  end)

  it("is repeated when none has, or it was refused for its rate", function()
    local box, result = write {
      testing.broken("connect", { sent = false }), GOOD }
    assert.is_table(result)
    assert.equal(2, #box.requests)
    box, result = write { testing.error "RequestLimitExceeded", GOOD }
    assert.is_table(result)
    assert.equal(2, #box.requests)
  end)
end)

describe("the retry budget", function()
  it("stops a client whose every call fails from adding load", function()
    local box = testing.new { testing.error "InternalError" }
    local client = testing.client(box, { retry = { budget = 20 } })
    for _ = 1, 10 do
      client.billing:DescribeBillSummaryByPayMode(MONTH)
    end
    assert.equal(10 + 20 / 5, #box.requests)
  end)

  it("is spent twice as fast on timeouts, which cost a server most",
    function()
      local box = testing.new { testing.broken "timeout" }
      local client = testing.client(box, { retry = { budget = 20 } })
      for _ = 1, 10 do
        client.billing:DescribeBillSummaryByPayMode(MONTH)
      end
      assert.equal(10 + 20 / 10, #box.requests)
    end)

  it("comes back with successes", function()
    local box = testing.new { testing.error "InternalError" }
    local client = testing.client(box, { retry = { budget = 5 } })
    client.billing:DescribeBillSummaryByPayMode(MONTH)
    box.answers[1] = GOOD
    for _ = 1, 5 do client.billing:DescribeBillSummaryByPayMode(MONTH) end
    local before = #box.requests
    box.answers[1] = testing.error "InternalError"
    client.billing:DescribeBillSummaryByPayMode(MONTH)
    assert.equal(before + 2, #box.requests)
  end)
end)

describe("a clock that is off", function()
  local EXPIRED = testing.error("AuthFailure.SignatureExpire",
    { date = "Tue, 14 Nov 2023 23:13:20 GMT" }) -- an hour ahead of ours

  it("is corrected by the server's, once, and stays so", function()
    local box = testing.new { EXPIRED, GOOD }
    local client = testing.client(box)
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    local function stamp(n)
      return tonumber(testing.header(box, n, "X-TC-Timestamp"))
    end
    assert.equal(1700000000, stamp(1))
    assert.is_true(math.abs(stamp(2) - 1700003600) <= 1)
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    assert.is_true(math.abs(stamp(3) - 1700003600) <= 2)
  end)

  it("is not corrected twice in a call", function()
    local _, bill, _, detail = read { EXPIRED }
    assert.is_nil(bill)
    assert.equal("auth", detail.kind)
    assert.equal(2, detail.attempts)
  end)

  it("is trusted again once it is right", function()
    local box = testing.new { EXPIRED, GOOD }
    local client = testing.client(box)
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    box.unix = 1700003600 -- somebody set it
    box.requests = {}
    box.answers[1] = testing.error("AuthFailure.SignatureExpire",
      { date = "Tue, 14 Nov 2023 23:13:21 GMT" })
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    local last = tonumber(testing.header(box, 2, "X-TC-Timestamp"))
    assert.is_true(math.abs(last - 1700003601) <= 2)
    assert.equal(0, client.clock_offset)
  end)

  it("stays as it is when the call is not to be repeated", function()
    local _, _, _, detail = read({ EXPIRED, GOOD }, nil, { retry = false })
    assert.equal(1, detail.attempts)
  end)

  it("stays as it is when the answer names no date", function()
    local _, bill, _, detail = read { testing.error(
      "AuthFailure.SignatureExpire"), GOOD }
    assert.is_nil(bill)
    assert.equal(1, detail.attempts)
  end)
end)

describe("a rate", function()
  it("is kept: the 21st call waits for the first one's second", function()
    local box = testing.new { testing.response({ Ready = 1 }, { took = 0 }) }
    local client = testing.client(box)
    for _ = 1, 20 do client.billing:DescribeBillSummaryByPayMode(MONTH) end
    assert.equal(0, #box.sleeps)
    local _, _, detail = client.billing:DescribeBillSummaryByPayMode(MONTH)
    assert.is_true(detail.waited >= 0.9)
    assert.is_true(box.now >= 1000.9)
  end)

  it("can be set by service and action", function()
    local box = testing.new { testing.response({ Ready = 1 }, { took = 0 }) }
    local client = testing.client(box, { limits = { billing = {
      DescribeBillSummaryByPayMode = 2 } } })
    for _ = 1, 2 do client.billing:DescribeBillSummaryByPayMode(MONTH) end
    assert.equal(1000, box.now)
    client.billing:DescribeBillSummaryByPayMode(MONTH)
    assert.is_true(box.now > 1001)
  end)

  it("is one for all clients that use an account's quota", function()
    local box = testing.new { testing.response({ Ready = 1 }, { took = 0 }) }
    local function client(rate)
      return testing.client(box, { account = "shared", limits = { billing = {
        DescribeBillSummaryByPayMode = rate } } })
    end
    local first, second = client(4), client(2)
    assert(first.billing:DescribeBillSummaryByPayMode(MONTH))
    assert(first.billing:DescribeBillSummaryByPayMode(MONTH))
    assert.equal(1000, box.now)
    assert(second.billing:DescribeBillSummaryByPayMode(MONTH))
    assert.is_true(box.now > 1001)
  end)

  it("is one for each host, and for each service", function()
    local box = testing.new { testing.response({ Ready = 1 }, { took = 0 }) }
    local function client(url)
      return testing.client(box, { account = "apart", endpoint = url,
        limits = { billing = { X = 1 }, intlpartnersmgt = { X = 1 } } })
    end
    assert(client "https://a":call("billing", "X"))
    assert(client "https://b":call("billing", "X"))
    assert(client "https://a":call("intlpartnersmgt", "X"))
    assert.equal(1000, box.now)
    assert(client "https://a":call("billing", "X"))
    assert.is_true(box.now > 1001)
  end)

  it("is twenty where no page names another", function()
    local box = testing.new { testing.response({ Ready = 1 }, { took = 0 }) }
    local client = testing.client(box)
    for _ = 1, 20 do assert(client:call("billing", "DescribeNothing")) end
    assert.equal(1000, box.now)
    assert(client:call("billing", "DescribeNothing"))
    assert.is_true(box.now > 1001)
  end)

  it("keeps the reason of a repeat for which it wakes too late", function()
    local box = testing.new { testing.error "InternalError" }
    local client = testing.client(box, { retry = { base = 0.1 } })
    local sleep = box.runtime.sleep
    box.runtime.sleep = function(seconds) sleep(seconds + 5) end
    local bill, _, detail = client.billing
      :DescribeBillSummaryByPayMode(MONTH, { deadline = 2 })
    assert.is_nil(bill)
    assert.equal("unavailable", detail.kind)
    assert.equal(1, detail.attempts)
    assert.equal(1, #box.events)
  end)

  it("keeps the reason of a repeat that would come too late", function()
    local box = testing.new { testing.error "InternalError" }
    local client = testing.client(box, { retry = { base = 0.1 },
      limits = { billing = { DescribeBillSummaryByPayMode = 1 } } })
    local bill, _, detail = client.billing
      :DescribeBillSummaryByPayMode(MONTH, { deadline = 0.5 })
    assert.is_nil(bill)
    assert.equal("unavailable", detail.kind)
    assert.equal(1, detail.attempts)
  end)

  it("that leaves no time before the deadline fails at once", function()
    local box = testing.new { testing.response({ Ready = 1 }, { took = 0 }) }
    local client = testing.client(box, { limits = { billing = {
      DescribeBillSummaryByPayMode = 1 } } })
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    local bill, message, detail = client.billing
      :DescribeBillSummaryByPayMode(MONTH, { deadline = 0.2 })
    assert.is_nil(bill)
    assert.equal("cancelled", detail.kind)
    assert.matches("^DescribeBillSummaryByPayMode: it can't start before its "
      .. "deadline", message)
    assert.equal(0, #box.sleeps)
  end)
end)
