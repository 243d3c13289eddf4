local collector = require "spec.collector"
local core = require "tcbilling.core"

local decode = core.json.decode

local function body_of(text)
  local reader = core.http1.reader()
  reader:feed("HTTP/1.1 200 OK\r\nContent-Length: " .. #text .. "\r\n\r\n"
    .. text)
  return (assert(reader:take_body()))
end

describe("a body", function()
  it("is read as its text is", function()
    local body = body_of '{"a":[1,"two"]}'
    for _ = 1, 2 do
      assert.equal('{"a":[1,"two"]}', tostring(body))
      assert.equal(15, #body)
      assert.same({ a = { 1, "two" } }, decode(body))
    end
    local value, message = decode(body_of '{"a":')
    assert.is_nil(value)
    assert.equal(select(2, decode '{"a":'), message)
  end)

  it("is empty once it is closed, however often", function()
    local body = body_of "[1]"
    body:close()
    body:close()
    assert.equal("", tostring(body))
    assert.equal(0, #body)
    assert.is_nil((decode(body)))
  end)

  it("can be closed after options that raised", function()
    local body = body_of "[1]"
    assert.has_error(function() decode(body, { depth = 0 }) end)
    body:close()
    assert.equal(0, #body)
  end)

  it("stays while it is read, whoever closes it", function()
    collector.forget()
    -- so large that what is freed is gone
    local text = '["' .. ("x"):rep(2 ^ 20) .. '",{"a":"b"},"last"]'
    for n = 1, 20 do
      local body = body_of(text)
      collector.arm(n, function() body:close() end)
      local ok, value = collector.pressed(decode, body)
      assert.is_true(ok, value)
      if value then assert.equal("last", value[3]) end
    end
    assert.is_true(collector.fired() > 0)
  end)

  it("closes at the end of a scope, in Lua 5.4", function()
    if _VERSION ~= "Lua 5.4" then return end
    local body = body_of "[1]"
    load("local body <close> = ...")(body)
    assert.equal(0, #body)
  end)

  it("is no other object", function()
    local reader = core.http1.reader()
    assert.has_error(function() decode(reader) end)
    assert.has_error(function() body_of("").close(reader) end)
  end)
end)
