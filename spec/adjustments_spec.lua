local adjustments = require "tcbilling.adjustments"
local cjson = require "cjson"
local testing = require "tcbilling.testing"

local function adjusted(month, at, more)
  local row = { PayerUin = "700000686592", Month = month,
    AdjustType = "manual", AdjustNum = "1", AdjustCompletionTime = at,
    AdjustAmount = "-2.50" } -- as it arrives
  for name, value in pairs(more or {}) do row[name] = value end
  return row
end

-- A box that answers by month; what a month does not have was not adjusted.
local function box_of(by_month)
  return testing.new { function(request)
    local rows = by_month[cjson.decode(request.body).Month]
    if not rows then return testing.response { Total = 0 } end
    return rows.outcome and rows
      or testing.response { Total = #rows, Data = rows }
  end }
end

local function list(box, first, last, options)
  return adjustments.list(testing.client(box), first, last, options)
end

local function bodies(box)
  local result = {}
  for i, request in ipairs(box.requests) do
    result[i] = cjson.decode(request.body)
  end
  return result
end

describe("adjusted months", function()
  local AUGUST = { adjusted("2023-08", "2023-09-20 10:00:00"),
    adjusted("2023-08", "2023-11-02 09:30:00"),
    adjusted("2023-08", "2023-10-01 00:00:00") }
  local OCTOBER = { adjusted("2023-10-01 00:00:00", "2023-11-20 10:00:00") }

  local function year()
    return box_of { ["2023-08"] = AUGUST, ["2023-10"] = OCTOBER }
  end

  it("are asked for one by one, and told with their latest time", function()
    local box = year()
    local found, message = list(box, "2023-07", "2023-10")
    assert.is_nil(message)
    assert.same({
      { month = "2023-08", adjustments = AUGUST,
        adjusted_at = "2023-11-02 09:30:00" },
      { month = "2023-10", adjustments = OCTOBER,
        adjusted_at = "2023-11-20 10:00:00" },
    }, found)
    assert.same({ { Month = "2023-07" }, { Month = "2023-08" },
      { Month = "2023-09" }, { Month = "2023-10" } }, bodies(box))
    assert.equal("DescribeBillAdjustInfo",
      testing.header(box, 1, "X-TC-Action"))
    assert.equal("billing.tencentcloudapi.com", box.requests[1].url
      :match "^https://([^/]+)")
  end)

  it("are those of a payer, whose number is text", function()
    for _, uin in ipairs { "700000686592", 700000686592 } do
      local box = year()
      assert(list(box, "2023-08", "2023-08", { payer_uin = uin }))
      assert.same({ { Month = "2023-08", PayerUin = "700000686592" } },
        bodies(box))
    end
  end)

  it("are those completed after a time in Beijing", function()
    for _, since in ipairs { "2023-11-02 09:29:59", 1698888599,
      1698888599.9 } do
      local found = assert(list(year(), "2023-08", "2023-10",
        { since = since }))
      assert.equal(2, #found)
      assert.same({ AUGUST[2] }, found[1].adjustments)
      assert.equal("2023-11-02 09:30:00", found[1].adjusted_at)
    end
    for _, since in ipairs { "2023-11-02 09:30:00", 1698888600 } do
      local found = assert(list(year(), "2023-08", "2023-10",
        { since = since }))
      assert.equal(1, #found)
      assert.equal("2023-10", found[1].month)
    end
    assert.same({}, list(year(), "2023-08", "2023-10",
      { since = 253402271999 }))
  end)

  it("may not tell when: then they may be new", function()
    local row = adjusted("2023-08", nil)
    local box = box_of { ["2023-08"] = { AUGUST[1], row } }
    assert.same({ { month = "2023-08", adjustments = { row } } },
      list(box, "2023-08", "2023-08", { since = "2023-11-01 00:00:00" }))
  end)

  it("are none where nothing was", function()
    local nothing = { testing.response { Total = 0 },
      testing.response '{"Response":{"RequestId":"r","Data":null}}',
      testing.response '{"Response":{"RequestId":"r","Data":[]}}' }
    for _, answer in ipairs(nothing) do
      assert.same({}, list(testing.new { answer }, "2023-08", "2023-09"))
    end
  end)

  it("are no answer's that has none of its own", function()
    for _, data in ipairs { "[null]", "5", '{"a":1}', '"oops"' } do
      local found, message, detail = list(testing.new { testing.response(
        '{"Response":{"RequestId":"r","Data":' .. data .. "}}") }, "2023-08",
        "2023-09")
      assert.is_nil(found)
      assert.equal("DescribeBillAdjustInfo: the answer has no list of "
        .. "adjustments", message)
      assert.equal("decode", detail.kind)
    end
  end)

  it("are new where no time says that they are not", function()
    for _, at in ipairs { "-", "", "soon" } do
      local found = list(testing.new { testing.response { Total = 1, Data = {
        adjusted("2023-08", at) } } }, "2023-08", "2023-08",
        { since = "2023-09-01 00:00:00" })
      assert.equal(1, #found[1].adjustments)
      assert.is_nil(found[1].adjusted_at)
    end
  end)

  it("end with the first failure", function()
    local box = box_of { ["2023-08"] = AUGUST,
      ["2023-09"] = testing.error "InvalidParameter.InvalidParameter" }
    local found, message, detail = list(box, "2023-08", "2023-12")
    assert.is_nil(found)
    assert.is_truthy(message:find("InvalidParameter.InvalidParameter", 1, true))
    assert.equal("invalid", detail.kind)
    assert.equal("r-1", detail.request_id)
    assert.equal(2, #box.requests)
  end)

  it("are asked for as the options say, and never of a cache", function()
    local given
    local client = { call = function(_, _, _, _, options)
      given = options
      return {}
    end }
    adjustments.list(client, "2023-08", "2023-08", { since = 1,
      timeout = 1234, deadline = 5, retry = false, priority = "bulk" })
    assert.same({ timeout = 1234, deadline = 5, retry = false,
      priority = "bulk", cache = false }, given)
    local box = year()
    assert(list(box, "2023-08", "2023-08", { timeout = 1234 }))
    assert.equal(1234, box.requests[1].timeout)
  end)

  it("are not asked for by what is no month or no time", function()
    local box = year()
    for message, given in pairs {
      ['DescribeBillAdjustInfo: "2023-13" is a month that does not exist'] =
        { "2023-13", "2023-14" },
      ["DescribeBillAdjustInfo: 2023-07 is before 2023-08"] =
        { "2023-08", "2023-07" },
      ['DescribeBillAdjustInfo: since "2023-08-01" is not a time written '
        .. "YYYY-MM-DD HH:MM:SS"] =
        { "2023-08", "2023-08", { since = "2023-08-01" } },
      ['DescribeBillAdjustInfo: since "2023-13-01 00:00:00" is a time that '
        .. "does not exist"] =
        { "2023-08", "2023-08", { since = "2023-13-01 00:00:00" } },
    } do
      local found, said, detail = list(box, given[1], given[2], given[3])
      assert.is_nil(found)
      assert.equal(message, said)
      assert.same({ kind = "invalid", service = "billing",
        action = "DescribeBillAdjustInfo", attempts = 0, waited = 0 }, detail)
    end
    assert.equal(0, #box.requests)
  end)

  it("raise where they are asked for by wrong types and names", function()
    local client = testing.client(year())
    for message, given in pairs {
      ["months are texts written YYYY-MM, got string and nil"] = { "2023-08" },
      ["months are texts written YYYY-MM, got number and string"] =
        { 202308, "2023-08" },
      ['unknown option "sinse", did you mean since?'] =
        { "2023-08", "2023-08", { sinse = 1 } },
      ['unknown option "dry_run"'] =
        { "2023-08", "2023-08", { dry_run = true } },
      ["option since must be a number, got table"] =
        { "2023-08", "2023-08", { since = {} } },
      ["option payer_uin must be whole, got 1.5"] =
        { "2023-08", "2023-08", { payer_uin = 1.5 } },
      ["options must be a table, got string"] =
        { "2023-08", "2023-08", "2023-08" },
    } do
      local done, said = pcall(function()
        local found = adjustments.list(client, given[1], given[2], given[3])
        return found
      end)
      assert.is_false(done)
      assert.equal(message, said:match "adjustments_spec%.lua:%d+: (.*)$")
    end
  end)
end)
