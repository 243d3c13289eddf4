-- A bit of everything, for a worker whose memory is watched, which makes it
-- slow: nothing here depends on when something happens.

local request = require "tests.nginx.request"
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local PULLED = "DescribeBillResourceSummaryForOrganization"
local CALLED = "DescribeBillSummaryByPayMode"
local MONTH, ROWS, LIMIT = "2023-08", 60, 15
local CUSTOMER = { CustomerUin = 700000000003, Month = "2023-02" }

local box

local function new(options)
  return assert(tcbilling.new(box:options({
    limiter = { path = ngx.config.prefix() .. "limits" },
    limits = { billing = { [PULLED] = 128, [CALLED] = 128 },
      intlpartnersmgt = { DescribeCustomerBillSummary = 128 } },
    retry = { attempts = 2, base = 0.01 }, log = function() end,
  }, options)))
end

local function ask(client)
  return client.billing[CALLED](client.billing,
    { BeginTime = MONTH, EndTime = MONTH })
end

local function pull(client, fields)
  local sum, count = tcbilling.decimal(0), 0
  for i, row, message in client.billing:rows(PULLED,
    { Month = MONTH, Limit = LIMIT }, { fields = fields }) do
    assert(row, message)
    sum, count = sum + tcbilling.decimal(row.RealTotalCost), i
  end
  return count, tostring(sum)
end

local function wait_for(condition)
  while not condition() do ngx.sleep(0.01) end
end

-- The parts

local function call()
  local client = new()
  for _ = 1, 5 do
    local bill = assert(ask(client))
    assert(tcbilling.sum(bill.SummaryOverview, "RealTotalCost"))
  end
  client:close()
end

local function pull_all()
  local total = box:total(MONTH)
  for _, fields in ipairs { false, { "RealTotalCost" } } do
    local count, sum = pull(new(), fields or nil)
    assert(count == total.rows and sum == total.RealTotalCost)
  end
end

local function leave_rows()
  local client = new()
  local rows = client.billing:rows(PULLED, { Month = MONTH, Limit = LIMIT })
  assert(select(2, rows()))
  rows:close()
  client.billing:rows(PULLED, { Month = MONTH, Limit = LIMIT })()
end

local function ask_for_many()
  local client, uins = new(), {}
  for i = 1, 20 do uins[i] = 700000000000 + i end
  local count = 0
  for _, bill, message in client:each(uins, function(uin)
    return client.intlpartnersmgt:DescribeCustomerBillSummary {
      CustomerUin = uin, Month = "2023-02" }
  end) do
    assert(bill or message)
    count = count + 1
  end
  assert(count == #uins)
end

local function share_answers()
  local client, requests = new { cache = "answers" }, {}
  local function total()
    return assert(client.intlpartnersmgt:DescribeCustomerBillSummary(CUSTOMER))
      .TotalCost
  end
  for i = 1, 5 do requests[i] = request.begin(total) end
  for i = 1, 5 do assert(requests[i]:answer() == "100") end
end

-- What the pages of a bill are worth when they are no such pages.
local FAULTS = {
  { { kind = "status" }, "unavailable" },
  { { kind = "redirect" }, "decode" },
  { { kind = "cut" }, "network" },
  { { kind = "reset_before" }, "network" },
  { { kind = "reset_after", bytes = 200 }, "network" },
  { { kind = "close_kept" } },
  { { kind = "drip", bytes = 50, ms = 1 } },
  { { kind = "code", code = "InternalError" }, "unavailable" },
  { { kind = "not_ready" }, "not_ready" },
  { { kind = "wrong_json", body = "[]" }, "decode" },
  { { kind = "wrong_json", body = "" }, "decode" },
  { { kind = "wrong_json", body = '{"Response":{"a":"\255"}}' }, "decode" },
  { { kind = "deep", depth = 10000 }, "decode" },
  { { kind = "huge", megabytes = 2 }, "decode" },
  { { kind = "gzip_bomb", megabytes = 2 }, "decode" },
}

local function meet_faults()
  for _, fault in ipairs(FAULTS) do
    box:faults { fault[1] }
    local bill, message, detail = ask(new())
    assert(bill and not fault[2] or detail.kind == fault[2],
      fault[1].kind .. ": " .. tostring(message))
  end
  box:faults {}
end

local function refuse()
  for _, name in ipairs { "WRONG_NAME", "EXPIRED", "OTHER_CA",
    "SELF_SIGNED" } do
    local _, message, detail = ask(new {
      endpoint = box.env["TCBILLING_SANDBOX_" .. name] })
    assert(detail.kind == "tls", message)
  end
  local _, message, detail = ask(new { endpoint = "https://127.0.0.1:"
    .. box.env.TCBILLING_SANDBOX_REFUSED })
  assert(detail.kind == "network", message)
end

-- In the middle of an answer, of a handshake, and of the wait for a rate.
local function cancel()
  for _, options in ipairs { {}, { connect_timeout = 60000,
    endpoint = "https://127.0.0.1:" .. box.env.TCBILLING_SANDBOX_SILENT },
    { account = "one a second", limits = { billing = { [CALLED] = 1 } } } } do
    box:faults { { kind = "drip", bytes = 1, ms = 20 } }
    local client, tasks = new(options), {}
    for i = 1, 3 do tasks[i] = client:spawn(ask, client) end
    ngx.sleep(0.1)
    for i = 1, 3 do
      tasks[i]:cancel()
      assert(select(3, tasks[i]:wait()).kind == "cancelled")
    end
  end
  box:faults {}
end

-- Requests whose clients go away, in the middle of a call and of a pull.
local function give_up()
  box:faults { { kind = "drip", bytes = 1, ms = 20 } }
  for _, work in ipairs { ask, pull } do
    box:forget_arrivals()
    local client, given_up = new(), {}
    for i = 1, 3 do
      given_up[i] = request.begin(function()
        work(client)
        return ""
      end)
    end
    wait_for(function() return #box:arrivals() >= 3 end)
    for i = 1, 3 do given_up[i]:give_up() end
  end
  box:faults {}
end

-- What needs no network.
local function compute()
  local client = new()
  assert(client.billing[CALLED](client.billing, { BeginTime = MONTH,
    EndTime = MONTH }, { dry_run = true }))
  assert(client:plan("billing", CALLED, { items = 100 }))
  assert(not ask(new { limiter = { path = "/nowhere/limits" } }))
  local json = tcbilling.json
  local text = '{"a":[1,"\\u00e9",null,1.10,{}],"b":-12345678901234567890}'
  assert(json.encode(assert(json.decode(text, { lossless = true }))))
  assert(not json.decode '{"a":')
  local third = tcbilling.decimal "1":div("3", 30)
  assert(tostring(third * 3) ~= "1")
end

local PARTS = { call, pull_all, leave_rows, ask_for_many, share_answers,
  meet_faults, refuse, cancel, give_up, compute }

return function()
  box = sandbox.start { rows = ROWS, no_limits = true }
  for _, part in ipairs(PARTS) do
    part()
    collectgarbage()
  end
  ngx.print("all of it is done")
end
