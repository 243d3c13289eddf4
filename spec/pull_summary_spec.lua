-- The API's own summary of a bill, which stores keep with its rows.
local bill_server = require "spec.bill_server"
local memory_sink = require "spec.memory_sink"
local pull = require "tcbilling.pull"
local new_dict = require "spec.shared_dict"
local testing = require "tcbilling.testing"

-- The box's clock begins on 2023-11-14: 2023-09 is final, 2023-11 open.
local KEY = "resources/default/2023-09"

local server, sink, client

before_each(function()
  sink = memory_sink.new()
  server = bill_server.new()
  client = testing.client(server.box, { account = "A" })
end)

describe("a pull of bills by resource, with summaries", function()
  local SUMMARY = "DescribeBillSummaryForOrganization"
  local OF_ACCOUNT = "DescribeBillSummaryByPayMode"

  local notes

  local function pulled(changes)
    local options = { months = { "2023-09" }, to = sink,
      note = function(text) notes[#notes + 1] = text end }
    for name, value in pairs(changes or {}) do options[name] = value end
    return pull.resources(client, options)
  end

  local function whole()
    return sink.held[KEY].whole.checkpoint
  end

  before_each(function()
    notes, sink.keeps_summaries = {}, true
    server:bill("2023-09", 1500)
    server.summary = { { GroupValue = "Pay-as-you-go", RealTotalCost = "20.5",
        PayModeName = "Pay-as-you-go" },
      { GroupValue = "Other", RealTotalCost = "-0.00000001",
        PayModeName = "Other" },
      { GroupValue = "Other", RealTotalCost = "1e-8", PayModeName = "Other" } }
  end)

  -- The latest call that was a summary's, or none.
  local function asked_of(wanted)
    for i = #server.asked, 1, -1 do
      local one = server.asked[i]
      if (one.action == SUMMARY or one.action == OF_ACCOUNT) == wanted then
        return one, i
      end
    end
  end

  it("asks for that of its scope, once: while rows come, of a final bill; and "
    .. "after them of another one", function()
    server:bill("2023-11", 1500)
    assert(pulled { months = { "2023-11" } })
    assert.equal(SUMMARY, server.asked[#server.asked].action)
    assert(pulled())
    local last, at = asked_of(true)
    local _, of_rows = asked_of(false)
    assert.is_true(at < of_rows)
    assert.same({ SUMMARY, "2023-09", "payMode" },
      { last.action, last.Month, last.GroupType })
    assert.equal(2, server:count(SUMMARY))
    assert.same({ total = "20.50000000" }, whole().summary)
    assert.same({}, notes)
    assert(pulled()) -- what is settled stays as it is
    assert.equal(2, server:count(SUMMARY))
    assert(pulled { scope = "account", refresh = true, account = "own" })
    last = asked_of(true)
    assert.same({ OF_ACCOUNT, "2023-09", "2023-09" },
      { last.action, last.Month, last.EndTime })
    assert.same({ total = "20.50000000",
      groups = { ["Pay-as-you-go"] = "20.5", Other = "0.00000000" } },
      sink.held["resources/own/2023-09"].whole.checkpoint.summary)
  end)

  it("asks for none that is kept for others", function()
    client = testing.client(server.box, { account = "A",
      cache = { dict = new_dict(server.box) } })
    local params = { Month = "2023-09", GroupType = "payMode" }
    assert(client.billing[SUMMARY](client.billing, params))
    server.summary = { { RealTotalCost = "7" } }
    assert(client.billing[SUMMARY](client.billing, params))
    assert.equal(1, server:count(SUMMARY))
    assert(pulled())
    assert.same({ total = "7" }, whole().summary)
  end)

  it("is of nothing where the month has no bill", function()
    server:bill("2023-09", 0)
    server.summary = nil
    assert(pulled())
    assert.same({ total = "0" }, whole().summary)
  end)

  it("asks for none where the sink keeps none", function()
    sink.keeps_summaries = nil
    assert(pulled())
    assert.equal(0, server:count(SUMMARY))
    assert.is_nil(whole().summary)
  end)

  local function refuse(answer)
    server.before = function(action)
      if action == SUMMARY then return answer end
    end
  end

  it("is whole without one that can't be had, and says why", function()
    local nobody = { RealTotalCost = "x" }
    for said, cause in pairs {
      ["CamNoAuth"] = testing.error "UnauthorizedOperation.CamNoAuth",
      ["InternalError"] = testing.error "InternalError",
      ["set up for the first time"] = testing.response { Ready = 0,
        RequestId = "r" },
      ["SummaryDetail is no list"] = testing.response { Ready = 1,
        RequestId = "r", SummaryDetail = { RealTotalCost = "1" } },
      ["SummaryDetail[2] has no RealTotalCost"] = testing.response {
        Ready = 1, RequestId = "r", SummaryDetail = { server.summary[1],
          nobody } },
    } do
      refuse(cause)
      notes = {}
      local report = assert(pulled { refresh = true })
      assert.equal(1, report.pulled)
      assert.equal(0, report.failed)
      assert.is_nil(whole().summary)
      assert.equal(1500, whole().rows)
      assert.equal(1, #notes, said)
      assert.truthy(notes[1]:find(KEY .. ": its rows could not be compared "
        .. "with the API's own summary (" .. SUMMARY, 1, true), notes[1])
      assert.truthy(notes[1]:find(said, 1, true), notes[1])
    end
  end)

  it("ends with keys that are wrong by then, and asks only for that later",
    function()
      refuse(testing.error "AuthFailure.SignatureExpire")
      local report, _, detail = pulled()
      assert.is_nil(report)
      assert.equal("auth", detail.kind)
      assert.is_nil(sink.held[KEY].whole)
      assert.equal(1500, sink.held[KEY].running.checkpoint.rows)
      assert.same({}, notes)
      server.before, server.asked = function() end, {}
      assert(pulled())
      local rows = server.asked[1].Offset and server.asked[1]
        or server.asked[2]
      assert.equal(1499, rows.Offset)
      assert.equal(1500, #sink:column(KEY, "ResourceId"))
      assert.same({ total = "20.50000000" }, whole().summary)
    end)

  it("keeps what came when it is cancelled then", function()
    local task
    server:bill("2023-11", 1500)
    server.before = function(action)
      if action == SUMMARY then task:doom() end
    end
    task = client:spawn(function()
      client:sleep(0)
      return pulled { months = { "2023-11" } }
    end)
    local _, _, detail = task:wait()
    assert.equal("cancelled", detail.kind)
    assert.equal(1500, sink.held["resources/default/2023-11"].running.checkpoint
      .rows)
    assert.same({}, notes)
  end)
end)
