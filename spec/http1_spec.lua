-- Framing as Lua sees it. Which bytes are an answer, however they are cut, is
-- in tests/c/test_http1.c.
local http1 = require "tcbilling.core".http1

local HEAD = "HTTP/1.1 200 OK\r\nDate: Tue, 07 Jan 2025 01:02:03 GMT\r\n"
  .. "X-TC-RequestId: 0b7e-1\r\n"
local HELLO = HEAD .. "Content-Length: 5\r\n\r\nhello"

local HELLOS = ("hello "):rep(100)
local PACKED = -- by gzip
  "\31\139\8\0\0\0\0\0\2\3\203\72\205\201\201\87\200\24\37\71"
  .. "\73\170\146\0\243\49\162\13\88\2\0\0"
local PACKED_HEAD = HEAD .. "Content-Encoding: gzip\r\n\r\n"

describe("http1.request", function()
  it("is a request as it goes on the wire", function()
    assert.equal("POST / HTTP/1.1\r\nHost: h.example:443\r\nX: y\r\n"
      .. "Accept-Encoding: gzip\r\nContent-Length: 3\r\n\r\n{\0}",
      http1.request { host = "h.example:443", headers = { "X: y" },
        body = "{\0}" })
    assert.equal("GET /a?b HTTP/1.1\r\nHost: h\r\n"
      .. "Accept-Encoding: gzip\r\n\r\n",
      http1.request { method = "GET", host = "h", path = "/a?b" })
  end)

  it("takes the host among the headers, and sends it once", function()
    local bytes = http1.request { host = "h", headers = { "Host: h" } }
    local _, hosts = bytes:gsub("Host", "")
    assert.equal(1, hosts)
  end)

  it("says what can't be sent", function()
    local bad = {
      { { host = "h", method = "BREW" }, "the method is" },
      { { host = "h", method = "GET", body = "{}" }, "the method is" },
      { { host = "a b" }, "the host is" },
      { { host = "h\0" }, "the host is" },
      { { host = "h", path = "" }, "the path begins" },
      { { host = "h", headers = { "A: b", "X: y\r\nZ: z" } }, "a header is" },
      { { host = "h", headers = { "X: \0" } }, "a header is" },
      { { host = "h", headers = { "Connection: close" } }, "is framed" },
      { { host = "h", headers = { "Host: i" } }, "not the host" },
    }
    for _, case in ipairs(bad) do
      local bytes, message = http1.request(case[1])
      assert.is_nil(bytes)
      assert.matches("^the request can't be sent: .*" .. case[2], message)
    end
  end)

  it("raises on arguments of the wrong type", function()
    local wrong = { {}, { host = 1 }, { host = "h", method = true },
      { host = "h", path = 1 }, { host = "h", body = {} },
      { host = "h", headers = "X: y" }, { host = "h", headers = { 1 } } }
    for _, request in ipairs(wrong) do
      assert.has_error(function() http1.request(request) end)
    end
    assert.has_error(function() http1.request() end)
  end)

  it("is read as it is after all metamethods ran", function()
    local request = { host = "h", headers = { "X: y" } }
    setmetatable(request, { __index = function(_, field)
      if field == "body" then request.headers[1] = "no header" end
    end })
    assert.is_nil(http1.request(request))
  end)
end)

describe("a reader", function()
  it("says what it is in the middle of", function()
    local reader = http1.reader()
    assert.equal("head", reader:feed "")
    assert.equal("head", reader:feed "HTTP/1.1 200 OK\r")
    assert.is_nil(reader:status())
    assert.equal("head", reader:feed "\nContent-Length: 5\r\n")
    assert.equal(200, reader:status())
    assert.equal("body", reader:feed "\r\n")
    assert.equal("body", reader:feed "he")
    assert.equal("done", reader:feed "llo")
    assert.equal("done", reader:finish())
    assert.equal("hello", tostring(reader:take_body()))
  end)

  it("tells what is known of an answer", function()
    local reader = http1.reader {}
    assert.same({ keep_alive = false, bytes = 0 }, reader:info())
    reader:feed(HELLO)
    assert.same({
      status = 200,
      date = "Tue, 07 Jan 2025 01:02:03 GMT",
      request_id = "0b7e-1",
      keep_alive = true,
      bytes = #HELLO,
    }, reader:info())
    if math.type then
      assert.equal("integer", math.type(reader:status()))
      assert.equal("integer", math.type(reader:info().bytes))
    end
    reader:feed "x"
    assert.is_false(reader:info().keep_alive)
  end)

  it("leaves out a request id that is too long", function()
    local reader = http1.reader()
    reader:feed("HTTP/1.1 204 No\r\nX-TC-RequestId: " .. ("x"):rep(128)
      .. "\r\n\r\n")
    assert.same({ status = 204, keep_alive = true, bytes = 165 },
      reader:info())
  end)

  it("gives the body once, when all of it is there", function()
    local reader = http1.reader()
    reader:feed(HELLO:sub(1, -2))
    assert.is_nil(reader:take_body())
    reader:feed "o"
    assert.equal("hello", tostring(reader:take_body()))
    assert.is_nil(reader:take_body())
    reader = http1.reader()
    reader:feed "HTTP/1.1 204 No\r\n\r\n"
    assert.equal("", tostring(reader:take_body()))
    assert.is_nil(reader:take_body())
  end)

  it("fails for good", function()
    local reader = http1.reader()
    for _ = 1, 3 do
      local state, outcome, message = reader:feed "SSH-2.0"
      assert.is_nil(state)
      assert.equal("protocol", outcome)
      assert.equal("the answer is not HTTP", message)
    end
    assert.same({ nil, "protocol", "the answer is not HTTP" },
      { reader:finish() })
    assert.is_nil(reader:take_body())
    assert.is_nil(reader:status())
  end)

  it("stops at its limits", function()
    local reader = http1.reader { max_body = 4 }
    assert.same({ nil, "too_large",
      "the answer is too large (more than 4 bytes)" },
      { reader:feed(HELLO) })
    assert.equal(200, reader:status())
    reader = http1.reader { max_head = 10 }
    assert.same({ nil, "protocol", "the answer's headers are too large" },
      { reader:feed(HELLO) })
  end)

  it("unpacks, and counts what came over the wire", function()
    local reader = http1.reader { max_body = #HELLOS }
    reader:feed(PACKED_HEAD)
    for byte in PACKED:gmatch "." do assert.equal("body", reader:feed(byte)) end
    assert.equal("done", reader:finish())
    assert.equal(#PACKED_HEAD + #PACKED, reader:info().bytes)
    assert.equal(HELLOS, tostring(reader:take_body()))
  end)

  it("does not unpack more than it should, or what is broken", function()
    local reader = http1.reader { max_body = #HELLOS - 1 }
    assert.same({ nil, "too_large",
      "the answer is too large (more than 599 bytes)" },
      { reader:feed(PACKED_HEAD .. PACKED) })
    for _, bad in ipairs { PACKED .. "\0", PACKED .. PACKED, HELLOS } do
      reader = http1.reader()
      assert.same({ nil, "protocol", "the answer's compression is broken" },
        { reader:feed(PACKED_HEAD .. bad) })
    end
    reader = http1.reader()
    reader:feed(PACKED_HEAD .. PACKED:sub(1, -2))
    assert.same({ nil, "protocol", "the answer's compression is broken" },
      { reader:finish() })
  end)

  it("knows what the end of a connection means", function()
    local reader = http1.reader()
    assert.same({ nil, "closed",
      "the server closed the connection without an answer" },
      { reader:finish() })
    reader = http1.reader()
    reader:feed(HELLO:sub(1, -2))
    assert.same({ nil, "closed", "the answer was cut short" },
      { reader:finish() })
    reader = http1.reader()
    assert.equal("body", reader:feed(HEAD .. "\r\nhello"))
    assert.equal("done", reader:finish())
    assert.equal("hello", tostring(reader:take_body()))
    assert.is_false(reader:info().keep_alive)
  end)

  it("is closed however often, and then raises", function()
    local reader = http1.reader()
    reader:feed(HELLO)
    reader:close()
    reader:close()
    for _, method in ipairs { "finish", "status", "info", "take_body" } do
      assert.has_error(function() reader[method](reader) end)
    end
    local ok, message = pcall(reader.feed, reader, "")
    assert.is_false(ok)
    assert.matches("closed reader", message)
  end)

  it("closes at the end of a scope, in Lua 5.4", function()
    if _VERSION ~= "Lua 5.4" then return end
    local reader = load [[
      local reader <close> = require "tcbilling.core".http1.reader()
      return reader
    ]]()
    assert.has_error(function() reader:status() end)
  end)

  it("raises on arguments of the wrong type", function()
    local reader = http1.reader()
    for _, wrong in ipairs { 1, {}, true } do
      assert.has_error(function() reader:feed(wrong) end)
    end
    assert.has_error(function() reader:feed() end)
    assert.has_error(function() reader.feed({}, "") end)
    for _, wrong in ipairs { 1, { max_head = "1" }, { max_body = 0 },
      { max_body = 1.5 }, { max_head = -1 } } do
      assert.has_error(function() http1.reader(wrong) end)
    end
  end)
end)
