-- Questions that are wrong: what is said, and that the cloud is not asked.

local asking = require "tests.service.asking"

local ask, check, is = asking.ask, asking.check, asking.is
local sandbox = asking.sandbox

local function many_uins(n)
  local list = {}
  for i = 1, n do list[i] = ("%d"):format(700000000000 + i) end
  return table.concat(list, ",")
end

-- Beijing's, so many days from now.
local function month_in(days)
  return os.date("!%Y-%m", os.time() + 8 * 3600 + days * 86400)
end

local NEXT_MONTH = month_in(32)

local WRONG = {
  { "/api/paymode", "month is missing: it is a month such as" },
  { "/api/paymode?month", "month is empty: it is" },
  { "/api/paymode?month=", "month is empty: it is" },
  { "/api/paymode?month=2023-08&month=2023-08", "more than once" },
  { "/api/paymode?month=2023-8", "month is no month: it is" },
  { "/api/paymode?month=2023-13",
    "month is 2023-13, and there is none such: it is" },
  { "/api/paymode?month=0000-01", "month is 0000-01, and there is none such" },
  { "/api/paymode?month=" .. NEXT_MONTH, "month is " .. NEXT_MONTH
    .. ", which has not begun: it is" },
  { "/api/resources?month=" .. NEXT_MONTH, "which has not begun" },
  { "/api/customers?uins=1&month=" .. NEXT_MONTH, "which has not begun" },
  { "/api/paymode?month=%00%ff", "month is no month" },
  { "/api/paymode?mnth=2023-08",
    "there is no parameter mnth here, only month" },
  { "/api/paymode?month=2023-08&%3Cb%3E=1",
    "there is no parameter of such a name here, only month" },
  { "/api/paymode?month=2023-08&=1", "there is no parameter without a name "
    .. "here, only month" },
  { "/api/paymode?=1&month=2023-08", "without a name here" },
  { "/api/resources?month=2023-08&size=1", "there is no parameter size here, "
    .. "only month, page and per_page" },
  { "/api/customers?month=2023-08&uin=1", "here, only month and uins" },
  { "/api/resources?month=2023-08&page=0", "page is out of range: it is" },
  { "/api/resources?month=2023-08&page=x",
    "page is no whole number from 1: it is" },
  { "/api/resources?month=2023-08&page=-1", "page is no whole number from 1" },
  { "/api/resources?month=2023-08&page=1.5", "page is no whole number from 1" },
  { "/api/resources?month=2023-08&per_page=1001", "per_page is out of range" },
  { "/api/resources?month=2023-08&per_page=-1", "is no whole number from 1" },
  { "/api/resources?month=2023-08&page=99999999999999999999", "out of range" },
  { "/api/customers?month=2023-08", "uins is missing: it is up to 100" },
  { "/api/customers?month=2023-08&uins=1,,2", "holds what is no number" },
  { "/api/customers?month=2023-08&uins=1,2,1", "has one of them twice" },
  { "/api/customers?month=2023-08&uins=1,18446744073709551616",
    "holds a number that is too large" },
  { "/api/customers?month=2023-08&uins=" .. ("1"):rep(21), "is too large" },
  { "/api/customers?month=2023-08&uins=" .. many_uins(101), "has 101 of them" },
  { "/api/paymode?" .. ("a=1&"):rep(30), "too many parameters" },
}

local function test_wrong_questions()
  local before = #sandbox "arrivals"
  for _, case in ipairs(WRONG) do
    local answer = ask(case[1])
    local err = answer.json.error or {}
    is(case[1]:sub(1, 60), 400, answer.status)
    is("its kind", "invalid", err.kind)
    check("it says: " .. case[2], tostring(err.message):find(case[2], 1, true),
      answer.body)
  end
  is("what all these ask the cloud", 0, #sandbox "arrivals" - before)
end

local function test_running_month()
  is("the month that runs", 200, ask("/api/paymode?month=" .. month_in(0))
    .status)
  asking.expect "ok"
end

local function test_other_requests()
  for _, path in ipairs { "/costs", "/api", "/api/paymode/", "/metrics2" } do
    is(path, 404, ask(path).status)
  end
  for _, method in ipairs { "POST", "PUT", "DELETE", "OPTIONS" } do
    local answer = ask("/healthz", "-X " .. method)
    is(method, 405, answer.status)
    is("Allow", "GET, HEAD", answer.headers.allow)
  end
  local answer = ask("/healthz", "-I -o '" .. asking.prefix .. "/head'")
  is("HEAD", 200, answer.status)
  is("its body", "", answer.body)
end

return { test_wrong_questions, test_running_month, test_other_requests }
