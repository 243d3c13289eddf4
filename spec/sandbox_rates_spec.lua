-- The rates that the sandbox keeps, seen from outside.
local calls = require "spec.sandbox_calls"
local sandbox = require "spec.sandbox"

local EXAMPLE, PAY_MODE = calls.EXAMPLE, calls.PAY_MODE
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

describe("the sandbox's rates", function()
  -- Requests on one connection, faster than any rate here.
  local function arrivals(count, action, body)
    box:forget_arrivals()
    call(action or PAY_MODE, body or EXAMPLE, { times = count })
    return box:arrivals()
  end

  -- Exactly those are refused that have `rate` accepted ones in the second
  -- before them.
  local function assert_sliding(list, rate)
    local accepted = {}
    for _, arrival in ipairs(list) do
      local recent = 0
      for _, at in ipairs(accepted) do
        if tonumber(arrival.at) - at < 1 then recent = recent + 1 end
      end
      assert.equal(recent < rate, arrival.accepted)
      assert.equal(arrival.accepted and "" or "RequestLimitExceeded",
        arrival.code)
      if arrival.accepted then
        accepted[#accepted + 1] = tonumber(arrival.at)
      end
    end
    assert.truthy(#accepted >= rate and #accepted < #list)
  end

  it("are the documented ones, in any second", function()
    assert_sliding(arrivals(25), 20)
    assert_sliding(arrivals(3, "DescribeCustomerBillSummary",
      '{"CustomerUin":700000000003,"Month":"2023-01"}'), 1)
  end)

  for _, window in ipairs { "bucket", "calendar" } do
    it("hold in a window of the kind " .. window, function()
      box:config { window = window, rates = { [PAY_MODE] = 4 } }
      local yes = 0
      for _, arrival in ipairs(arrivals(12)) do
        if arrival.accepted then yes = yes + 1 end
      end
      -- A calendar second, and a token, may turn up in between.
      assert.truthy(yes >= 4 and yes <= 8)
    end)
  end

  it("can be lifted", function()
    box:config { no_limits = true }
    for _, arrival in ipairs(arrivals(40)) do
      assert.is_true(arrival.accepted)
    end
  end)

  it("are kept apart for each SecretId", function()
    box:config { rates = { [PAY_MODE] = 1 } }
    assert.is_nil(code(PAY_MODE, EXAMPLE))
    assert.is_nil(code(PAY_MODE, EXAMPLE, {
      id = box.env.TCBILLING_SANDBOX_STS_ID,
      key = box.env.TCBILLING_SANDBOX_STS_KEY,
      token = box.env.TCBILLING_SANDBOX_STS_TOKEN }))
  end)
end)

it("the sandbox logged no error", function()
  for line in box:log():gmatch "[^\n]+" do
    assert.truthy(line:find("[notice]", 1, true), line)
  end
end)
