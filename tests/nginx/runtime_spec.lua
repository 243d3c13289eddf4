-- Inside nginx: calls over cosockets, tasks that are light threads.

local core = require "tcbilling.core"
local phases = require "tests.nginx.phases"
local request = require "tests.nginx.request"
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"
local wait_for = require "tests.nginx.wait_for"

local ACTION = "DescribeBillResourceSummaryForOrganization"
local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }
local OTHER_MONTH = { BeginTime = "2023-08", EndTime = "2023-08" }

local box, logged

local function new(...)
  logged = {}
  return assert(tcbilling.new(box:options({
    limiter = "process", retry = { attempts = 1 },
    limits = { billing = { [ACTION] = 128,
      DescribeBillSummaryByPayMode = 128 } },
    log = function(_, message) logged[#logged + 1] = message end,
  }, ...)))
end

local function ask(client, options)
  return client.billing:DescribeBillSummaryByPayMode(MONTH, options)
end

local function seconds_of(f, ...)
  local began = core.monotonic()
  f(...)
  return core.monotonic() - began
end

setup(function() box = sandbox.start { no_limits = true } end)
before_each(function()
  box:reset()
  box:config { no_limits = true }
end)
teardown(function() box:stop() end)

describe("a client inside nginx", function()
  it("runs on nginx's own sockets, without libcurl", function()
    assert.equal(require "tcbilling.runtime.nginx", new().runtime)
    assert(ask(new()))
    assert.is_nil(package.loaded["tcbilling.curl"])
  end)

  it("can be made where nothing may wait, and used elsewhere", function()
    request.begin(function() return "" end):answer()
    local sock = ngx.socket.tcp()
    assert(sock:connect("unix:" .. ngx.config.prefix() .. "socket"))
    sock:send "GET /phases HTTP/1.0\r\n\r\n"
    assert(sock:receive "*a")
    for _, phase in ipairs { "init", "init_worker", "set", "header_filter",
      "body_filter", "log" } do
      assert.matches("nothing wait in the phase " .. phase
        .. ": ngx.timer.at(0, f)", phases.noted[phase], 1, true)
    end
    assert.equal("network", phases.noted.rewrite)
    assert.equal("network", phases.noted.access)
  end)

  it("loads in init_by_lua what its workers will need", function()
    for _, name in ipairs { "catalog.billing", "catalog.intlpartnersmgt",
      "pipeline", "rows", "each", "plan", "money", "adjustments",
      "reconcile", "reconcile.rows" } do
      assert.is_true(phases.loaded["tcbilling." .. name], name)
    end
  end)

  it("says where the options of libcurl are to be found", function()
    for _, case in ipairs {
      { { ca_file = "/ca.pem" }, "ca_file.*lua_ssl_trusted_certificate" },
      { { ca_path = "/ca" }, "ca_path.*lua_ssl_trusted_certificate" },
      { { proxy = "http://proxy.example:3128" }, "proxy.*proxy_pass" },
    } do
      local ok, message = pcall(new, case[1])
      assert.is_false(ok)
      assert.matches(case[2], message)
    end
    assert(ask(new { proxy = "" }))
  end)

  it("says where the environment is to be had", function()
    local client = assert(tcbilling.new { credentials = require
      "tcbilling.credentials".chain { metadata = false } })
    local _, message, detail = client.billing:DescribeBillSummaryByPayMode {
      BeginTime = "2023-08", EndTime = "2023-08" }
    assert.equal("auth", detail.kind)
    assert.truthy(message:find("make the client in init_by_lua, or name both "
      .. "by the directive env", 1, true), message)
  end)

  it("asks for keys in nobody's name: who leaves strands no other", function()
    local asked, own = 0, box:options()
    local client = assert(tcbilling.new { endpoint = own.endpoint,
      limiter = "process", credentials = { get = function()
        asked = asked + 1
        ngx.sleep(0.3)
        return true, { secret_id = own.secret_id, secret_key = own.secret_key,
          expires = ngx.time() + 3600 }
      end } })
    local function call()
      return client.billing:DescribeBillSummaryByPayMode({
        BeginTime = "2023-08", EndTime = "2023-08" }, { deadline = 5 })
    end
    local first = ngx.thread.spawn(call)
    ngx.sleep(0.05)
    ngx.thread.kill(first)
    local response, message = call()
    assert.is_truthy(response, message)
    assert.equal(1, asked)
  end)

  it("does not look for a proxy in the environment", function()
    local getenv = os.getenv
    finally(function() rawset(os, "getenv", getenv) end)
    rawset(os, "getenv", function(name)
      return name:lower() == "https_proxy" and "nonsense" or getenv(name)
    end)
    assert(ask(new()))
  end)

  it("warns in nginx's log unless told otherwise", function()
    local told
    local log = ngx.log
    finally(function() rawset(ngx, "log", log) end)
    rawset(ngx, "log", function(level, ...)
      told = { level, table.concat { ... } }
    end)
    local client = assert(tcbilling.new(box:options { verify = false,
      limiter = "process" }))
    assert(ask(client))
    assert.equal(ngx.WARN, told[1])
    assert.matches("^tcbilling: .*not verified", told[2])
  end)
end)

describe("a connection of nginx's", function()
  it("is kept for the next call", function()
    local client = new()
    for _ = 1, 5 do assert(ask(client)) end
    local arrivals = box:arrivals()
    for i = 2, 5 do
      assert.equal(arrivals[1].connection, arrivals[i].connection)
    end
  end)

  it("that was not verified is not kept for who verifies", function()
    local url = box.env.TCBILLING_SANDBOX_SELF_SIGNED
    for _ = 1, 5 do
      assert(ask(new { endpoint = url, verify = false }))
      local _, _, detail = ask(new { endpoint = url })
      assert.equal("tls", detail.kind)
    end
  end)

  it("sends nothing to who can't prove who it is", function()
    local sent_before = box:sent_untrusted()
    for _, case in ipairs {
      { "WRONG_NAME", "not for this host" }, { "EXPIRED", "has expired" },
      { "OTHER_CA", "CA that is not trusted" },
      { "SELF_SIGNED", "self%-signed" },
    } do
      local client = new {
        endpoint = box.env["TCBILLING_SANDBOX_" .. case[1]] }
      for _ = 1, 25 do
        local _, message, detail = ask(client)
        assert.equal("tls", detail.kind)
        assert.equal(1, detail.attempts)
        -- where the handshake ends at once, nginx does not say why
        if not message:find "not trusted, or not for this host" then
          assert.matches(case[2], message)
        end
      end
    end
    assert.equal(sent_before, box:sent_untrusted())
    assert.equal(0, #box:arrivals())
  end)

  it("is made and used in time, whatever the server does", function()
    for _, case in ipairs {
      { { { kind = "hang" } }, "no answer in time" },
      { { { kind = "drip", bytes = 1, ms = 20 } }, "not complete in time" },
    } do
      box:faults(case[1])
      local message, detail
      local took = seconds_of(function()
        _, message, detail = ask(new { timeout = 400 })
      end)
      assert.equal("timeout", detail.kind)
      assert.matches(case[2], message)
      assert.is_true(took >= 0.4 and took < 1, took)
    end
    local took = seconds_of(function()
      local _, message, detail = ask(new { connect_timeout = 300,
        endpoint = "https://127.0.0.1:" .. box.env.TCBILLING_SANDBOX_SILENT })
      assert.equal("timeout", detail.kind)
      assert.matches("no connection in time %(300 ms%)", message)
    end)
    assert.is_true(took >= 0.3 and took < 0.9, took)
  end)

  it("has a deadline, too", function()
    box:faults { { kind = "drip", bytes = 1, ms = 20 } }
    local took = seconds_of(function()
      local _, message, detail = ask(new(), { deadline = 0.3 })
      assert.equal("timeout", detail.kind)
      assert.matches("deadline", message)
    end)
    assert.is_true(took < 0.9, took)
  end)

  it("reads what is there before it judges a timeout", function()
    local client = new { timeout = 300 }
    assert(ask(client))
    box:config { latency = 100 }
    local task = client:spawn(ask, client)
    os.execute "sleep 0.6" -- the whole worker
    assert((task:wait()))
  end)

  it("is not read on for ever, though there is always more to read", function()
    local tcp, began = ngx.socket.tcp, core.monotonic()
    finally(function() rawset(ngx.socket, "tcp", tcp) end)
    local sock = {}
    local piece = "HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n"
    for _, name in ipairs { "settimeouts", "connect", "sslhandshake", "send",
      "close" } do
      sock[name] = function() return true end
    end
    function sock.getreusedtimes() return 0 end
    function sock.receiveany()
      assert(core.monotonic() - began < 5, "it is read on")
      local given = piece
      piece = "x"
      return given
    end
    rawset(ngx.socket, "tcp", function() return sock end)
    local _, message, detail = ask(new { timeout = 100 })
    assert.matches("not complete in time", message)
    assert.equal("timeout", detail.kind)
  end)

  it("brings no call the answer of the one before", function()
    box:faults { { kind = "twice" } }
    local client, seen = new(), {}
    for _ = 1, 4 do
      local bill = assert(client.billing:DescribeBillSummaryByPayMode(
        OTHER_MONTH)) -- whose answers are told apart
      assert.is_nil(seen[bill.RequestId])
      seen[bill.RequestId] = true
      os.execute "sleep 0.02" -- in the same turn of the loop
    end
  end)

  it("that nobody accepts, and a name that can't be looked up", function()
    local _, message, detail = ask(new { endpoint = "https://127.0.0.1:"
      .. box.env.TCBILLING_SANDBOX_REFUSED })
    assert.equal("network", detail.kind)
    assert.matches("refused", message)
    _, message, detail = ask(new { endpoint = "https://billing.example" })
    assert.equal("network", detail.kind)
    assert.matches("names no resolver", message)
  end)

  it("waits for no name for longer than for a connection", function()
    -- the resolver of /slow answers nothing
    local slow = request.begin(function()
      local _, message, detail = ask(new { connect_timeout = 300,
        endpoint = "https://billing.example" })
      return detail.kind .. " " .. message
    end, "slow")
    local took = seconds_of(function()
      assert.matches("^timeout .*did not answer in time %(300 ms%)",
        slow:answer())
    end)
    assert.is_true(took >= 0.3 and took < 0.9, took)
  end)

  it("carries no request twice", function()
    local client = new { endpoint = box.http,
      retry = { attempts = 3, base = 0.01 } }
    assert(ask(client))
    box:faults { { kind = "close_on_reuse", action = "PayDeals" } }
    local _, _, detail = client:call("billing", "PayDeals",
      { OrderIds = { "o-1" } })
    assert.equal("network", detail.kind)
    assert.equal(1, detail.attempts)
    assert.same({ ["o-1"] = 1 }, (box:writes()))
  end)

  it("brings no answer that is too large", function()
    box:faults { { kind = "huge", megabytes = 70 } }
    local _, message, detail = ask(new())
    assert.equal("decode", detail.kind)
    assert.matches("too large", message)
  end)
end)

describe("a task inside nginx", function()
  it("goes on while others wait", function()
    box:config { latency = 150 }
    local client, tasks = new(), {}
    local took = seconds_of(function()
      for i = 1, 8 do tasks[i] = client:spawn(ask, client) end
      for i = 1, 8 do assert((tasks[i]:wait())) end
    end)
    assert.is_true(took < 0.6, took)
  end)

  it("is cancelled at once, and its connection is closed", function()
    box:faults { { kind = "hang" } }
    local client = new()
    local task = client:spawn(ask, client)
    wait_for(function() return #box:arrivals() > 0 end)
    local took = seconds_of(function()
      task:cancel()
      local _, _, detail = task:wait()
      assert.equal("cancelled", detail.kind)
    end)
    assert.is_true(took < 1, took) -- and not when the server lets go
    box:faults {}
    assert(ask(client))
    local arrivals = box:arrivals()
    assert.are_not.equal(arrivals[1].connection, arrivals[2].connection)
  end)

  it("raises where it is waited for what it raised", function()
    local task = new():spawn(function() error({ 1 }) end)
    local ok, raised = pcall(task.wait, task)
    assert.is_false(ok)
    assert.same({ 1 }, raised)
  end)

  it("leaves nothing behind", function()
    local client = new()
    local function many(n)
      for _ = 1, n do client:spawn(client.sleep, client, 0):wait() end
      collectgarbage()
      collectgarbage()
      return collectgarbage "count"
    end
    local before = many(200)
    assert.is_true(many(5000) - before < 500)
  end)
end)

describe("a request that was given up", function()
  local CUSTOMER = { CustomerUin = 700000000003, Month = "2023-02" }

  it("strands nobody who waits for the same rate", function()
    local client = new { account = "given up" }
    local function bill()
      local answer, message = client.intlpartnersmgt
        :DescribeCustomerBillSummary(CUSTOMER)
      return answer and answer.TotalCost or message
    end
    assert.equal("100", bill()) -- the rate is one a second
    local entry
    for key, each in pairs(client.records.entries) do
      if key:find "given up" then entry = each end
    end
    local given_up = {}
    for i = 1, 3 do given_up[i] = request.begin(bill) end
    wait_for(function() return #entry.queue.interactive == 3 end)
    local patient = request.begin(bill)
    wait_for(function() return #entry.queue.interactive == 4 end)
    for i = 1, 3 do given_up[i]:give_up() end
    local answer
    local took = seconds_of(function() answer = patient:answer() end)
    assert.equal("100", answer)
    assert.is_true(took < 2, took)
    assert.equal(2, #box:arrivals())
    assert.equal(0, #entry.queue.interactive)
  end)

  it("strands nobody though it was told to go on", function()
    local client = new { account = "told" }
    local function bill(deadline)
      local answer, message = client.intlpartnersmgt
        :DescribeCustomerBillSummary(CUSTOMER, { deadline = deadline })
      return answer and answer.TotalCost or message
    end
    assert.equal("100", bill()) -- the rate is one a second
    request.begin(function()
      client:spawn(bill)
      client:spawn(bill, 0.1) -- too late: it leaves, which the first is told
      ngx.exit(ngx.OK)
    end):answer()
    assert.equal("100", bill(10))
  end)

  it("ends a task that was told to go on, and whoever waits for it is told",
    function()
      local client, task = new(), nil
      request.begin(function()
        task = client:spawn(client.sleep, client, 60)
        task:cancel()
        ngx.exit(ngx.OK)
      end):answer()
      local _, message, detail = task:wait()
      assert.equal("cancelled", detail.kind)
      assert.matches("ended with its request", message)
    end)

  it("takes its tasks with it, and whoever waits for one is told", function()
    local client, task = new(), nil
    local given_up = request.begin(function()
      task = client:spawn(client.sleep, client, 60)
      task:wait()
      return ""
    end)
    wait_for(function() return task end)
    given_up:give_up()
    local _, message, detail = task:wait()
    assert.equal("cancelled", detail.kind)
    assert.matches("ended with its request", message)
  end)

  it("can detach what must not end with it", function()
    local runtime, done = require "tcbilling.runtime.nginx", false
    local began = false
    local given_up = request.begin(function()
      assert(runtime.detach(function(what)
        began = true
        runtime.sleep(0.1)
        done = what
      end, "done"))
      runtime.sleep(30)
      return ""
    end)
    wait_for(function() return began end)
    given_up:give_up()
    wait_for(function() return done == "done" end)
  end)
end)

describe("rows inside nginx", function()
  it("are read two pages ahead", function()
    box:config { rows = 6000, latency = 100 }
    local rows = new().billing:rows(ACTION, { Month = "2023-08" })
    assert(select(2, rows()))
    wait_for(function() return #box:arrivals() >= 3 end)
    ngx.sleep(0.3) -- in which a fourth would come
    assert.equal(3, #box:arrivals())
    rows:close()
  end)

  it("end at once with their close, and the request with them", function()
    box:config { rows = 6000 }
    local client = new()
    local answered = request.begin(function()
      local rows = client.billing:rows(ACTION, { Month = "2023-08" })
      assert(select(2, rows()))
      box:faults { { kind = "hang" } }
      for _ = 1, 999 do rows() end
      rows:close()
      return "closed"
    end)
    local took = seconds_of(function()
      assert.equal("closed", answered:answer())
    end)
    assert.is_true(took < 5, took)
  end)

  it("that nobody closes don't keep their request for ever", function()
    box:config { rows = 6000 }
    local client = new()
    local forgotten = request.begin(function()
      local rows = client.billing:rows(ACTION, { Month = "2023-08" })
      return select(2, rows()) and "left"
    end)
    assert.equal("left", forgotten:answer())
  end)

  it("are read in a timer as well", function()
    box:config { rows = 2500 }
    local client, count, problem = new(), 0, nil
    local done = require "ngx.semaphore".new(0)
    assert(ngx.timer.at(0, function()
      for i, row, message in client.billing:rows(ACTION,
        { Month = "2023-08" }) do
        count, problem = i, not row and message or problem
      end
      done:post()
    end))
    assert(done:wait(30))
    assert.equal(2500, count, problem)
  end)
end)
