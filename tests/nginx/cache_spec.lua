-- Shared answers in a real lua_shared_dict, asked for by real requests.

local core = require "tcbilling.core"
local lease = require "tcbilling.lease"
local request = require "tests.nginx.request"
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"
local wait_for = require "tests.nginx.wait_for"

local CUSTOMER = { CustomerUin = 700000000003, Month = "2023-02" }

describe("shared answers inside nginx", function()
  local box

  setup(function() box = sandbox.start { no_limits = true } end)
  before_each(function()
    box:reset()
    box:config { no_limits = true, latency = 200 }
    ngx.shared.answers:flush_all()
  end)
  teardown(function() box:stop() end)

  local function new(options)
    return assert(tcbilling.new(box:options({ limiter = "process",
      cache = "answers" }, options)))
  end

  local function total(client)
    return function()
      local bill, message, detail = client.intlpartnersmgt
        :DescribeCustomerBillSummary(CUSTOMER)
      return (bill and bill.TotalCost or message) .. (detail.cached and " kept"
        or "")
    end
  end

  it("are asked for once, whoever wants them at the same time", function()
    local client, requests = new(), {}
    for i = 1, 20 do requests[i] = request.begin(total(client)) end
    for i = 1, 20 do assert.matches("^100", requests[i]:answer()) end
    assert.equal("100 kept", request.begin(total(client)):answer())
    assert.equal(1, #box:arrivals())
  end)

  it("come though the request that asked was given up", function()
    local client = new()
    local first = request.begin(total(client))
    wait_for(function() return next(client.cache.flights) ~= nil end)
    local second = request.begin(total(client))
    first:give_up()
    assert.equal("100", second:answer())
    first = request.begin(total(new { language = "zh-CN" }))
    wait_for(function() return #box:arrivals() == 2 end)
    first:give_up()
    local again = total(new { language = "zh-CN" })
    wait_for(function() return again():find "kept" ~= nil end)
    assert.equal(2, #box:arrivals())
  end)

  it("come though the program ended who asked for them", function()
    local has_exited = false
    local client = new { timeout = 500, connect_timeout = 500,
      retry = { longest = 0 }, on_event = function()
        if has_exited then return end
        has_exited = true
        ngx.exit(ngx.OK) -- ends the timer that it runs in
      end }
    local duration = lease.duration
    finally(function() lease.duration = duration end)
    function lease.duration() return 0.2 end
    assert.equal("100", total(client)())
    assert.equal(2, #box:arrivals())
  end)

  it("are asked for by each alone where too many timers run", function()
    local count, begin, begun = ngx.timer.running_count, ngx.timer.at, 0
    finally(function()
      rawset(ngx.timer, "running_count", count)
      rawset(ngx.timer, "at", begin)
    end)
    rawset(ngx.timer, "running_count", function() return 128 end)
    rawset(ngx.timer, "at", function(...)
      begun = begun + 1
      return begin(...)
    end)
    assert.equal("100", total(new())())
    assert.equal(0, begun)
    assert.equal("100 kept", total(new())())
  end)

  it("are other clients' as well, and of each worker", function()
    assert.equal("100", total(new())())
    assert.equal("100 kept", total(new())())
    assert.equal("100", total(new { account = "another" })())
  end)

  it("need a dict that there is", function()
    local ok, message = pcall(new, { cache = "questions" })
    assert.is_false(ok)
    assert.matches("nginx.conf has no lua_shared_dict questions", message, 1,
      true)
  end)

  it("are decoded one a turn of the worker's loop, by who shares them",
    function()
      box:config { latency = 50, rows = 2000 }
      local client, tasks, turns, decoded = new(), {}, {}, 0
      local decode = core.json.decode
      finally(function() core.json.decode = decode end)
      core.json.decode = function(text, ...)
        if #text > 500000 then decoded, turns[ngx.now()] = decoded + 1, true end
        return decode(text, ...)
      end
      local page = { Month = "2023-08", Offset = 0, Limit = 1000 }
      for i = 1, 4 do
        tasks[i] = client:spawn(client.billing
          .DescribeBillResourceSummaryForOrganization, client.billing, page)
      end
      for i = 1, 4 do assert((tasks[i]:wait())) end
      local count = 0
      for _ in pairs(turns) do count = count + 1 end
      assert.equal(5, decoded) -- to be judged, and for each
      assert.equal(5, count)
    end)

  it("that find no room are only not kept", function()
    local logged = {}
    local client = new { cache = "answers",
      log = function(_, message) logged[#logged + 1] = message end }
    box:config { latency = 0, rows = 2000 }
    local filled = 0
    while not next(logged) and filled < 4 do
      filled = filled + 1
      assert(client.billing:DescribeBillResourceSummaryForOrganization {
        Month = "2023-08", Offset = filled, Limit = 1000 })
    end
    assert.matches("lua_shared_dict", logged[1])
  end)
end)
