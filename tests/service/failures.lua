-- Calls that fail, and what is said of them.

local asking = require "tests.service.asking"

local ask, check, expect = asking.ask, asking.check, asking.expect
local faults, is = asking.faults, asking.is

local function fails(rule, status, kind)
  local path = "/api/paymode?month=" .. asking.fresh_month()
  faults(rule)
  local answer = ask(path)
  faults "[]"
  expect(kind)
  is("the status for " .. rule, status, answer.status)
  local err = answer.json.error or {}
  is("its kind", kind, err.kind)
  check("it has a message", err.message, answer.body)
  return answer, err, path
end

local function test_failures()
  local answer, err = fails(
    '[{"kind":"code","code":"AuthFailure.SecretIdNotFound"}]', 502, "auth")
  is("its code", "AuthFailure.SecretIdNotFound", err.code)
  check("it has a request id", err.request_id, answer.body)
  answer = fails('[{"kind":"not_ready"}]', 503, "not_ready")
  is("when to ask again", "600", answer.headers["retry-after"])
  fails('[{"kind":"wrong_json"}]', 502, "decode")
  local _, _, path = fails('[{"kind":"hang"}]', 504, "timeout")
  is("what went on after its viewer had gone", 200, ask(path).status)
  expect "ok"
  answer = ask "/api/resources?month=2019-01"
  expect "invalid"
  is("a month that the API refuses", 400, answer.status)
  is("its code", "InvalidParameterValue",
    tostring((answer.json.error or {}).code):match "^%a+")
end

local function test_refusal()
  faults '[{"kind":"refuse","times":1}]'
  local answer = ask("/api/paymode?month=" .. asking.fresh_month())
  expect "ok"
  is("a call that is refused once", 200, answer.status)
end

-- The README's table is what failure.lua does.
local function test_table()
  local failure = require "service.failure"
  local file = assert(io.open "examples/openresty/README.md")
  local rows = 0
  for line in file:lines() do
    local kinds, status, after = line:match "^| (`.-`) | (%d+) | (%d*)"
    for kind in (kinds or ""):gmatch "`([%w_]+)`" do
      local found, retry_after = failure.status(kind)
      is("README: the status of " .. kind, found, tonumber(status))
      is("README: when to ask again", retry_after, tonumber(after))
      rows = rows + 1
    end
  end
  file:close()
  is("the README's kinds", 19, rows)
end

return { test_failures, test_refusal, test_table }
