-- What customers cost: all of it is known, some of it, or nothing.

local asking = require "tests.service.asking"

local ask, check, expect = asking.ask, asking.check, asking.expect
local faults, is = asking.faults, asking.is

local GOOD, DENIED, LARGE = "700000000008", "700000000404", "700000000001"

local function ask_for(uins)
  return ask("/api/customers?month=2023-08&uins=" .. table.concat(uins, ","))
end

local function test_some_failed()
  local uins = { GOOD, DENIED, LARGE }
  local answer = ask_for(uins)
  expect("ok", 2)
  expect "denied"
  is("/api/customers", 200, answer.status)
  local found = answer.json.customers or {}
  for i, uin in ipairs(uins) do
    is("customer " .. i, uin, (found[i] or {}).uin)
  end
  is("an amount", "1.2345678E+4", (found[1] or {}).total)
  is("another one", "12345678901.12345678", (found[3] or {}).total)
  is("that it is cached", false, (found[1] or {}).cached)
  local err = (found[2] or {}).error or {}
  is("what is wrong with the second", "UnauthorizedOperation.UinNoAuth",
    err.code)
  is("its kind", "denied", err.kind)
  check("it has a request id", err.request_id, answer.body)
  is("the total", nil, answer.json.total)
  is("the sum of the others", "12345691246.80145678", answer.json.subtotal)
  is("how many failed", 1, answer.json.failed)
  local log = asking.log()
  check("the log tells whose failed", log:find("%[warn%][^\n]*customer "
    .. DENIED .. ": [^\n]*UinNoAuth"), log)
end

local function test_all_known()
  local answer = ask_for { LARGE, GOOD }
  expect("ok", 2)
  is("the total of all", "12345691246.80145678", answer.json.total)
  is("the sum of the others", nil, answer.json.subtotal)
  is("how many failed", 0, answer.json.failed)
  local first = (answer.json.customers or {})[1] or {}
  is("that a customer is cached", true, first.cached)
  check("it has an age", math.type(first.age) == "integer", answer.body)
end

local function test_all_failed()
  faults '[{"kind":"not_ready"}]'
  local answer = ask_for { "700000000002", DENIED }
  faults "[]"
  expect "not_ready"
  expect "denied" -- which is known
  is("the status where all failed", 503, answer.status)
  is("when to ask again", "600", answer.headers["retry-after"])
  local err = answer.json.error or {}
  is("its kind, that of the first", "not_ready", err.kind)
  is("its code", "FailedOperation.SummaryDataNotReady", err.code)
  check("it says whose that is", tostring(err.message):find(
    "customer 700000000002: ", 1, true), answer.body)
  is("a sum", nil, answer.json.total)
  answer = ask_for { DENIED }
  expect "denied"
  is("the status of one that is not ours", 502, answer.status)
end

return { test_some_failed, test_all_known, test_all_failed }
