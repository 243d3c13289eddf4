-- The collector may run whenever memory is asked for, and a program's own
-- finalizer with it, in the middle of anything.

local core = require "tcbilling.core"
local curl = require "tcbilling.curl"

local armed -- what is called, until `pressed` returns
local fired -- how often it was, in a test

-- Calls `f` at the n-th collection from now.
local function arm(n, f)
  armed = f
  local function finalize()
    if armed ~= f then return end
    if n > 1 then return arm(n - 1, f) end
    fired = fired + 1
    f()
  end
  if _VERSION == "Lua 5.1" then
    getmetatable(newproxy(true)).__gc = finalize
  else
    setmetatable({}, { __gc = finalize })
  end
end

-- Then each allocation collects everything.
local function set_pressure(on)
  if _VERSION == "Lua 5.1" then
    collectgarbage("setpause", on and 1 or 200)
    collectgarbage("setstepmul", on and 100000000 or 200)
  else -- where a zero would mean: as it is
    collectgarbage("incremental", on and 1 or 200, on and 1000 or 100,
      on and 40 or 13)
  end
  collectgarbage("stop")
  collectgarbage("restart")
end

-- f(...) with the collector at full pressure, as pcall returns it.
local function pressed(f, ...)
  set_pressure(true)
  local ok, a, b = pcall(f, ...)
  set_pressure(false)
  armed = nil
  return ok, a, b
end

describe("a finalizer", function()
  before_each(function() fired = 0 end)
  after_each(function() assert.is_true(fired > 0) end)

  it("that changes a table does not tear its JSON", function()
    local changes = {
      function(t) t.k1 = nil end,
      function(t) for i = 1, 500 do t["n" .. i] = 1 end end,
      function(t) t.k1, t[1] = nil, 1 end,
    }
    for _, change in ipairs(changes) do
      for n = 1, 6 do
        local t = {}
        for i = 1, 50 do t["k" .. i] = i end
        arm(n, function() change(t) end)
        local ok, text, message = pressed(core.json.encode, t)
        assert.is_true(ok, text)
        if text then
          assert.is_table(core.json.decode(text))
        else
          assert.matches(change == changes[3] and "value: " or
            "value: the table changed while it was written", message)
        end
      end
    end
  end)

  it("that takes a path of numbers away leaves a value as it is", function()
    local text = '[{"m":{"cost":1.50},"z":"1"},{"m":{"cost":1.50},"z":"2"}]'
    for n = 1, 20 do
      local paths = { m = { cost = true } }
      arm(n, function() paths.m = nil end)
      local _, list = pressed(core.json.decode, text, { text = paths })
      for i, row in ipairs(list) do
        assert.is_true(row.m.cost == "1.50" or row.m.cost == 1.5)
        assert.equal(tostring(i), row.z)
      end
    end
  end)

  local request = { service = "billing", host = "h.example",
    timestamp = 1700000000, body = "{}", headers = { ["x-a"] = "b" } }
  local other = { service = "other", host = "evil.example", timestamp = 1 }

  local function new_signer()
    return assert(core.signer { secret_id = "AKIDEXAMPLE", secret_key = "k",
      token = "t" })
  end

  -- Each method while `f(signer)` runs at its n-th allocation.
  local function each_signature(f, check)
    local wanted = new_signer():sign(request)
    for _, method in ipairs { "sign", "headers", "explain" } do
      for n = 1, 20 do
        local signer = new_signer()
        arm(n, function() f(signer) end)
        local ok, result = pressed(signer[method], signer, request)
        if type(result) == "table" then
          result = result.Authorization or result.authorization
        end
        check(ok, result, wanted)
      end
    end
  end

  it("that signs gets no signature mixed up", function()
    each_signature(function(signer) signer:sign(other) end,
      function(_, result, wanted) assert.equal(wanted, result) end)
  end)

  it("that closes a signer ends what is under way, or lets it end", function()
    each_signature(function(signer) signer:close() end,
      function(ok, result, wanted)
        if ok then return assert.equal(wanted, result) end
        assert.matches("closed signer", result)
      end)
  end)

  it("that closes a transfer does so after its result was read", function()
    local http = assert(curl.new())
    for n = 1, 30 do
      local transfer = assert(http:start { url = "http://127.0.0.1:1/" })
      while not transfer:result() do http:step(10) end
      http:ended()
      arm(n, function() transfer:close() end)
      local ok, result = pressed(transfer.result, transfer)
      assert.is_true(ok, result)
      assert.equal("connect", result.outcome)
      assert.equal("the connection was refused", result.message)
    end
  end)

  it("that closes a limiter's file leaves the message whole", function()
    local path = os.tmpname()
    os.remove(path)
    for n = 1, 10 do
      local file = assert(core.limiter_file { path = path })
      local l = file:limiter("key", "account", { rate = 1 })
      assert(os.execute(("rm %s && mkdir %s"):format(path, path)))
      arm(n, function() file:close() end)
      local ok, told, message = pressed(l.claim, l, 1)
      assert(os.execute("rmdir " .. path))
      if ok then
        assert.is_false(told)
        assert.equal(path .. " is no regular file: give another path", message)
      else
        assert.matches("closed file", told)
      end
    end
  end)
end)

describe("a metamethod", function()
  it("that closes the connections is told so", function()
    local http = assert(curl.new())
    local closing = setmetatable({ url = "http://127.0.0.1:1/" }, {
      __index = function(_, name)
        if name == "method" then http:close() end
      end,
    })
    local ok, message = pcall(http.start, http, closing)
    assert.is_false(ok)
    assert.matches("closed http", message)
  end)
end)
