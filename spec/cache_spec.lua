local new_dict = require "spec.shared_dict"
local testing = require "tcbilling.testing"

local PAY_MODE = "DescribeBillSummaryByPayMode"
local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }
local GOOD = testing.response { Ready = 1 }
local ONCE = { retry = { attempts = 1 } }

describe("an answer is kept", function()
  local box, dict, account

  before_each(function()
    box = testing.new { GOOD }
    dict = new_dict(box)
    account = "an account " .. tostring(box) -- its limits are no other's
  end)

  local function client_with(options)
    local all = { account = account, cache = { dict = dict } }
    for name, value in pairs(options or {}) do all[name] = value end
    return testing.client(box, all)
  end

  -- Seconds that the answer to a call is kept for; nil: not at all.
  local function seconds(params, options, call_options)
    client_with(options):call("billing", PAY_MODE, params, call_options)
    local key, item = dict:only()
    if key then dict:delete(key) end
    return item and item.seconds
  end

  local function month(text)
    return seconds { BeginTime = text, EndTime = text }
  end

  describe("so long:", function()
    it("thirty days if its month is final, five minutes if not", function()
      assert.equal(30 * 86400, month "2018-11")
      assert.equal(30 * 86400, month "2023-10") -- it is 2023-11-15
      assert.equal(300, month "2023-11")
      assert.equal(300, month "2024-02")
    end)

    it("by the month's state when it was asked for: the 5th, 01:00, in "
      .. "Beijing", function()
      box.unix = 1693846800 - (box.now - 1000) -- that very moment
      assert.equal(30 * 86400, month "2023-08")
      box.unix = 1693846800 - 0.1 - (box.now - 1000)
      -- the answer comes 0.15 s later, and is final only then
      assert.equal(300, month "2023-08")
    end)

    it("by the server's clock where ours is off", function()
      local client = client_with()
      box.unix = 1693846800 - 3600 - (box.now - 1000)
      client.clock_offset = 3600
      client:call("billing", PAY_MODE, { BeginTime = "2023-08",
        EndTime = "2023-08" })
      assert.equal(30 * 86400, select(2, dict:only()).seconds)
    end)

    it("by the latest of several months, wherever it is", function()
      local unchecked = { unchecked = true }
      assert.equal(300, seconds({ A = "2018-11", Z = "2023-11-02 00:00:00",
        B = "2019-01" }, nil, unchecked))
      assert.equal(300, seconds({ A = "2018-11",
        Filter = { { Values = { "2018-12", "2023-11" } } } }, nil, unchecked))
      assert.equal(30 * 86400, seconds({ A = "2018-11-01", B = "2018-12-31",
        C = "2023-13", D = "later", E = 5 }, nil, unchecked))
    end)

    it("as an open one if it is of no month", function()
      assert.equal(300, seconds({}, nil, { unchecked = true }))
    end)

    it("thirty seconds if the bill is not ready", function()
      box.answers = { testing.response { Ready = 0 } }
      assert.equal(30, seconds(MONTH))
      box.answers = { testing.error "FailedOperation.SummaryDataNotReady" }
      assert.equal(30, seconds(MONTH))
    end)

    it("five seconds if it is another failure", function()
      for _, answer in ipairs { testing.error "AuthFailure",
        testing.error "InvalidParameter", testing.error "InternalError",
        testing.error "OperationDenied", testing.broken "closed",
        testing.broken "timeout", testing.broken "tls",
        testing.response "{}" } do
        box.answers = { answer }
        assert.equal(5, seconds(MONTH, ONCE))
      end
    end)

    it("not at all if it is a failure of ours", function()
      for _, answer in ipairs { testing.broken "cancelled",
        testing.broken "unsendable" } do
        box.answers = { answer }
        assert.is_nil(seconds(MONTH, ONCE))
      end
      assert.is_nil(seconds({ BeginTime = "2018-13", EndTime = "2018-13" }))
    end)

    it("as the options say", function()
      local options = { cache = { dict = dict, settled = 1, open = 2,
        not_ready = 3, failures = 4 } }
      assert.equal(1, seconds(MONTH, options))
      assert.equal(2, seconds({ BeginTime = "2023-11", EndTime = "2023-11" },
        options))
      box.answers = { testing.response { Ready = 0 } }
      assert.equal(3, seconds(MONTH, options))
      box.answers = { testing.error "AuthFailure" }
      assert.equal(4, seconds(MONTH, options))
    end)

    it("not at all for 0 seconds, which a dict takes for ever", function()
      for _, time in ipairs { 0, 0.0001 } do
        assert.is_nil(seconds(MONTH, { cache = { dict = dict,
          settled = time } }))
      end
    end)
  end)

  describe("under a name", function()
    local function key_of(options, service, action, params)
      client_with(options):call(service or "billing", action or PAY_MODE,
        params or MONTH, { unchecked = true })
      local key = dict:only()
      dict:delete(key)
      return key
    end

    it("that is the same for all who ask for the same", function()
      local key = key_of()
      assert.matches("^tcbilling:" .. ("%x"):rep(64) .. "$", key)
      assert.equal(key, key_of())
      assert.equal(key, key_of { secret_id = "another", secret_key = "key" })
    end)

    it("and another for whatever the answer depends on", function()
      local seen = { [key_of()] = "nothing" }
      for name, key in pairs {
        account = key_of { account = "another" },
        endpoint = key_of { endpoint = "https://127.0.0.1:8443" },
        scheme = key_of { endpoint = "http://billing.tencentcloudapi.com" },
        trust = key_of { verify = false },
        language = key_of { language = "en-US" },
        region = key_of { region = "en-US" },
        service = key_of(nil, "intlpartnersmgt",
          "DescribeCustomerBillSummary"),
        action = key_of(nil, nil,
          "DescribeBillResourceSummaryForOrganization"),
        params = key_of(nil, nil, nil, { BeginTime = "2018-11" }),
      } do
        assert.is_nil(seen[key], name)
        seen[key] = name
      end
    end)
  end)

  describe("in a form", function()
    local client, key

    before_each(function()
      client = client_with()
      assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
      key = dict:only()
      assert.equal(1, #box.requests)
    end)

    -- Is this value an answer to the next caller?
    local function is_hit(value)
      dict.items[key].value = value
      local before = #box.requests
      assert.same({ Ready = 1, RequestId = "r" },
        (client.billing:DescribeBillSummaryByPayMode(MONTH)))
      return #box.requests == before
    end

    it("that is known again", function()
      local value = dict:get(key)
      assert.is_true(is_hit(value))
      assert.equal("tcb\1" .. "1700000000000000"
        .. '+{"Response":{"Ready":1,"RequestId":"r"}}', value)
    end)

    it("and whatever else lies there is a miss", function()
      local value = dict:get(key)
      for _, other in ipairs { "", "x", 5, true, "tcb", "tcb\1", "tcb\1+",
        "tcb\0011", "tcb\0011+", "tcb\0011-", "tcb\0011-[]", "tcb\0011-{}",
        'tcb\0011-{"kind":"api"}', 'tcb\0011-{"kind":1,"message":"m"}',
        'tcb\0011-{"kind":"api","message":"m","code":1}', "tcb\0011-5",
        'tcb\0011+{"Response":{"Ready":1}}', value:sub(1, -2), value .. "x",
        value:gsub("Ready", "R\1ady"), value:gsub("dy\":1", "dy\":0"),
        value:gsub("\1", "\2"), value:gsub("tcb", "TCB"),
        value:gsub("%+", "*"), value:gsub("1700", "x") } do
        assert.is_false(is_hit(other), tostring(other))
        assert.is_true(is_hit(dict:get(key)))
      end
    end)

    it("that holds no secret, and no name of an account", function()
      local _, item = dict:only()
      assert.is_not_nil(item)
      dict:delete(key)
      box.answers = { testing.error "AuthFailure.SecretIdNotFound", GOOD }
      client_with { token = "TOKENEXAMPLE", retry = { attempts = 1 } }.billing
        :DescribeBillSummaryByPayMode(MONTH)
      client_with { account = "somebody", token = "TOKENEXAMPLE" }.billing
        :DescribeBillSummaryByPayMode(MONTH)
      local n = 0
      for name, kept in pairs(dict.items) do
        n = n + 1
        local text = name .. kept.value
        for _, secret in ipairs { "AKIDEXAMPLE", "SECRETEXAMPLE",
          "TOKENEXAMPLE", "somebody", "an account" } do
          assert.is_nil(text:find(secret, 1, true))
        end
      end
      assert.equal(2, n)
    end)
  end)

  it("unless the dict has no room, of which it warns once", function()
    dict.largest = 20 -- not even for a lease
    local client = client_with()
    for n = 1, 3 do
      assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
      assert.equal(n, #box.requests)
    end
    assert.equal(1, #box.logged)
    assert.matches("warning: an answer of 61 bytes was not kept for others "
      .. "(no memory): make the lua_shared_dict of the cache bigger",
      box.logged[1], 1, true)
    assert.is_nil((dict:only()))
  end)

  it("and no failure takes its place", function()
    local client = client_with(ONCE)
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    box.answers = { testing.error "InternalError" }
    assert.is_nil((client.billing:DescribeBillSummaryByPayMode(MONTH,
      { cache = "refresh" })))
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    assert.equal(2, #box.requests)
  end)
end)
