-- The transport and its runtime, over the wire, against the sandbox. What
-- needs an exact moment is in tests/c/test_http.c.
local curl = require "tcbilling.curl"
local monotonic = require "tcbilling.core".monotonic
local runtime = require "tcbilling.runtime.curl"
local sandbox = require "spec.sandbox"

local box, http

setup(function()
  box = sandbox.start { rows = 300 }
end)

teardown(function()
  box:stop()
end)

before_each(function()
  box:reset()
  http = assert(curl.new())
end)

after_each(function()
  http:close()
end)

-- Nothing here is signed: the faults come before that is looked at.
local function request(options)
  local all = { url = box.url .. "/", body = "{}", ca_file = box.ca,
    headers = { "Content-Type: application/json", "X-TC-Action: PayDeals" } }
  for name, value in pairs(options or {}) do all[name] = value end
  if options and options.ca_file == false then all.ca_file = nil end
  return all
end

local function finish(transfer)
  repeat
    assert.is_true(http:step(5000))
  until transfer:result()
  assert.equal(transfer, http:ended())
  assert.is_nil(http:ended())
  return transfer:result()
end

local function send(options)
  local transfer = assert(http:start(request(options)))
  local result = finish(transfer)
  result.body = tostring(transfer:take_body())
  transfer:close()
  return result
end

local function outcome(options)
  local result = send(options)
  return result.outcome, result.message
end

local function fault(kind, options)
  local rule = { kind = kind }
  for name, value in pairs(options or {}) do rule[name] = value end
  box:faults { rule }
end

describe("an answer", function()
  it("comes with its body, headers and times", function()
    local result = send()
    assert.equal("done", result.outcome)
    assert.equal(200, result.status)
    assert.matches("MissingParameter", result.body)
    assert.matches("^%a%a%a, %d%d %a%a%a %d%d%d%d .* GMT$", result.date)
    assert.equal(result.body:match '"RequestId":"([^"]+)"', result.request_id)
    assert.is_true(result.sent)
    assert.is_false(result.reused)
    assert.is_true(result.started <= result.connected)
    assert.is_true(result.connected <= result.written)
    assert.is_true(result.written <= result.received)
    assert.is_true(result.received <= result.ended)
    assert.is_true(result.ended <= monotonic())
    assert.is_true(result.bytes > #result.body)
    assert.is_nil(result.message)
  end)

  it("comes over the same connection the next time", function()
    send()
    assert.is_true(send().reused)
  end)

  it("is a redirect or an error page, as it came", function()
    fault("redirect", { to = box.url .. "/elsewhere" })
    local result = send()
    assert.equal("done", result.outcome)
    assert.equal(302, result.status)
    fault("status", { status = 502, body = "<html>" })
    result = send()
    assert.equal("done", result.outcome)
    assert.equal(502, result.status)
    assert.equal("<html>", result.body)
  end)

  it("is unpacked, and counted as it was on the wire", function()
    fault("gzip_bomb", { megabytes = 4 })
    local result = send()
    assert.equal("done", result.outcome)
    assert.is_true(#result.body > 4 * 1024 * 1024)
    assert.is_true(result.bytes < 100000)
  end)

  it("that is too large is stopped at once, packed or not", function()
    for _, kind in ipairs { "gzip_bomb", "huge" } do
      fault(kind, { megabytes = 500 })
      local began = monotonic()
      local result = send { max_body = 1000000 }
      assert.equal("too_large", result.outcome)
      assert.is_true(#result.body <= 1000000)
      assert.is_true(monotonic() - began < 1)
    end
  end)

  it("of megabytes is not lost on a caller who comes late", function()
    box:faults { { kind = "latency", ms = 200 },
      { kind = "huge", megabytes = 8 } }
    local transfer = assert(http:start(request { timeout = 400 }))
    repeat
      http:step(10)
    until box:faults()[1].fired > 0
    os.execute "sleep 0.6"
    local result = finish(transfer)
    assert.equal("done", result.outcome)
    assert.is_true(#transfer:take_body() > 8000000)
    assert.is_true(result.ended - result.started > 0.6)
  end)
end)

describe("HTTP/2", function()
  it("carries many requests over one connection", function()
    send { url = box.h2 .. "/" }
    local transfers, ended = {}, 0
    for i = 1, 20 do
      transfers[i] = assert(http:start(request { url = box.h2 .. "/" }))
    end
    while ended < 20 do
      http:step(5000)
      while http:ended() do ended = ended + 1 end
    end
    for _, transfer in ipairs(transfers) do
      assert.equal("done", transfer:result().outcome)
      assert.is_true(transfer:result().reused)
    end
  end)

  it("does not go on over a connection that let a request hang", function()
    send { url = box.h2 .. "/" }
    fault("hang", { times = 1 })
    assert.equal("timeout", (outcome { url = box.h2 .. "/", timeout = 200 }))
    local result = send { url = box.h2 .. "/" }
    assert.equal("done", result.outcome)
    assert.is_false(result.reused)
  end)

  it("repeats nothing when a stream is reset", function()
    send { url = box.h2 .. "/" }
    fault "reset_before"
    local result = send { url = box.h2 .. "/" }
    assert.is_not.equal("done", result.outcome)
    assert.is_true(result.sent)
    assert.equal(1, box:faults()[1].seen)
  end)
end)

describe("a certificate", function()
  local function url(name)
    return box.env["TCBILLING_SANDBOX_" .. name] .. "/"
  end

  it("is verified with a file or a hashed directory", function()
    assert.equal("done", (outcome()))
    assert.equal("done", (outcome { ca_file = false, ca_path = box.capath }))
  end)

  it("is looked for in a bundle that is parsed once", function()
    local copy = os.tmpname()
    local original = assert(io.open(box.ca, "rb"))
    local file = assert(io.open(copy, "wb"))
    file:write(original:read "*a")
    original:close()
    file:close()
    fault "close_kept"
    assert.equal("done", (outcome { ca_file = copy }))
    assert(io.open(copy, "wb")):close() -- would hold no certificate now
    local result
    for _ = 1, 3 do -- the first one may meet the connection that is closed
      result = send { ca_file = copy }
      if not result.reused then break end
    end
    os.remove(copy)
    assert.equal("done", result.outcome)
    assert.is_false(result.reused)
  end)

  it("of an unknown authority is refused", function()
    local kind, message = outcome { ca_file = false }
    assert.equal("tls", kind)
    assert.matches("CA that is not trusted; ca_file or ca_path", message)
    assert.equal("tls", (outcome { url = url "OTHER_CA" }))
  end)

  it("for another name is refused", function()
    local kind, message = outcome { url = url "WRONG_NAME" }
    assert.equal("tls", kind)
    assert.equal("the certificate is not for this host", message)
  end)

  it("that has expired is refused", function()
    local kind, message = outcome { url = url "EXPIRED" }
    assert.equal("tls", kind)
    assert.equal("the certificate has expired", message)
  end)

  it("is not looked at when asked not to, and then by nobody else", function()
    for _, name in ipairs { "OTHER_CA", "WRONG_NAME", "EXPIRED",
      "SELF_SIGNED" } do
      assert.equal("done", (outcome { url = url(name), insecure = true }))
      local result = send { url = url(name) }
      assert.equal("tls", result.outcome)
      assert.is_false(result.sent)
    end
  end)

  it("is trusted for the request that names its authority only", function()
    assert.equal("done", (outcome()))
    assert.equal("tls", (outcome { ca_file = false }))
    assert.equal("done", (outcome()))
  end)

  it("of a proxy is the proxy's", function()
    local kind, message = outcome { proxy = url "EXPIRED" }
    assert.equal("tls", kind)
    assert.equal("the proxy is not trusted (the certificate has expired)",
      message)
  end)

  it("is not to blame where its proxy is not there", function()
    local refused = box.env.TCBILLING_SANDBOX_REFUSED
    local kind, message = outcome { proxy = "http://127.0.0.1:" .. refused }
    assert.equal("connect", kind)
    assert.equal("the connection was refused (on the way to the proxy)",
      message)
  end)

  it("needs CA certificates that can be read", function()
    local kind, message = outcome { ca_file = "/nowhere/ca.pem" }
    assert.equal("tls", kind)
    assert.matches("cannot be read (/nowhere/ca.pem)", message, 1, true)
  end)
end)

describe("what fails", function()
  local function port(name)
    return box.env["TCBILLING_SANDBOX_" .. name]:match "(%d+)/?$"
  end

  it("is refused where nobody listens", function()
    local result = send { url = "http://127.0.0.1:" .. port "REFUSED" }
    assert.equal("connect", result.outcome)
    assert.is_false(result.sent)
    assert.is_nil(result.connected)
  end)

  it("times out in the handshake, or while waiting, on time", function()
    local silent = "127.0.0.1:" .. port "SILENT"
    local result = send { url = "https://" .. silent, connect_timeout = 200 }
    assert.equal("connect_timeout", result.outcome)
    assert.is_true(result.ended - result.started < 0.3)
    result = send { url = "http://" .. silent, timeout = 200 }
    assert.equal("timeout", result.outcome)
    assert.is_true(result.sent)
    assert.is_true(result.ended - result.started < 0.3)
  end)

  it("is told when the server hangs, cuts or resets", function()
    fault "hang"
    assert.equal("timeout", (outcome { timeout = 100 }))
    for _, kind in ipairs { "cut", "reset_before" } do
      fault(kind)
      assert.equal("closed", (outcome()))
    end
    fault("reset_after", { bytes = 10 })
    assert.equal("closed", (outcome()))
  end)

  it("is read once by the server when a kept connection dies", function()
    for _ = 1, 5 do
      send()
      fault "close_on_reuse"
      local result = send()
      assert.equal("closed", result.outcome)
      assert.is_true(result.sent)
      assert.equal(1, box:faults()[1].seen)
      box:reset()
    end
  end)

  it("is a request that can't be sent", function()
    local bad = {
      { url = "127.0.0.1" }, { url = "ftp://127.0.0.1/" },
      { url = "http://127.0.0.1/\r\nX: y" }, { url = "http://a\0b/" },
      { headers = { "X: y\r\nZ: z" } }, { headers = { "X: \0" } },
      { headers = { "X" } }, { headers = { "X:" } },
      { method = "BREW" }, { method = "GET" }, { timeout = 0 },
      { proxy = "socks4://127.0.0.1" },
    }
    for _, options in ipairs(bad) do
      local transfer, message, refused = http:start(request(options))
      assert.is_nil(transfer)
      assert.is_string(message)
      assert.is_true(refused)
    end
  end)

  it("is read as it is after all metamethods ran", function()
    local options = request()
    setmetatable(options, { __index = function(_, field)
      if field == "max_body" then options.headers[1] = "no header" end
    end })
    assert.is_nil(http:start(options))
  end)

  it("is an argument of the wrong type", function()
    local wrong = { { url = 1 }, { headers = "X: y" }, { headers = { 1 } },
      { body = {} }, { timeout = "1" }, { timeout = 1.5 }, { max_body = -1 },
      { proxy = true } }
    for _, options in ipairs(wrong) do
      assert.has_error(function() http:start(request(options)) end)
    end
    assert.has_error(function() http:start() end)
    assert.has_error(function() http:step() end)
    assert.has_error(function() http:step(-1) end)
    assert.has_error(function() curl.new { max_idle = "long" } end)
  end)
end)

describe("a transfer", function()
  it("is under way without a result", function()
    local transfer = http:start(request())
    assert.is_nil(transfer:result())
    assert.is_nil(transfer:take_body())
  end)

  it("goes on when nobody holds it", function()
    http:start(request())
    collectgarbage()
    collectgarbage()
    local ended
    repeat
      http:step(5000)
      ended = http:ended()
    until ended
    assert.equal("done", ended:result().outcome)
  end)

  it("keeps its connections alive", function()
    local transfer = curl.new():start(request())
    collectgarbage()
    collectgarbage()
    assert.is_nil(transfer:result())
    transfer:cancel()
    assert.equal("cancelled", transfer:result().outcome)
  end)

  it("can be cancelled and closed, more than once", function()
    local transfer = http:start(request())
    http:step(0)
    transfer:cancel()
    transfer:cancel()
    assert.equal("cancelled", transfer:result().outcome)
    assert.equal(transfer, http:ended())
    transfer:close()
    transfer:close()
    assert.has_error(function() transfer:result() end)
    http:start(request()):close()
    assert.is_nil(http:ended())
  end)

  it("ends with its connections, and outlives them", function()
    local transfer = http:start(request())
    http:close()
    http:close()
    assert.equal("cancelled", transfer:result().outcome)
    assert.is_false(http:is_own())
    assert.has_error(function() http:start(request()) end)
  end)

  it("leaves nothing behind, however often it fails", function()
    local refused = request { url = "http://127.0.0.1:1/" }
    local function many(n)
      for _ = 1, n do
        local transfer = http:start(refused)
        repeat http:step(1000) until http:ended()
        transfer:close()
      end
      collectgarbage()
      collectgarbage()
      return collectgarbage "count"
    end
    local before = many(100)
    assert.is_true(many(1000) < before * 1.05 + 1)
  end)
end)

describe("what was written", function()
  local function endpoints()
    return { box.http .. "/", box.url .. "/", box.h2 .. "/" }
  end

  -- Steps until there is news; with when it came.
  local function wait_for_written()
    local transfer, written
    repeat
      assert.is_true(http:step(5000))
      transfer, written = http:written()
    until transfer or http:ended()
    return transfer, written, monotonic()
  end

  it("is told long before a slow answer, over HTTP/1.1 and HTTP/2", function()
    fault("latency", { ms = 300 })
    for _, url in ipairs(endpoints()) do
      for _, size in ipairs { 0, 300000 } do
        local transfer = assert(http:start(request { url = url,
          body = "{}" .. (" "):rep(size) }))
        local told, written, at = wait_for_written()
        assert.equal(transfer, told)
        assert.is_nil(transfer:result())
        assert.is_true(at - written >= 0 and at - written < 0.05)
        assert.is_nil(http:written())
        local result = finish(transfer)
        assert.equal(written, result.written)
        assert.is_true(result.received - written > 0.2)
        assert.is_nil(http:written())
      end
    end
  end)

  it("is told of each request on one HTTP/2 connection", function()
    send { url = box.h2 .. "/" }
    assert.is_nil(http:written()) -- closed
    local seen, told, ended = {}, 0, 0
    for _ = 1, 20 do
      seen[assert(http:start(request { url = box.h2 .. "/" }))] = true
    end
    while ended < 20 do
      http:step(5000)
      for transfer in http.written, http do
        assert.is_true(seen[transfer])
        seen[transfer] = nil
        told = told + 1
      end
      while http:ended() do ended = ended + 1 end
    end
    assert.equal(20, told)
  end)

  it("is told after the end too, unless nobody has the transfer", function()
    local first = assert(http:start(request()))
    finish(first)
    finish(assert(http:start(request())))
    local third = assert(http:start(request()))
    finish(third)
    third:close()
    collectgarbage()
    collectgarbage()
    local told, written = http:written()
    assert.equal(first, told)
    assert.equal(first:result().written, written)
    assert.is_nil(http:written())
  end)
end)

describe("a request that is to be sent by a time", function()
  it("is not sent after it, over a kept connection or a new one", function()
    for _ = 1, 2 do
      for _, url in ipairs { box.url .. "/", box.h2 .. "/" } do
        local result = send { url = url, send_by = monotonic() - 0.001 }
        assert.equal("connect_timeout", result.outcome)
        assert.equal("it could not be sent in time", result.message)
        assert.is_false(result.sent)
        assert.equal("done", (outcome { url = url,
          send_by = monotonic() + 60 }))
      end
    end
    assert.equal("connect_timeout", (outcome { send_by = -1 }))
    assert.equal("done", (outcome { send_by = math.huge }))
  end)

  it("leaves the others on its connection alone", function()
    local url = box.h2 .. "/"
    send { url = url }
    fault("latency", { ms = 300 })
    local slow = assert(http:start(request { url = url }))
    repeat http:step(5000) until http:written() == slow
    local late = assert(http:start(request { url = url, send_by = 0 }))
    assert.equal("connect_timeout", finish(late).outcome)
    assert.equal("done", finish(slow).outcome)
    assert.is_true(slow:result().reused)
  end)

  it("times out in a handshake that takes until then", function()
    local silent = box.env.TCBILLING_SANDBOX_SILENT:match "(%d+)/?$"
    local result = send { url = "https://127.0.0.1:" .. silent,
      send_by = monotonic() + 0.2 }
    assert.equal("connect_timeout", result.outcome)
    assert.is_true(result.ended - result.started < 0.3)
  end)

  it("names it as a number", function()
    for _, wrong in ipairs { "1", {}, 0 / 0 } do
      assert.has_error(function() http:start(request { send_by = wrong }) end)
    end
  end)
end)

describe("a foreign event loop", function()
  local has_ffi, ffi = pcall(require, "ffi")
  if has_ffi then
    ffi.cdef [[struct spec_pollfd { int fd; short events, revents; };
      int poll(struct spec_pollfd *, unsigned long, int);]]
  end

  -- Waits as a loop does that knows of descriptors and times only. Lua 5.4
  -- has no poll: it looks every two milliseconds.
  local function wait(fds, seconds)
    local milliseconds = math.ceil(seconds * 1000)
    if not has_ffi then
      local clock = assert(curl.new())
      clock:step(math.min(milliseconds, 2))
      return clock:close()
    end
    local polled = ffi.new("struct spec_pollfd[?]", #fds + 1)
    for i, each in ipairs(fds) do
      polled[i - 1].fd = each.fd
      polled[i - 1].events = (each.read and 1 or 0) + (each.write and 4 or 0)
    end
    ffi.C.poll(polled, #fds, milliseconds)
  end

  -- Until all have ended; in how many steps.
  local function drive()
    local steps, timeout = 0, http:timeout()
    while timeout do
      wait(http:fds(), timeout)
      assert.is_true(http:step(0))
      steps = steps + 1
      repeat until not http:ended()
      timeout = http:timeout()
    end
    if not has_ffi then steps = 0 end
    return steps
  end

  it("goes on with transfers when descriptors and times say so", function()
    fault("latency", { ms = 300 })
    local urls = { box.http .. "/", box.url .. "/", box.h2 .. "/",
      (box.http:gsub("127%.0%.0%.1", "localhost")) .. "/" }
    for _, url in ipairs(urls) do
      local transfer = assert(http:start(request { url = url }))
      assert.is_true(drive() < 25)
      assert.equal("done", transfer:result().outcome)
      assert.is_true(transfer:result().received - transfer:result().written
        < 0.4)
    end
  end)

  it("carries many at once, and much", function()
    fault("huge", { megabytes = 2 })
    for _, url in ipairs { box.url .. "/", box.h2 .. "/" } do
      local transfers = {}
      for i = 1, 20 do
        transfers[i] = assert(http:start(request { url = url }))
      end
      drive()
      for _, transfer in ipairs(transfers) do
        assert.equal("done", transfer:result().outcome)
        assert.is_true(#transfer:take_body() > 2000000)
      end
    end
  end)

  it("waits for a silent server as long as is told", function()
    local silent = "127.0.0.1:" .. box.env.TCBILLING_SANDBOX_SILENT:match
      "(%d+)/?$"
    for _, options in ipairs {
      { url = "https://" .. silent, connect_timeout = 200 },
      { url = "http://" .. silent, timeout = 200 },
      { url = "https://" .. silent, send_by = monotonic() + 0.6 },
    } do
      local transfer = assert(http:start(request(options)))
      assert.is_true(drive() < 25)
      local result = transfer:result()
      assert.is_not.equal("done", result.outcome)
      assert.is_true(result.ended - result.started < 0.3)
    end
  end)

  it("has nothing to wait for when nothing is under way", function()
    assert.is_nil(http:timeout())
    assert.same({}, http:fds())
    assert.is_nil(http:backend_fd())
    local transfer = assert(http:start(request()))
    assert.equal(0, http:timeout())
    http:step(0)
    local fds = http:fds()
    assert.equal(1, #fds)
    assert.is_number(fds[1].fd)
    assert.is_boolean(fds[1].read)
    assert.is_boolean(fds[1].write)
    assert.is_number(http:backend_fd())
    transfer:cancel()
    assert.equal(0, http:timeout())
    http:ended()
    assert.is_nil(http:timeout())
    assert.is_nil(http:backend_fd())
    http:close()
    assert.has_error(function() http:fds() end)
    assert.has_error(function() http:backend_fd() end)
    assert.has_error(function() http:timeout() end)
    assert.has_error(function() http:written() end)
  end)
end)

describe("the runtime", function()
  it("sends, and keeps the connection between calls", function()
    assert.equal("done", runtime.send(request()).outcome)
    local result = runtime.send(request())
    assert.is_true(result.reused)
    assert.matches("MissingParameter", tostring(result.take_body()))
  end)

  it("reports what can't be sent at all as unsendable", function()
    local result = runtime.send(request { url = "nowhere" })
    assert.equal("unsendable", result.outcome)
    assert.is_false(result.sent)
    assert.is_string(result.message)
  end)

  -- What f returns of a runtime whose connections are made so.
  local function with_connections(new, f)
    local loaded = package.loaded
    local module, curl_runtime = "tcbilling.runtime.curl", runtime
    loaded[module] = nil
    loaded["tcbilling.curl"] = { new = new }
    local result = f(require(module))
    loaded[module], loaded["tcbilling.curl"] = curl_runtime, curl
    return result
  end

  it("reports a start that failed otherwise as failed", function()
    local set = { is_own = function() return true end,
      start = function() return nil, "out of memory" end }
    assert.same({ outcome = "failed", message = "out of memory",
      sent = false }, with_connections(function() return set end,
      function(other) return other.send(request()) end))
  end)

  it("leaves a parent process's connections alone", function()
    local made, process = 0, "parent"
    local function new()
      made = made + 1
      local number, owner = made, process
      return { is_own = function() return owner == process end,
        fds = function() return number end }
    end
    assert.same({ 1, 1, 2, 2 }, with_connections(new, function(other)
      local seen = { other.fds(), other.fds() }
      process = "child"
      seen[3], seen[4] = other.fds(), other.fds()
      return seen
    end))
  end)

  it("sleeps as long as it is told, without working", function()
    local began, cpu = monotonic(), os.clock()
    runtime.sleep(0.25)
    local slept = monotonic() - began
    assert.is_true(slept >= 0.25 and slept < 0.35)
    assert.is_true(os.clock() - cpu < 0.05)
    runtime.sleep(0)
    runtime.sleep(-1)
  end)
end)
