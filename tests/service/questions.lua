-- Questions that are wrong: what is said, and that the cloud is not asked.

local asking = require "tests.service.asking"

local ask, check, is = asking.ask, asking.check, asking.is
local sandbox = asking.sandbox

local function many_uins(n)
  local list = {}
  for i = 1, n do list[i] = ("%d"):format(700000000000 + i) end
  return table.concat(list, ",")
end

local WRONG = {
  { "/api/paymode", "month is missing: it is a month such as" },
  { "/api/paymode?month", "month is empty: it is" },
  { "/api/paymode?month=", "month is empty: it is" },
  { "/api/paymode?month=2023-08&month=2023-08", "more than once" },
  { "/api/paymode?month=2023-8", "month is no month: it is" },
  { "/api/paymode?month=2023-13", "month does not exist" },
  { "/api/paymode?month=%00%ff", "month is no month" },
  { "/api/paymode?mnth=2023-08", "no parameter mnth here: there are month" },
  { "/api/paymode?month=2023-08&%3Cb%3E=1", "there is no parameter here" },
  { "/api/resources?month=2023-08&page=0", "page is out of range: it is" },
  { "/api/resources?month=2023-08&page=x", "page is no number" },
  { "/api/resources?month=2023-08&per_page=1001", "per_page is out of range" },
  { "/api/resources?month=2023-08&per_page=-1", "per_page is no number" },
  { "/api/resources?month=2023-08&page=99999999999999999999", "out of range" },
  { "/api/customers?month=2023-08", "uins is missing: it is up to 100" },
  { "/api/customers?month=2023-08&uins=1,,2", "holds what is no number" },
  { "/api/customers?month=2023-08&uins=1,2,1", "has one of them twice" },
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

local function test_other_requests()
  for _, path in ipairs { "/", "/api", "/api/paymode/", "/metrics2" } do
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

return { test_wrong_questions, test_other_requests }
