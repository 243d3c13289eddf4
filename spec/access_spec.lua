-- A client's keys: from providers, had before the first call, renewed in time.
local tcbilling = require "tcbilling"
local testing = require "tcbilling.testing"

local NOW = 1700000000 -- where a box's clock begins

local function answer()
  return testing.response { Ready = 1, SummaryOverview = {} }
end

-- A provider that gives keys n for the n-th question, or what `script` says.
local function provider(script)
  local own = { asked = 0 }
  function own:get()
    self.asked = self.asked + 1
    local given = (script or {})[self.asked] or {}
    if given.fails then return nil, given.fails end
    if given.sleep then own.client:sleep(given.sleep) end
    return true, { secret_id = "AKID" .. self.asked, secret_key = "k",
      token = given.token ~= false and "token " .. self.asked or nil,
      expires = given.expires }
  end
  return own
end

local function new(own, answers, options)
  local box = testing.new(answers or { answer() })
  local all = { credentials = own }
  for name, value in pairs(options or {}) do all[name] = value end
  own.client = testing.client(box, all)
  return own.client, box
end

local function call(client, options)
  return client.billing:DescribeBillSummaryByPayMode({ BeginTime = "2023-08",
    EndTime = "2023-08" }, options)
end

describe("keys of a provider", function()
  it("are asked for at the first call, and then kept", function()
    local own = provider()
    local client, box = new(own)
    assert.equal(0, own.asked)
    assert.equal("tcbilling.client (no keys yet)", tostring(client))
    for _ = 1, 3 do assert(call(client)) end
    assert.equal(1, own.asked)
    assert.equal("token 1", testing.header(box, 3, "X-TC-Token"))
    assert.truthy(testing.header(box, 1, "Authorization"):find("=AKID1/", 1,
      true))
    client:close()
  end)

  it("that fail make calls fail, with the reason, until it has some",
    function()
      local own = provider { { fails = "the file is\27 gone" } }
      local client, box = new(own)
      local response, message, detail = call(client)
      assert.is_nil(response)
      assert.equal("DescribeBillSummaryByPayMode: the file is? gone", message)
      assert.equal("auth", detail.kind)
      assert.equal(0, #box.requests)
      assert(call(client))
    end)

  it("that raise, or give no keys, are failures, not errors", function()
    for sentence, get in pairs {
      ["the provider of keys failed: "] = function() error "x" end,
      ["gave no table of them"] = function() return true, "AKID" end,
      ["secret_key is missing or empty"] = function()
        return true, { secret_id = "i" }
      end,
      ["expires is no number"] = function()
        return true, { secret_id = "i", secret_key = "k", expires = "soon" }
      end,
      ["the provider has no keys"] = function() return nil end,
    } do
      local client = new { get = get }
      local response, message, detail = call(client)
      assert.is_nil(response)
      assert.truthy(message:find(sentence, 1, true), message)
      assert.equal("auth", detail.kind)
    end
  end)

  it("are renewed five minutes early, by one, while others go on", function()
    local own = provider { { expires = NOW + 1000 },
      { expires = NOW + 5000, sleep = 5 } }
    local client, box = new(own)
    assert(call(client))
    box.now = box.now + 699
    assert(call(client))
    assert.equal(1, own.asked)
    box.now = box.now + 2
    local tasks = {}
    for i = 1, 4 do tasks[i] = client:spawn(call, client) end
    for _, task in ipairs(tasks) do assert(task:wait()) end
    assert.equal(2, own.asked)
    local old = 0
    for i = 3, 6 do
      if testing.header(box, i, "X-TC-Token") == "token 1" then
        old = old + 1
      end
    end
    assert.equal(4, old)
    client:sleep(5)
    assert(call(client))
    assert.equal("token 2", testing.header(box, 7, "X-TC-Token"))
  end)

  it("stay good when an early renewal fails, with a warning; it is tried "
    .. "again", function()
    local own = provider { { expires = NOW + 1000 }, { fails = "no" },
      { fails = "no" }, { expires = NOW + 9000 } }
    local client, box = new(own)
    assert(call(client))
    box.now = box.now + 800
    assert(call(client))
    assert(call(client))
    assert.equal(2, own.asked)
    assert.truthy(box.logged[1]:find("could not be renewed (no)", 1, true))
    box.now = box.now + 31
    assert(call(client))
    box.now = box.now + 31
    assert(call(client))
    assert.equal(4, own.asked)
  end)

  it("that have expired and can't be renewed are a failure", function()
    local own = provider { { expires = NOW + 1000 }, { fails = "no" } }
    local client, box = new(own)
    assert(call(client))
    box.now = box.now + 1001
    local response, message, detail = call(client)
    assert.is_nil(response)
    assert.truthy(message:find("no", 1, true))
    assert.equal("auth", detail.kind)
    assert.equal(1, #box.requests)
  end)

  it("are waited for by all when there are none, asked for once", function()
    local own = provider { { sleep = 5 } }
    local client, box = new(own)
    local tasks = {}
    for i = 1, 5 do tasks[i] = client:spawn(call, client) end
    for _, task in ipairs(tasks) do assert(task:wait()) end
    assert.equal(1, own.asked)
    assert.equal(5, #box.requests)
    own = provider { { sleep = 5, fails = nil }, {} }
    client = new(own)
    own.get = function(self)
      self.asked = self.asked + 1
      client:sleep(5)
      return nil, "no"
    end
    tasks = {}
    for i = 1, 5 do tasks[i] = client:spawn(call, client) end
    for _, task in ipairs(tasks) do assert.is_nil((task:wait())) end
    assert.equal(1, own.asked)
  end)

  it("are waited for no longer than a call's deadline, and come all the same",
    function()
      local own = provider { { sleep = 50 } }
      local client, box = new(own)
      local began = box.now
      local response, message, detail = call(client, { deadline = 2 })
      assert.is_nil(response)
      assert.equal("timeout", detail.kind)
      assert.truthy(message:find("the deadline passed while waiting for keys",
        1, true))
      assert.equal(2, box.now - began)
      assert(call(client))
      assert.equal(1, own.asked)
    end)

  it("whose provider says nothing are a failure, and asked for again later",
    function()
      local own = provider { { sleep = 1000 } }
      local client, box = new(own)
      local began = box.now
      local _, message, detail = call(client)
      assert.equal("auth", detail.kind)
      assert.truthy(message:find("the provider of keys says nothing", 1, true))
      assert.equal(120, box.now - began)
      assert(call(client))
      assert.equal(2, own.asked)
    end)

  it("are waited for by others when who asked first is cancelled", function()
    local own = provider { { sleep = 5 } }
    local client, box = new(own)
    local first = client:spawn(call, client)
    local second = client:spawn(call, client)
    first:cancel()
    assert(second:wait())
    assert.equal("cancelled", select(3, first:wait()).kind)
    assert.equal(1, own.asked)
    assert.equal(1, #box.requests)
  end)

  it("that come when the client was closed are not kept", function()
    local own = provider { { sleep = 5 } }
    local client = new(own)
    local task = client:spawn(call, client)
    client:close()
    assert.is_nil((task:wait()))
    assert.is_nil(client.signer)
  end)

  it("that the API no longer takes are renewed once a call", function()
    for code, asked in pairs { ["AuthFailure.TokenFailure"] = 2,
      ["AuthFailure.SecretIdNotFound"] = 2,
      ["AuthFailure.SignatureFailure"] = 1 } do
      local own = provider()
      local client, box = new(own, { testing.error(code) })
      local _, _, detail = call(client)
      assert.equal("auth", detail.kind)
      assert.equal(asked, own.asked)
      assert.equal(asked, #box.requests)
    end
    local own = provider()
    local client, box = new(own, { testing.error "AuthFailure.TokenFailure",
      answer() })
    assert(call(client))
    assert.equal("token 2", testing.header(box, 2, "X-TC-Token"))
    assert.is_nil((call(new(provider(), { testing.error
      "AuthFailure.TokenFailure", answer() }), { retry = false })))
  end)

  it("without a token are not asked for again", function()
    local own = provider { { token = false } }
    local client = new(own, { testing.error "AuthFailure.SecretIdNotFound" })
    assert.is_nil((call(client)))
    assert.equal(1, own.asked)
  end)

  it("say whose rates they use", function()
    local own = { get = function()
      return true, { secret_id = "i", secret_key = "k", token = "t",
        account = "role reader" }
    end }
    local client = new(own)
    client.access.account = nil -- testing's own
    assert(call(client))
    assert.equal("role reader", client.account)
    client = new(own)
    assert(call(client))
    assert.matches("^account ", client.account)
  end)

  it("are either a provider's or given", function()
    assert.has_error(function()
      tcbilling.new { credentials = provider(), secret_id = "i",
        secret_key = "k" }
    end, "client options credentials and secret_id, secret_key, token: "
      .. "either a provider, or keys")
    assert.has_error(function()
      tcbilling.new { credentials = {} }
    end)
  end)

  it("are needed for a plan and a dry run, too", function()
    local client = new { get = function() return nil, "no" end }
    for _, f in ipairs { function()
      return client:plan("billing", "DescribeBillSummaryByPayMode",
        { items = 3 })
    end, function() return call(client, { dry_run = true }) end } do
      local found, message, detail = f()
      assert.is_nil(found)
      assert.truthy(message:find("no", 1, true))
      assert.equal("auth", detail.kind)
    end
    assert(new(provider()):plan("billing", "DescribeBillSummaryByPayMode",
      { items = 3 }))
  end)
end)

describe("keys that are given", function()
  it("are in no table of the client", function()
    local secret = "SECRET-that-is-nowhere"
    local client = testing.client(testing.new { answer() },
      { secret_id = "AKIDgiven", secret_key = secret, token = "a token" })
    assert(call(client))
    local seen = {}
    local function search(value, path)
      assert.is_false(value == secret, path)
      if type(value) ~= "table" or seen[value] then return end
      seen[value] = true
      for key, inner in pairs(value) do
        search(key, path)
        search(inner, path .. "." .. tostring(key))
      end
    end
    search(client, "client")
    assert.is_nil(client.access.provider)
  end)
end)
