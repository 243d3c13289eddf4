-- A program's own finalizers and metamethods in the middle of the transport.

local collector = require "spec.collector"
local curl = require "tcbilling.curl"

describe("a finalizer", function()
  before_each(collector.forget)
  after_each(function() assert.is_true(collector.fired() > 0) end)

  it("that closes a transfer does so after its result was read", function()
    local http = assert(curl.new())
    for n = 1, 30 do
      local transfer = assert(http:start { url = "http://127.0.0.1:1/" })
      while not transfer:result() do http:step(10) end
      http:ended()
      -- a cycle that is under way misses what is armed now, and too few
      -- allocations follow for another one
      collectgarbage()
      collector.arm(n, function() transfer:close() end)
      local ok, result = collector.pressed(transfer.result, transfer)
      assert.is_true(ok, result)
      assert.equal("connect", result.outcome)
      assert.equal("the connection was refused", result.message)
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
