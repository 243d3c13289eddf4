-- The collector may run whenever memory is asked for, and a program's own
-- finalizer with it, in the middle of anything.

local collector = require "spec.collector"
local core = require "tcbilling.core"

local arm, pressed = collector.arm, collector.pressed

describe("a finalizer", function()
  before_each(collector.forget)
  after_each(function() assert.is_true(collector.fired() > 0) end)

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

  it("that closes a reader leaves what is taken from it whole", function()
    local head = "HTTP/1.1 200 OK\r\nDate: today\r\n"
    local long = ("x"):rep(10000)
    local function each(method, answer, check)
      for n = 1, 10 do
        local reader = core.http1.reader()
        reader:feed(answer)
        arm(n, function() reader:close() end)
        local ok, first, second = pressed(reader[method], reader)
        if ok then check(first, second) end
        assert.is_true(ok or first:match "closed reader" ~= nil)
      end
    end
    each("take_body", head .. "Content-Length: 10000\r\n\r\n" .. long,
      function(body) assert.equal(long, tostring(body)) end)
    each("info", head .. "\r\n",
      function(info) assert.equal("today", info.date) end)
    each("finish", head, function(_, outcome)
      assert.equal("closed", outcome)
    end)
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
