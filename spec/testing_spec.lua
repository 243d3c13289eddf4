local core = require "tcbilling.core"
local testing = require "tcbilling.testing"

local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }

local function ask(client, options)
  return client.billing:DescribeBillSummaryByPayMode(MONTH, options)
end

describe("a box of answers", function()
  it("gives them in turn, the last one for ever", function()
    local box = testing.new {
      testing.response { Ready = 1, RequestId = "first" },
      testing.response { Ready = 1, RequestId = "last" },
    }
    local client = testing.client(box)
    assert.equal("first", ask(client).RequestId)
    for _ = 1, 3 do assert.equal("last", ask(client).RequestId) end
    assert.equal(4, #box.requests)
  end)

  it("takes functions that look at the request", function()
    local box = testing.new { function(request)
      local asked = core.json.decode(request.body)
      return testing.response { Ready = 1, RequestId = asked.BeginTime }
    end }
    assert.equal("2018-11", ask(testing.client(box)).RequestId)
  end)

  it("keeps what was sent, slept, said and observed", function()
    local box = testing.new { testing.error "InternalError",
      testing.response { Ready = 1 } }
    assert(ask(testing.client(box, { verify = false })))
    assert.equal("DescribeBillSummaryByPayMode",
      testing.header(box, 2, "x-tc-action"))
    assert.is_nil(testing.header(box, 2, "X-TC-Region"))
    assert.equal(1, #box.sleeps)
    assert.matches("^warning: .*not verified", box.logged[1])
    assert.equal("unavailable", box.events[1].kind)
    assert.equal("ok", box.events[2].kind)
  end)

  it("sends nothing for a task that was cancelled, and stops it", function()
    local box = testing.new { testing.response { Ready = 1 } }
    local client = testing.client(box)
    local calls = 0
    local task = client:spawn(function()
      client:sleep(1)
      while calls < 1000 do
        calls = calls + 1
        ask(client)
      end
    end)
    task:cancel()
    assert.is_true(task.done)
    assert.equal(0, #box.requests)
    assert.equal(101, calls)
  end)

  it("makes hours pass at once, and signs by its own clock", function()
    local began = core.monotonic()
    local box = testing.new { testing.response { Ready = 0 } }
    local bill, _, detail = ask(testing.client(box), { wait_ready = 7200 })
    assert.is_nil(bill)
    assert.equal("not_ready", detail.kind)
    assert.is_true(box.now > 1000 + 7200)
    assert.is_true(core.monotonic() - began < 1)
    assert.equal("1700000000", testing.header(box, 1, "X-TC-Timestamp"))
    assert.is_true(tonumber(testing.header(box, #box.requests,
      "X-TC-Timestamp")) > 1700000000 + 7100)
  end)

  it("breaks off as transports do", function()
    for outcome, kind in pairs { connect = "network", tls = "tls",
      timeout = "timeout", closed = "network" } do
      local box = testing.new { testing.broken(outcome) }
      local _, message, detail = ask(testing.client(box, { retry = {
        attempts = 1 } }))
      assert.equal(kind, detail.kind)
      assert.matches("so it broke", message)
    end
  end)

  it("gives a body as it is on the wire, and changes of an answer", function()
    local box = testing.new { testing.response("<html>", { status = 502,
      took = 2 }) }
    local _, _, detail = ask(testing.client(box), { retry = false })
    assert.equal("unavailable", detail.kind)
    assert.equal(502, detail.status)
    assert.equal(1002, box.now)
  end)

  it("has limits of its own for each client", function()
    local box = testing.new { testing.response({ Ready = 1 }, { took = 0 }) }
    local options = { limits = { billing = {
      DescribeBillSummaryByPayMode = 1 } } }
    assert(ask(testing.client(box, options)))
    assert(ask(testing.client(box, options)))
    assert.equal(0, #box.sleeps)
  end)

  it("refuses an answer that is no JSON at the line that made it", function()
    local ok, message = pcall(function()
      testing.response { Ready = 1, SummaryOverview = { 0 / 0 } }
    end)
    assert.is_false(ok)
    assert.matches("testing_spec.lua:%d+: the answer.Response"
      .. ".SummaryOverview%[1%]: JSON has no infinities", message)
  end)

  it("blames what is no answer, or no box, on who gave it", function()
    for words, wrong in pairs {
      ["a list of answers expected"] = function() testing.new() end,
      ["no transport tells of \"tiemout\""] = function()
        testing.broken "tiemout"
      end,
      ["no transport tells of \"timeot\", did you mean timeout?"] =
        function() testing.broken "timeot" end,
      ["a box of testing.new expected"] = function() testing.client() end,
      ["unknown client option \"timeuot\", did you mean timeout?"] =
        function() testing.client(testing.new {}, { timeuot = 1 }) end,
    } do
      local ok, message = pcall(wrong)
      assert.is_false(ok)
      assert.matches("testing_spec.lua:%d+: " .. words, message)
    end
    local client = testing.client(testing.new { { TotalCost = 1 } })
    local ok, message = pcall(client.call, client, "billing", "X")
    assert.is_false(ok)
    assert.matches("the box's answer 1 is none: testing.response", message)
    client = testing.client(testing.new {})
    ok, message = pcall(client.call, client, "billing", "X")
    assert.is_false(ok)
    assert.equal("the box has no answers", message)
  end)
end)
