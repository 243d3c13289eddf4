-- What can go wrong, and what becomes of a call then.
--
-- An entry makes a fault by `rule` (one of the sandbox's), `raw` (a way of
-- spec/faulty_server.lua), `to` (a variable of the sandbox whose URL or port
-- is the endpoint), `config` (of the sandbox), `options` (of the client),
-- `keys` (of it, from a function) or `location` (of tests/nginx, which can do
-- what no other server here can). `after_one` makes a good call before;
-- `limits` are those of spec/limited_call.lua.
--
-- `read` and `write` say what is expected: a kind, how many attempts, and for
-- a write how many of them the server may have read: `reads` (0 or 1, as
-- default at most 1), or "said": it said itself that it did nothing.
-- `elsewhere` tells why a runtime is left out.

-- Several kinds are parted by "|"; `most` is how many attempts at most.
local function is(kind, attempts, reads, most)
  return { kind = kind, attempts = attempts, most = most or attempts,
    reads = reads }
end

-- A read is tried four times, a write that was sent once.
local function passing(kind)
  return is(kind, 4), is(kind, 1, 1)
end

local function lasting(kind)
  return is(kind, 1), is(kind, 1, 1)
end

local faults = {}

local function add(name, fault, read, write)
  fault.name, fault.read, fault.write = name, read, write
  faults[#faults + 1] = fault
end

local function code(name, kind, read, write)
  add(name, { rule = { kind = "code", code = name } }, read or is(kind, 1),
    write or is(kind, 1, 1))
end

-- the way there

add("no such name", { options = { endpoint = "https://no-such-host.invalid" } },
  is("network|timeout", 1, 0, 4), is("network|timeout", 1, 0, 4))
-- Who runs this in a network whose name server is silent says so.
local SILENT_NAMES = not os.getenv "TCBILLING_SILENT_NAMES"
  and "needs root: tests/long/silent_dns"
add("silent name server", { location = "slow", options = {
  endpoint = "https://silent.example" },
  elsewhere = { curl = SILENT_NAMES } },
  is("timeout", 2, 0), is("timeout", 2, 0))
add("refused", { to = "REFUSED" }, is("network", 4), is("network", 4, 0))
add("stalled TLS", { to = "SILENT" }, is("timeout", 2, 0),
  is("timeout", 2, 0))
for _, name in ipairs { "WRONG_NAME", "EXPIRED", "SELF_SIGNED", "OTHER_CA" } do
  add("certificate " .. name:lower():gsub("_", " "), { to = name },
    is("tls", 1), is("tls", 1, 0))
end
add("TLS 1.1 only", { raw = "old_tls", scheme = "https" }, is("tls", 1),
  is("tls", 1, 0))

-- connections that break

add("reset before bytes", { rule = { kind = "reset_before" } },
  passing "network")
add("reset after bytes", { rule = { kind = "reset_after", bytes = 10 } },
  passing "network")
add("cut", { rule = { kind = "cut" } }, passing "network")
add("closed without a byte", { raw = "no_answer" }, passing "network")
add("dead keep-alive", { rule = { kind = "close_on_reuse" }, after_one = true },
  is("ok", 2), is("network", 1, 1))
add("closed keep-alive", { first = { kind = "close_kept", times = 1 },
  after_one = true }, is("ok", 1, nil, 2), is("ok|network", 1))

-- slow ones

add("no answer", { rule = { kind = "hang" } }, is("timeout", 2, 1),
  is("timeout", 1, 1))
add("slow header", { raw = "slow_header" }, is("timeout", 2, 1),
  is("timeout", 1, 1))
add("dripping body", { rule = { kind = "drip", bytes = 5, ms = 50 } },
  is("timeout", 2, 1), is("timeout", 1, 1))
add("100 for ever", { raw = "endless_continue" }, is("timeout", 2, 1),
  is("timeout", 1, 1))

-- answers that are none

add("100-continue", { raw = "continue" }, lasting "ok")
add("wrong content type", { raw = "wrong_type" }, lasting "ok")
add("bad chunks", { raw = "bad_chunks" }, passing "network")
add("cut chunks", { raw = "cut_chunks" }, passing "network")
add("over-long header", { raw = "long_header" }, passing "network")
add("not HTTP", { raw = "not_http" }, passing "network")
add("redirect", { rule = { kind = "redirect" } }, is("decode", 2),
  is("decode", 1, 1))
add("HTML with 200", { rule = { kind = "status", status = 200 } },
  passing "unavailable")
add("HTML with 502", { rule = { kind = "status", status = 502 } },
  passing "unavailable")
add("HTML with 429", { rule = { kind = "status", status = 429 } },
  is("throttled", 4), is("throttled", 1, 1))
for _, case in ipairs { { "empty", "" }, { "a list", "[]" },
  { "wrong JSON", '{"Response":{"Ready":1' }, { "no Response", "{}" },
  { "no RequestId", '{"Response":{"Ready":1}}' },
  { "no UTF-8", '{"Response":{"a":"\255"}}' } } do
  add(case[1], { rule = { kind = "wrong_json", body = case[2] } },
    is("decode", 2), is("decode", 1, 1))
end
add("cut by its length", { raw = "short_body" }, is("decode", 2),
  is("decode", 1, 1))
add("too deep", { rule = { kind = "deep", depth = 100000 } }, is("decode", 2),
  is("decode", 1, 1))
local PATIENT = { timeout = 8000 } -- megabytes take their time
add("too large", { rule = { kind = "huge", megabytes = 70 },
  options = PATIENT, deadline = 20 }, is("decode", 2), is("decode", 1, 1))
add("gzip bomb", { rule = { kind = "gzip_bomb", megabytes = 70 },
  options = PATIENT, deadline = 20 }, is("decode", 2), is("decode", 1, 1))

-- what the API says: each row of the table of kinds

code("InvalidParameterValue", "invalid")
code("MissingParameter", "invalid")
code("AuthFailure.SecretIdNotFound", "auth")
code("AuthFailure.SignatureFailure", "auth")
code("UnauthorizedOperation.UinNoAuth", "denied")
code("AuthFailure.UnauthorizedOperation", "denied")
code("FailedOperation.SummaryDataNotReady", "not_ready")
code("InternalError", "unavailable", is("unavailable", 4))
code("OperationDenied.ServiceBusy", "unavailable", is("unavailable", 4))
code("FailedOperation.PayPriceError", "api")
add("RequestLimitExceeded", { rule = { kind = "refuse" } },
  is("throttled", 4), is("throttled", 4, "said"))
add("Ready 0", { rule = { kind = "not_ready" } }, is("not_ready", 1),
  is("not_ready", 1, 1))
add("wrong parameters", { params = { Nonsense = 1 } }, is("invalid", 0),
  is("invalid", 0, 0))
add("no limits' file", { options = { limiter = {
  path = "/dev/null/limits" } } }, is("limiter", 0), is("limiter", 0, 0))
add("no turn before the deadline", { after_one = true, deadline = 0.3,
  rate = 1 }, is("cancelled", 0), is("cancelled", 0))

-- what the system does not grant

local ALONE = { nginx = "a worker has its server's limits",
  sanitized = "needs a plain build" }
add("no descriptors left", { limits = "-n 64", fills_descriptors = true,
  elsewhere = ALONE }, is("network", 4), is("network", 4, 0))
add("no memory for the answer", { limits = "-v 60000", options = PATIENT,
  deadline = 20, rule = { kind = "huge", megabytes = 60, skip = 1 },
  elsewhere = ALONE },
  passing "network")

-- keys and clocks

add("clock a day behind", { config = { clock_offset = 86400 } }, is("ok", 2),
  is("ok", 2, 1))
add("clock a day ahead", { config = { clock_offset = -86400 } }, is("ok", 2),
  is("ok", 2, 1))
add("token expired meanwhile", { after_one = true, is_temporary = true,
  rule = { kind = "code", code = "AuthFailure.TokenFailure", times = 1 } },
  is("ok", 2), is("ok", 2, "said"))
add("token expired for good", { is_temporary = true,
  rule = { kind = "code", code = "AuthFailure.TokenFailure" } },
  is("auth", 2), is("auth", 2, "said"))
add("token expired mid-pull", { is_pull = true, is_temporary = true,
  rule = { kind = "code", code = "AuthFailure.TokenFailure", skip = 1,
    times = 1 }, elsewhere = { write = "nothing to pull" } }, is("ok", 4))

return faults
