-- The sandbox misbehaving on request, and its TLS.
local cjson = require "cjson"
local calls = require "spec.sandbox_calls"
local sandbox = require "spec.sandbox"

local EXAMPLE, PAY_MODE = calls.EXAMPLE, calls.PAY_MODE
local fixture = calls.fixture
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

local function code(...)
  return calls.code(box, ...)
end

local function rows(...)
  return calls.rows(box, ...)
end

describe("the sandbox's faults", function()
  local function with(rule, more)
    box:faults { rule }
    return call(PAY_MODE, EXAMPLE, more)
  end

  it("cut an answer in the middle", function()
    local reply = with { kind = "cut" }
    assert.equal(18, reply.exit) -- partial file
    assert.equal(#fixture(PAY_MODE), tonumber(reply.headers["content-length"]))
    assert.equal(math.floor(#fixture(PAY_MODE) / 2), #reply.body)
  end)

  it("reset before the answer, and within it", function()
    assert.equal(56, with({ kind = "reset_before" }).exit)
    local reply = with { kind = "reset_after", bytes = 50 }
    assert.equal(56, reply.exit)
    assert.equal(50, #reply.body)
  end)

  it("close after an answer that promised to stay", function()
    local reply = with({ kind = "close_kept", times = 1 }, { times = 2 })
    assert.equal(0, reply.exit)
    assert.equal(2, reply.connects)
    assert.equal(2, #box:arrivals())
  end)

  it("close on reuse, with the request read", function()
    box:faults { { kind = "close_on_reuse", times = 1 } }
    call("PayDeals", '{"OrderIds":["a"]}')
    assert.equal(0, box:faults()[1].fired)
    -- curl itself repeats the second one: what a client must not do.
    call("PayDeals", '{"OrderIds":["b"]}', { times = 2 })
    assert.equal(1, box:faults()[1].fired)
    local reads, done = box:writes()
    assert.same({ a = 1, b = 3 }, reads)
    assert.same({ a = 1, b = 3 }, done)
  end)

  it("answer with codes, and don't carry a write out then", function()
    box:faults { { kind = "code", code = "InternalError", times = 1 },
      { kind = "refuse", times = 1, skip = 1 } }
    assert.equal("InternalError", code("PayDeals", '{"OrderIds":["a"]}'))
    assert.is_nil(code("PayDeals", '{"OrderIds":["a"]}'))
    assert.equal("RequestLimitExceeded",
      code("PayDeals", '{"OrderIds":["a"]}'))
    local reads, done = box:writes()
    assert.same({ a = 3 }, reads)
    assert.same({ a = 1 }, done)
  end)

  it("say that a bill isn't ready", function()
    local reply = with { kind = "not_ready" }
    assert.equal(0, reply.response.Ready)
    assert.equal(cjson.null, reply.response.SummaryOverview)
    assert.equal("FailedOperation.SummaryDataNotReady",
      rows("2023-09", 0, 1).Error.Code)
  end)

  it("put a page of something else in place of the answer", function()
    local reply = with { kind = "status", status = 503,
      headers = { ["Retry-After"] = "7" } }
    assert.equal(503, reply.status)
    assert.equal("7", reply.headers["retry-after"])
    assert.is_nil(reply.headers["x-tc-requestid"])
    assert.truthy(reply.body:find "<html>")
    reply = with { kind = "redirect", to = "https://127.0.0.1:2/" }
    assert.equal(302, reply.status)
    assert.equal("https://127.0.0.1:2/", reply.headers.location)
  end)

  it("send other JSON, large, deep and compressed answers", function()
    assert.equal("[1,", with({ kind = "wrong_json", body = "[1," }).body)
    assert.truthy(#with({ kind = "huge", megabytes = 3 }).body > 3 * 1048576)
    local deep = with { kind = "deep", depth = 5 }
    assert.truthy(deep.body:find("[[[[[]]]]]", 1, true))
    local bomb = with { kind = "gzip_bomb", megabytes = 3 }
    assert.equal("gzip", bomb.headers["content-encoding"])
    assert.truthy(#bomb.body < 30000)
  end)

  it("drip, wait and hang", function()
    local body = fixture(PAY_MODE)
    local reply = with { kind = "drip", bytes = 500, ms = 20 }
    assert.equal(body, reply.body)
    reply = with({ kind = "drip", bytes = 1, ms = 50 },
      { curl = "--max-time 1" })
    assert.equal(28, reply.exit)
    assert.truthy(#reply.body > 0 and #reply.body < 25)
    assert.equal(28, with({ kind = "latency", ms = 5000 },
      { curl = "--max-time 0.3" }).exit)
    assert.equal(28, with({ kind = "hang" }, { curl = "--max-time 0.3" }).exit)
  end)

  it("move rows between pages, and miscount them", function()
    local before = rows("2023-09", 0, 4).ResourceSummarySet
    box:faults { { kind = "shift", rows = 2, skip = 1 },
      { kind = "count", total = 7 } }
    local first = rows("2023-09", 0, 2, ',"NeedRecordNum":1')
    assert.equal(7, first.Total)
    assert.same(before[1], first.ResourceSummarySet[1])
    local second = rows("2023-09", 2, 2)
    assert.same({ before[1], before[2] }, second.ResourceSummarySet)
  end)

  it("are drawn the same way after every reset", function()
    local function pattern()
      box:reset()
      box:config { no_limits = true }
      box:faults { { kind = "code", code = "InternalError",
        probability = 0.5 } }
      call(PAY_MODE, EXAMPLE, { times = 20 })
      local codes = {}
      for i, arrival in ipairs(box:arrivals()) do codes[i] = arrival.code end
      return codes, box:faults()[1].fired
    end
    local codes, fired = pattern()
    assert.truthy(fired > 3 and fired < 17)
    assert.same(codes, (pattern()))
  end)

  it("are refused when they make no sense", function()
    for _, rule in ipairs { { kind = "x" }, { kind = "code" },
      { kind = "cut", bytes = 1 }, { kind = "hang", times = "2" } } do
      assert.has_error(function() box:faults { rule } end)
    end
  end)
end)

describe("the sandbox's TLS", function()
  local WRONG = { TCBILLING_SANDBOX_WRONG_NAME = 60,
    TCBILLING_SANDBOX_EXPIRED = 60, TCBILLING_SANDBOX_OTHER_CA = 60,
    TCBILLING_SANDBOX_SELF_SIGNED = 60 }
  for name, exit in pairs(WRONG) do
    it("fails at " .. name .. ", and only for its certificate", function()
      assert.equal(exit, call(PAY_MODE, EXAMPLE, { url = box.env[name] }).exit)
      assert.equal(0, call(PAY_MODE, EXAMPLE, { url = box.env[name],
        curl = "--insecure" }).exit)
    end)
  end

  it("is good for the official names", function()
    local host = "intlpartnersmgt.intl.tencentcloudapi.com"
    local port = box.url:match "%d+$"
    local reply = call("DescribeCustomerBillSummary",
      '{"CustomerUin":700000000003,"Month":"2023-01"}',
      { url = "https://" .. host .. ":" .. port, curl =
      "--connect-to ::127.0.0.1:" .. port })
    assert.equal(100, reply.response.TotalCost)
  end)

  it("has a port that is silent and one that refuses", function()
    assert.equal(28, call(PAY_MODE, EXAMPLE, { curl = "--max-time 0.3",
      url = "https://127.0.0.1:" .. box.env.TCBILLING_SANDBOX_SILENT }).exit)
    assert.equal(7, call(PAY_MODE, EXAMPLE, {
      url = "https://127.0.0.1:" .. box.env.TCBILLING_SANDBOX_REFUSED }).exit)
  end)
end)

it("the sandbox logged no error", function()
  for line in box:log():gmatch "[^\n]+" do
    assert.truthy(line:find("[notice]", 1, true), line)
  end
end)
