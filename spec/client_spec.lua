local asked = require "spec.pay_modes"
local tcbilling = require "tcbilling"
local testing = require "tcbilling.testing"

local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }
local PAY_MODE = "DescribeBillSummaryByPayMode"

local GOOD = testing.response { Ready = 1, RequestId = "r-9" }

describe("a client", function()
  it("returns the Response, and how the call went", function()
    local _, bill, message, detail = asked { GOOD }
    assert.same({ Ready = 1, RequestId = "r-9" }, bill)
    assert.is_nil(message)
    assert.equal(1, detail.attempts)
    assert.equal(0, detail.waited)
    assert.equal(200, detail.status)
    assert.is_nil(detail.kind)
  end)

  it("sends what the action's page names", function()
    local box = asked({ GOOD }, { region = "ap-singapore",
      language = "en-US", token = "TOKEN", request_client = "finops" })
    local request = box.requests[1]
    assert.equal("https://billing.tencentcloudapi.com/", request.url)
    assert.equal("POST", request.method)
    assert.equal('{"BeginTime":"2018-11","EndTime":"2018-11"}', request.body)
    local function sent(name) return testing.header(box, 1, name) end
    assert.equal(PAY_MODE, sent "X-TC-Action")
    assert.equal("2018-07-09", sent "X-TC-Version")
    assert.equal("1700000000", sent "X-TC-Timestamp")
    assert.equal("ap-singapore", sent "X-TC-Region")
    assert.equal("en-US", sent "X-TC-Language")
    assert.equal("TOKEN", sent "X-TC-Token")
    assert.equal("application/json", sent "Content-Type")
    assert.matches("^tcbilling_[%d.]+;finops$", sent "X-TC-RequestClient")
    assert.matches("^%x+%-%x+%-4%x+%-[89ab]%x+%-%x+$", sent "X-TC-TraceId")
    assert.matches("SignedHeaders=content%-type;host;x%-tc%-action, ",
      sent "Authorization")
  end)

  it("leaves out headers that are not set", function()
    local box = asked { GOOD }
    assert.is_nil(testing.header(box, 1, "X-TC-Region"))
    assert.is_nil(testing.header(box, 1, "X-TC-Language"))
    assert.is_nil(testing.header(box, 1, "X-TC-Token"))
  end)

  it("signs the service, whatever the host", function()
    local box = asked({ GOOD }, { endpoint = "https://127.0.0.1:8443" })
    assert.equal("https://127.0.0.1:8443/", box.requests[1].url)
    assert.equal("127.0.0.1:8443", testing.header(box, 1, "Host"))
    assert.matches("/billing/tc3_request", testing.header(box, 1,
      "Authorization"), 1, true)
  end)

  it("sends {} for no parameters, and unknown actions as they are", function()
    local box = testing.new { GOOD }
    local client = testing.client(box)
    assert(client:call("billing", "DescribeSomethingNew"))
    assert.equal("{}", box.requests[1].body)
    assert(client:call("billing", "DescribeSomethingNew",
      { Tags = tcbilling.json.list {} }))
    assert.equal('{"Tags":[]}', box.requests[2].body)
  end)

  it("keeps the digits of a total that is a JSON number", function()
    local box = testing.new { testing.response(
      '{"Response":{"TotalCost":12345678901.12345678,"RequestId":"r"}}') }
    local client = testing.client(box)
    local total = assert(client.intlpartnersmgt:DescribeCustomerBillSummary {
      CustomerUin = 700000686592, Month = "2023-02" })
    assert.equal("12345678901.12345678", total.TotalCost)
  end)

  it("says what is wrong before anything is sent", function()
    local box = testing.new { GOOD }
    local bill, message, detail = testing.client(box).billing
      :DescribeBillSummaryByPayMode { BeginTime = "2018-13",
        EndTime = "2018-13" }
    assert.is_nil(bill)
    assert.equal(PAY_MODE .. ': BeginTime "2018-13" is a month that does not '
      .. "exist", message)
    assert.equal("invalid", detail.kind)
    assert.equal(0, detail.attempts)
    assert.equal(0, #box.requests)
  end)

  it("sends parameters unchecked when told so", function()
    local box = testing.new { GOOD }
    assert(testing.client(box):call("billing", PAY_MODE,
      { BeginTime = "whenever" }, { unchecked = true }))
    assert.equal('{"BeginTime":"whenever"}', box.requests[1].body)
  end)

  it("shows a signed request without its secrets on a dry run", function()
    local box, request, _, detail = asked({ GOOD },
      { token = "TOKEN" }, { dry_run = true })
    assert.equal(0, #box.requests)
    assert.equal(0, detail.attempts)
    local headers = table.concat(request.headers, "\n")
    assert.matches("Authorization: %[redacted%]", headers)
    assert.matches("X%-TC%-Token: %[redacted%]", headers)
    assert.is_nil(headers:find("AKID") or headers:find("TOKEN", 1, true)
      or headers:find("TC3", 1, true))
  end)

  it("knows the fields of rows, and which actions have none", function()
    local box, bill, message, detail = asked({ GOOD }, {},
      { fields = { "PayMod" } })
    assert.is_nil(bill)
    assert.equal("invalid", detail.kind)
    assert.matches('no field "PayMod", did you mean PayMode%?', message)
    assert.equal(0, #box.requests)
    bill, message = testing.client(box).intlpartnersmgt
      :DescribeCustomerBillSummary({ CustomerUin = 1, Month = "2023-02" },
        { fields = { "TotalCost" } })
    assert.is_nil(bill)
    assert.matches("has no rows", message)
  end)

  it("asks whether the endpoint is right where a page refuses", function()
    for status, doubted in pairs { [400] = true, [404] = true, [302] = true,
      [429] = false, [502] = false } do
      local _, _, message = asked({ testing.response("<html>",
        { status = status }) }, { retry = { attempts = 1 } })
      assert.equal(doubted, message:find("is the endpoint right?", 1, true)
        ~= nil, message)
    end
  end)

  it("writes warnings to stderr where nobody takes them", function()
    local real, written = io.stderr, {}
    rawset(io, "stderr", { write = function(_, ...)
      written[#written + 1] = table.concat { ... }
    end })
    local ok, problem = pcall(function()
      local box = testing.new { GOOD }
      local client = assert(tcbilling.new { secret_id = "a", secret_key = "b",
        verify = false, runtime = box.runtime, clock = box.clock,
        limiter = "process" })
      assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    end)
    rawset(io, "stderr", real)
    assert(ok, problem)
    assert.equal(1, #written)
    assert.matches("^tcbilling: warning: Describe.*not verified.*\n$",
      written[1])
  end)

  it("reports each attempt to its observer", function()
    local box = asked { testing.error "InternalError", GOOD }
    assert.equal(2, #box.events)
    assert.equal("unavailable", box.events[1].kind)
    assert.equal("ok", box.events[2].kind)
    assert.equal(2, box.events[2].attempt)
    assert.equal(PAY_MODE, box.events[2].action)
    assert.is_true(math.abs(box.events[2].elapsed - 0.15) < 1e-6)
  end)

  it("warns each time certificates are not verified", function()
    local box = asked({ GOOD }, { verify = false })
    assert.equal(1, #box.logged)
    assert.matches("not verified", box.logged[1])
    assert.is_true(box.requests[1].insecure)
  end)

  it("hides its keys", function()
    local client = testing.client(testing.new { GOOD })
    assert.is_nil(tostring(client):find("EXAMPLEEXAMPLE"))
    local function walk(value, seen)
      if type(value) ~= "table" or seen[value] then
        assert.is_true(value ~= "SECRETEXAMPLE")
        return
      end
      seen[value] = true
      for k, v in pairs(value) do walk(k, seen) walk(v, seen) end
    end
    walk(client, {})
  end)

  it("says nothing of an observer that fails but in the detail", function()
    local box = testing.new { GOOD }
    local client = testing.client(box, {
      on_event = function() error "metrics down" end,
    })
    local bill, _, detail = client.billing:DescribeBillSummaryByPayMode(MONTH)
    assert.is_table(bill)
    assert.matches("on_event failed: .*metrics down", detail.problem)
  end)

  it("warns of an endpoint in clear, unless it is this machine", function()
    local box = asked({ GOOD }, { endpoint = "http://billing.example" })
    assert.matches("not https", box.logged[1])
    for _, url in ipairs { "http://127.0.0.1:80", "http://localhost" } do
      box = asked({ GOOD }, { endpoint = url })
      assert.equal(0, #box.logged)
    end
  end)

  it("that is closed while it waits to repeat gives up", function()
    local box = testing.new { testing.error "InternalError" }
    local client
    client = testing.client(box, { on_event = function() client:close() end })
    local bill, message, detail = client.billing
      :DescribeBillSummaryByPayMode(MONTH)
    assert.is_nil(bill)
    assert.equal("cancelled", detail.kind)
    assert.matches("the client was closed", message)
    assert.equal(1, #box.requests)
  end)

  it("takes its keys out of memory when closed", function()
    local client = testing.client(testing.new { GOOD })
    local signer = client.signer
    local request = { service = "billing", host = "h", timestamp = 1 }
    assert.is_string(signer:sign(request))
    getmetatable(client).__close(client)
    assert.is_true(client.closed)
    local ok, message = pcall(signer.sign, signer, request)
    assert.is_false(ok)
    assert.matches("closed signer", message)
  end)

  it("that its own log closes gives up, without a word of Lua's", function()
    local client
    local box = testing.new { GOOD }
    local options = { account = "closed by its log", verify = false,
      limits = { billing = { DescribeBillSummaryByPayMode = 1 } },
      log = function() client:close() end }
    client = testing.client(box, options)
    options.verify = true
    assert(testing.client(box, options).billing
      :DescribeBillSummaryByPayMode(MONTH)) -- there would be a queue
    local bill, message, detail = client.billing
      :DescribeBillSummaryByPayMode(MONTH)
    assert.is_nil(bill)
    assert.equal("cancelled", detail.kind)
    assert.matches("the client was closed$", message)
    assert.equal(1, #box.requests)
    assert.equal(0, #box.sleeps)
  end)

  it("with a time that can't be signed says so, and keeps no cell", function()
    local box = testing.new { GOOD }
    box.unix = -1000
    local client = testing.client(box, { limits = { billing = {
      DescribeBillSummaryByPayMode = 1 } } })
    local bill, message, detail = client.billing
      :DescribeBillSummaryByPayMode(MONTH)
    assert.is_nil(bill)
    assert.equal("invalid", detail.kind)
    assert.matches("the time is in the years 1970 to 9999", message)
    box.unix = 1700000000
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    assert.equal(0, #box.sleeps)
  end)

  it("that is closed starts nothing more", function()
    local client = testing.client(testing.new { GOOD })
    client:close()
    for _, more in ipairs {
      function() client:spawn(print) end,
      function() client:sleep(1) end,
      function() client:each({ 1 }, print) end,
    } do
      local ok, message = pcall(more)
      assert.is_false(ok)
      assert.matches("client_spec.lua:%d+: the client is closed", message)
    end
  end)

  it("says so where a colon stands for a dot, or an option is of rows",
    function()
      local ok, message = pcall(function() local _ = tcbilling:new {} end)
      assert.is_false(ok)
      assert.matches("client_spec.lua:%d+: call it with a dot", message)
      local client = testing.client(testing.new { GOOD })
      ok, message = pcall(function()
        client.billing:DescribeBillSummaryByPayMode(MONTH, { concurrency = 2 })
      end)
      assert.is_false(ok)
      assert.matches('"concurrency" is of rows only', message)
    end)

  it("that is closed in its queue gives the cell back", function()
    local box = testing.new { testing.response({ Ready = 1 }, { took = 0 }) }
    local client, other
    local options = { account = "closed in its queue", limits = { billing = {
      DescribeBillSummaryByPayMode = 1 } } }
    client = testing.client(box, options)
    other = testing.client(box, options)
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
    local queued = client:spawn(function()
      return client.billing:DescribeBillSummaryByPayMode(MONTH)
    end)
    box.runtime.sleep(0.2)
    client:close()
    local bill, _, detail = queued:wait()
    assert.is_nil(bill)
    assert.equal("cancelled", detail.kind)
    local _, _, went = other.billing:DescribeBillSummaryByPayMode(MONTH)
    assert.equal(0, went.waited)
  end)

  it("keeps its options, whatever becomes of the tables given", function()
    local given = { billing = { DescribeBillSummaryByPayMode = 20 } }
    local client = testing.client(testing.new { GOOD }, { limits = given })
    given.billing.DescribeBillSummaryByPayMode = 0 / 0
    assert(client.billing:DescribeBillSummaryByPayMode(MONTH))
  end)

  it("shows a dry run in order", function()
    local request = testing.client(testing.new {}).billing
      :DescribeBillSummaryByPayMode(MONTH, { dry_run = true })
    local sorted = {}
    for i, header in ipairs(request.headers) do sorted[i] = header end
    table.sort(sorted)
    assert.same(sorted, request.headers)
    assert.matches("User%-Agent: tcbilling/%d", table.concat(sorted, "\n"))
  end)

  it("says how far this machine's clock is off", function()
    for date, words in pairs {
      ["Tue, 14 Nov 2023 23:13:20 GMT"] = "3600 s behind the server's",
      ["Tue, 14 Nov 2023 21:13:20 GMT"] = "3600 s ahead of the server's",
    } do
      local _, _, message = asked({ testing.error("AuthFailure.SignatureExpire",
        { date = date }) }, nil, { retry = false })
      assert.matches("this machine's clock is " .. words, message)
    end
    local _, _, message = asked({ testing.error("AuthFailure.SignatureExpire",
      { date = "Tue, 14 Nov 2023 22:13:30 GMT" }) }, nil, { retry = false })
    assert.is_nil(message:find("this machine's clock", 1, true))
  end)

  it("survives an observer whose error can't be printed", function()
    for _, print_ in ipairs { function() error "boom" end,
      function() return {} end } do
      local _, bill, _, detail = asked({ GOOD }, { on_event = function()
        error(setmetatable({}, { __tostring = print_ }))
      end })
      assert.is_table(bill)
      assert.equal("on_event failed: with an error that can't be printed",
        detail.problem)
    end
  end)

  it("raises where a program's own runtime returns no result", function()
    for _, answer in ipairs { false, {}, { outcome = "done", status = 200 } } do
      local box = testing.new { GOOD }
      local client = testing.client(box, { limits = { billing = {
        DescribeBillSummaryByPayMode = 1 } } })
      local send = box.runtime.send
      box.runtime.send = function() return answer or nil end
      local ok, message = pcall(client.call, client, "billing", PAY_MODE,
        MONTH)
      assert.is_false(ok)
      assert.matches("^the runtime's send%(%) returned no result", message)
      box.runtime.send = send
      local _, _, detail = client:call("billing", PAY_MODE, MONTH)
      assert.is_true(detail.waited > 0.9 and detail.waited < 1.2)
    end
    local box = testing.new { GOOD }
    box.runtime.send = function()
      return { outcome = "done", status = 200, sent = true, received = box.now,
        body = '{"Response":{"Ready":1,"RequestId":"r"}}' }
    end
    assert(testing.client(box).billing:DescribeBillSummaryByPayMode(MONTH))
  end)

  it("takes a call's own timeout", function()
    local box = asked({ GOOD }, { timeout = 7000 }, { timeout = 3000 })
    assert.equal(3000, box.requests[1].timeout)
    assert.equal(3000, box.requests[1].connect_timeout)
  end)

  it("sends what it can't check when told to", function()
    local box, bill = asked({ GOOD }, nil, { unchecked = true,
      fields = { "NewField" } })
    assert.is_table(bill)
    assert.equal(1, #box.requests)
  end)

  it("tells its observer how long a call waited", function()
    local box = asked { testing.error "InternalError", GOOD }
    assert.equal(0, box.events[1].waited)
    assert.equal(box.sleeps[1], box.events[2].waited)
  end)

  it("takes only names for an action, and shows no control byte", function()
    local client = testing.client(testing.new { GOOD })
    for _, name in ipairs { "\27[2Jx\194\155y", "", "a b", "1a", "A.B" } do
      local ok, message = pcall(client.call, client, "billing", name)
      assert.is_false(ok)
      assert.matches("an action's name is letters and digits", message)
      assert.is_nil(message:find("%c") or message:find("\194\155", 1, true))
    end
  end)

  it("hints at the name of an action that the server does not know",
    function()
      local box = testing.new { testing.error "InvalidAction" }
      local client = testing.client(box)
      local _, message = client:call("billing", "DescribeBillSummaryByPaymode")
      assert.matches("did you mean DescribeBillSummaryByPayMode%?", message)
    end)

  it("says where the network failed, and not what the proxy is", function()
    local _, _, message = asked({ testing.broken "connect" },
      { retry = { attempts = 1 } })
    assert.matches("so it broke %(billing.tencentcloudapi.com%)$", message)
    _, _, message = asked({ testing.broken "connect" },
      { retry = { attempts = 1 }, proxy = "http://user:secret@proxy" })
    assert.matches("%(billing.tencentcloudapi.com, through a proxy%)$",
      message)
  end)

  it("sends nothing when its deadline has passed", function()
    local box, bill, message, detail = asked({ GOOD }, nil, { deadline = 0 })
    assert.is_nil(bill)
    assert.equal("cancelled", detail.kind)
    assert.equal(PAY_MODE .. ": the deadline has passed", message)
    assert.equal(0, detail.attempts)
    assert.equal(0, #box.requests)
    assert.equal(0, #box.events)
  end)

  it("tells of a task that failed unseen, and whom it tells breaks nothing",
    function()
      local box = testing.new { GOOD }
      local logged = {}
      local client = testing.client(box, { log = function(_, message)
        logged[#logged + 1] = message
        error "no disk"
      end })
      local unprintable = setmetatable({}, { __tostring = function()
        error "no"
      end })
      for _, raised in ipairs { "so it failed", unprintable } do
        local task = client:spawn(function()
          client:sleep(1)
          error(raised, 0)
        end)
        client:sleep(2)
        local ok, message = pcall(task.wait, task)
        assert.is_false(ok)
        assert.equal(raised, message)
      end
      assert.same({ "a task failed: so it failed",
        "a task failed: with an error that can't be printed" }, logged)
    end)

  it("tells nobody of a task whose end is waited for", function()
    local box = testing.new { GOOD }
    local client = testing.client(box)
    local task = client:spawn(function()
      client:sleep(1)
      error "seen"
    end)
    assert.is_false((pcall(task.wait, task)))
    task = client:spawn(function()
      while true do client:sleep(1) end
    end)
    task:cancel() -- which raises, as it goes on for ever
    assert.same({}, box.logged)
  end)

  it("gives up a backoff in a task that is cancelled", function()
    local box = testing.new { testing.error "InternalError" }
    local client = testing.client(box)
    local task = client:spawn(function()
      return client.billing:DescribeBillSummaryByPayMode(MONTH)
    end)
    client:sleep(0.3)
    task:cancel()
    assert.is_true(task.done)
    local bill, message, detail = task:wait()
    assert.is_nil(bill)
    assert.equal(PAY_MODE .. ": cancelled", message)
    assert.equal("cancelled", detail.kind)
    assert.equal(1, #box.requests)
  end)

  it("slows down for an account whose quota another action used up",
    function()
      local box = testing.new { GOOD,
        testing.error "RequestLimitExceeded.UinLimitExceeded", GOOD }
      local client = testing.client(box, { limits = { billing = {
        Other = 20 } } })
      client:call("billing", "Other")
      client:call("billing", "Another", nil, { retry = false })
      local entry = client.records.entries[client.account
        .. " billing.tencentcloudapi.com billing Other"]
      assert.is_true(entry.limiter:stats(box.now).rate < 20)
    end)

  it("sends with a time by which it must be sent", function()
    local box = asked { GOOD }
    assert.equal(1005, box.requests[1].send_by)
  end)

  it("sleeps for numbers only", function()
    local client = testing.client(testing.new { GOOD })
    local ok, message = pcall(function() client:sleep "1" end)
    assert.is_false(ok)
    assert.matches("^spec/client_spec.lua:%d+: seconds must be a number",
      message)
  end)

  it("can't be used once closed", function()
    local client = testing.client(testing.new { GOOD })
    client:close()
    client:close()
    assert.has_error(function() client:call("billing", PAY_MODE) end,
      "the client is closed")
  end)
end)

describe("a programmer's mistake", function()
  local client
  before_each(function() client = testing.client(testing.new { GOOD }) end)

  local function raised(f)
    local ok, message = pcall(f)
    assert.is_false(ok)
    return message
  end

  it("is blamed on the line that made it", function()
    local message = raised(function()
      local _ = client.billing.DescribeBilSummaryByPayMode
    end)
    assert.matches("client_spec.lua:%d+: billing has no action "
      .. '"DescribeBilSummaryByPayMode", did you mean '
      .. "DescribeBillSummaryByPayMode%?", message)
    message = raised(function()
      client.billing:DescribeBillSummaryByPayMode("2018-11")
    end)
    assert.matches("client_spec.lua:%d+: parameters must be a table", message)
    message = raised(function()
      client.billing:DescribeBillSummaryByPayMode({}, { dedline = 1 })
    end)
    assert.matches('client_spec.lua:%d+: unknown call option "dedline", did '
      .. "you mean deadline%?", message)
    message = raised(function() client.billing:rows(PAY_MODE) end)
    assert.matches("client_spec.lua:%d+: .* has no rows", message)
    message = raised(function() client.billing:rows("DescribeBil") end)
    assert.matches("client_spec.lua:%d+: billing has no action", message)
    local rows = "DescribeBillResourceSummaryForOrganization"
    for _, case in ipairs {
      { { "2023-08" }, "parameters must be a table, got string" },
      { { {}, { dedline = 1 } }, "did you mean deadline%?" },
      { { {}, { dry_run = true } }, "dry_run is of one call" },
    } do
      message = raised(function()
        client.billing:rows(rows, case[1][1], case[1][2])
      end)
      assert.matches("client_spec.lua:%d+: ", message)
      assert.matches(case[2], message)
    end
    for _, fields in ipairs { {}, { 1 }, { a = "b" }, { "a", nil, "c" } } do
      message = raised(function()
        client:call("billing", PAY_MODE, MONTH, { fields = fields })
      end)
      assert.matches("client_spec.lua:%d+: call option fields must", message)
    end
    message = raised(function()
      client.billing.DescribeBillSummaryByPayMode {}
    end)
    assert.matches("client_spec.lua:%d+: call it with a colon", message)
    message = raised(function() client.call("billing", PAY_MODE) end)
    assert.matches("client_spec.lua:%d+: call it with a colon", message)
    message = raised(function() client.billing.rows(rows) end)
    assert.matches("client_spec.lua:%d+: call it with a colon", message)
    message = raised(function() client.billing:rows(rows, MONTH).close() end)
    assert.matches("client_spec.lua:%d+: call it with a colon", message)
    message = raised(function() client.close() end)
    assert.matches("client_spec.lua:%d+: call it with a colon", message)
    message = raised(function() client:call("biling", "X") end)
    assert.matches('client_spec.lua:%d+: no service "biling", did you mean '
      .. "billing%?", message)
    message = raised(function() client:call("runtime", "X") end)
    assert.matches("no service", message)
  end)
end)

describe("a value that can't be", function()
  it("is returned by new", function()
    for _, case in ipairs {
      { { secret_id = "a", secret_key = "b", token = "t\n" },
        "token has blanks around it" },
      { { secret_id = "a", secret_key = "b", token = "t\0u" },
        "no control characters" },
      { { secret_id = "a", secret_key = "b", endpoint = "https://x:99999" },
        "an endpoint is a URL" },
      { { secret_id = "a", secret_key = "" }, "secret_key is missing" },
      { { secret_id = " a", secret_key = "b" }, "blanks around" },
      { { secret_id = "a", secret_key = "b\nc" }, "control characters" },
      { { secret_id = "a", secret_key = "b", endpoint = "billing" },
        "an endpoint is a URL" },
      { { secret_id = "a", secret_key = "b",
        endpoint = { billing = "https://x/y" } }, "billing: an endpoint" },
    } do
      local client, message = tcbilling.new(case[1])
      assert.is_nil(client)
      assert.matches(case[2], message)
    end
  end)
end)

describe("a parameter without a rule", function()
  it("that JSON can't hold is named by its path", function()
    local box = testing.new { GOOD }
    local client = testing.client(box)
    for _, case in ipairs {
      { { Filter = { 1, x = 2 } }, "params.Filter" },
      { { Amount = 0 / 0 }, "params.Amount" },
      { { f = print }, "params.f" },
      { { Name = "\255" }, "params.Name" },
    } do
      local none, message, detail = client:call("billing", "NewAction",
        case[1])
      assert.is_nil(none)
      assert.equal("invalid", detail.kind)
      assert.matches(case[2], message, 1, true)
    end
    assert.equal(0, #box.requests)
  end)
end)
