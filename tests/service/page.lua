-- The page of costs, as it is served live: its figures, its states, its CSV.

local amounts = require "tcbilling.report.amounts"
local asking = require "tests.service.asking"
local tcbilling = require "tcbilling"

local ask, check, faults, is = asking.ask, asking.check, asking.faults,
  asking.is
local look = asking.look

local ROWS = "DescribeBillResourceSummaryForOrganization"

local function has(what, answer, text)
  check(what .. " has " .. text, answer.body:find(text, 1, true),
    answer.body:match "<h2.-</p>" or answer.body:sub(1, 300))
end

local function arrivals(action)
  local n = 0
  for _, arrival in ipairs(asking.sandbox "arrivals") do
    if arrival.action == action then n = n + 1 end
  end
  return n
end

local function test_page()
  local before = arrivals(ROWS)
  local answer = look "/?month=2023-08"
  is("the page", 200, answer.status)
  is("its type", "text/html; charset=utf-8", answer.headers["content-type"])
  local policy = answer.headers["content-security-policy"] or "none"
  check("its policy is strict", policy:find("default-src 'none'", 1, true)
    and not policy:find "unsafe", policy)
  for _, month in ipairs { "2023-08", "2023-07", "2022-12" } do
    local total = asking.sandbox("total?Month=" .. month).RealTotalCost
    has("the page", answer, ">" .. amounts.text(tcbilling.decimal(total))
      .. "</td>")
  end
  has("the page", answer, '<option selected value="2023-08">')
  has("the page", answer, "1 to 50 of")
  check("it has each month before, by its summary",
    answer.body:find("2022-09", 1, true), "it has not")
  is("pages of rows that were asked for", before + 6, arrivals(ROWS))
  look "/?month=2023-08"
  is("those after another look", before + 6, arrivals(ROWS))
end

-- The sums of a table are those of the cloud's own control API.
local function test_csv()
  local answer = look "/costs.csv?month=2023-08&part=products"
  is("a table as CSV", 200, answer.status)
  is("its name", 'attachment; filename="products-2023-08.csv"',
    answer.headers["content-disposition"])
  local now, before = tcbilling.decimal(0), tcbilling.decimal(0)
  for a, b in answer.body:gmatch "\n[^\r]-,([%d.-]+),([%d.-]+),[%d.-]+\r" do
    now, before = now + tcbilling.decimal(a), before + tcbilling.decimal(b)
  end
  is("its sum", tcbilling.decimal(asking.sandbox("total?Month=2023-08")
    .RealTotalCost), now)
  is("that of the month before", tcbilling.decimal(asking.sandbox(
    "total?Month=2023-07").RealTotalCost), before)
end

local function test_choice()
  local all = ask "/costs.csv?month=2023-08&part=resources"
  local _, lines = all.body:gsub("\r\n", "")
  local found = ask "/costs.csv?month=2023-08&part=resources&q=redis"
  local _, some = found.body:gsub("\r\n", "")
  check("a filter finds some of them", some > 10 and some < lines, some)
  for line in found.body:gmatch "\n([^\r]+)\r" do
    check("each has it", line:lower():find("redis", 1, true), line)
  end
  local page = ask("/?month=2023-08&q=redis&sort=resource_id&order=asc&page=2")
  has("its second page", page, ("51 to %d of %d"):format(
    math.min(100, some - 1), some - 1))
  has("its second page", page, 'aria-sort="ascending"')
  is("no part of such a name", 404,
    ask("/costs.csv?month=2023-08&part=nothing").status)
end

local function fails(rule, status, title, more)
  local month = more and more.month or "2022-03"
  faults(rule)
  local answer = look("/?month=" .. month)
  faults "[]"
  is("the page where " .. rule, status, answer.status)
  has("it", answer, title)
  has("it", answer, "Try again")
  has("it", answer, '<option selected value="' .. month .. '">')
  return answer
end

local function test_states()
  local answer = fails('[{"kind":"not_ready"}]', 503,
    "The bill is not ready yet", { month = "2022-02" })
  is("when to come back", "600", answer.headers["retry-after"])
  answer = fails('[{"kind":"code","code":"UnauthorizedOperation"}]', 502,
    "These keys may not read this bill", { month = "2022-05" })
  has("who is denied", answer, "the account&#39;s own bill")
  fails('[{"kind":"code","code":"AuthFailure.SecretIdNotFound"}]', 502,
    "The keys of this service are refused", { month = "2022-08" })
  fails('[{"kind":"wrong_json"}]', 502, "The API could not be reached",
    { month = "2022-11" })
  for _ = 1, 50 do -- what failed is tried again after five seconds
    answer = look "/?month=2022-08"
    if answer.status == 200 then break end
    asking.run "sleep 0.3"
  end
  is("what failed, later", 200, answer.status)
  has("what could not be had of it", answer, "What could not be had")
end

-- The month before fails, and is not asked for at each look.
local function test_before()
  look "/?month=2021-11" -- reads 2021-10, too
  local answer
  for _ = 1, 50 do
    answer = look "/?month=2021-11"
    if not answer.body:find("it is being read", 1, true) then break end
    asking.run "sleep 0.2"
  end
  faults('[{"kind":"code","code":"UnauthorizedOperation","action":"' .. ROWS
    .. '"}]')
  for _ = 1, 50 do
    answer = look "/?month=2021-10"
    if answer.body:find("UnauthorizedOperation", 1, true) then break end
    asking.run "sleep 0.2"
  end
  has("it, where the month before is denied", answer,
    "These bills are missing in what is shown: look again later.")
  has("it", answer, "UnauthorizedOperation")
  local before = arrivals(ROWS)
  asking.run "sleep 6"
  is("a look after six seconds", 200, look("/?month=2021-10").status)
  is("what that asks for", before, arrivals(ROWS))
  is("its tables as CSV", 200, look("/costs.csv?month=2021-10&part=products")
    .status)
  faults "[]"
end

local function test_loading()
  faults('[{"kind":"latency","ms":2500,"action":"' .. ROWS .. '"}]')
  local answer = ask "/?month=2021-06"
  is("a month that is slow", 202, answer.status)
  is("when to look again", "2", answer.headers.refresh)
  has("it", answer, "The bill is being read")
  has("it", answer, "<progress")
  faults "[]"
  is("the same, later", 200, look("/?month=2021-06").status)
end

local function test_account()
  local answer = look "/?month=2023-08&scope=account"
  is("the account's own", 200, answer.status)
  has("it", answer, '<option selected value="account">')
end

local function test_wrong_questions()
  for query, status in pairs { ["month=2023-13"] = 400, ["month=x"] = 400,
    ["scope=mine"] = 400, ["sort=id"] = 400, ["page=0"] = 400,
    ["month=2023-08&nothing=1"] = 400, ["q=" .. ("x"):rep(401)] = 400 } do
    local answer = ask("/?" .. query)
    is("the page of " .. query:sub(1, 30), status, answer.status)
    has("it", answer, "This can&#39;t be shown")
  end
  local answer = ask "/?month=%3Cscript%3Ealert(1)%3C%2Fscript%3E"
  is("scripts in the answer", 1, select(2, answer.body:gsub("<script", "")))
  is("CSV of no month", 400, ask("/costs.csv?month=x&part=months").status)
  is("POST", 405, ask("/", "-X POST").status)
  is("the page without a question", 200, look("/").status)
end

return { test_page, test_csv, test_choice, test_states, test_before,
  test_loading, test_account, test_wrong_questions }
