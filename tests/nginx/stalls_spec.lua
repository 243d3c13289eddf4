-- How long we hold a worker at most: a tick each millisecond beside calls and
-- pulls, against the decoding of one page, and the same by means that block.
--
-- What we do between two ticks is counted in the worker's own CPU time: how
-- long other programs of this machine hold it up is not ours.

local core = require "tcbilling.core"
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local ACTION = "DescribeBillResourceSummaryForOrganization"
local PAGES = 8
local RUNS = 5

describe("a worker", function()
  local box

  setup(function() box = sandbox.start { no_limits = true } end)
  before_each(function()
    box:reset()
    box:config { no_limits = true, rows = PAGES * 999 }
    box:faults { { kind = "latency", ms = 300 } }
  end)
  teardown(function() box:stop() end)

  local function new()
    return assert(tcbilling.new(box:options { limiter = "process",
      limits = { billing = { [ACTION] = 128,
        DescribeBillSummaryByPayMode = 128 } } }))
  end

  -- The longest time between two ticks while f() runs: of CPU, and in all.
  local function longest_stretch(f)
    local cpu, wall, is_over = 0, 0, false
    local last_cpu, last_wall = os.clock(), core.monotonic()
    local function tick()
      local now_cpu, now_wall = os.clock(), core.monotonic()
      cpu = math.max(cpu, now_cpu - last_cpu)
      wall = math.max(wall, now_wall - last_wall - 0.001)
      last_cpu, last_wall = now_cpu, now_wall
    end
    local ticker = ngx.thread.spawn(function()
      while not is_over do
        ngx.sleep(0.001)
        tick()
      end
    end)
    f()
    tick()
    is_over = true
    ngx.thread.wait(ticker)
    return cpu, wall
  end

  local function pull(client)
    local last
    for i, row, message in client.billing:rows(ACTION, { Month = "2023-08" }) do
      assert(row, message)
      last = i
    end
    assert.equal(PAGES * 999, last)
  end

  local function ask(client)
    return assert(client.billing:DescribeBillSummaryByPayMode {
      BeginTime = "2023-08", EndTime = "2023-08" })
  end

  local function calls_and_pulls()
    local client, tasks = new(), {}
    for i = 1, 16 do tasks[i] = client:spawn(ask, client) end
    for i = 17, 18 do tasks[i] = client:spawn(pull, client) end
    for _, task in ipairs(tasks) do task:wait() end
  end

  -- What it takes to decode a page while f() runs, with the collector's part
  -- of it, which is now little and now much: the mean.
  local function time_decoding(f)
    local decode, count, sum = core.json.decode, 0, 0
    core.json.decode = function(text, ...)
      local began = os.clock()
      local value, message = decode(text, ...)
      if #text > 500000 then
        count, sum = count + 1, sum + os.clock() - began
      end
      return value, message
    end
    f()
    core.json.decode = decode
    assert.is_true(count >= 2 * PAGES)
    return sum / count
  end

  -- A call and a page by other means, as by a program that doesn't know better.
  local function block()
    local requests = {
      "-H 'X-TC-Action: DescribeBillSummaryByPayMode' -d '{}'",
      ("-H 'X-TC-Action: %s' -d '{}'"):format(ACTION),
    }
    for _, arguments in ipairs(requests) do
      local pipe = io.popen(("curl -s --noproxy '*' %s %s"):format(arguments,
        box.http))
      pipe:read "*a"
      pipe:close()
    end
  end

  local function measure()
    local cpu, wall
    local decode = time_decoding(function()
      cpu, wall = longest_stretch(calls_and_pulls)
    end)
    return { cpu = cpu, wall = wall, decode = decode, ratio = cpu / decode }
  end

  it("decodes one page in a turn of its loop, whatever has arrived", function()
    local client, tasks, turns = new(), {}, {}
    local decode = core.json.decode
    finally(function() core.json.decode = decode end)
    core.json.decode = function(...)
      turns[ngx.now()] = true
      return decode(...)
    end
    for i = 1, 4 do
      tasks[i] = client:spawn(client.billing[ACTION], client.billing,
        { Month = "2023-08", Offset = 0, Limit = 1000 })
    end
    for _ = 1, 500 do
      if #box:arrivals() == 4 then break end
      ngx.sleep(0.01)
    end
    os.execute "sleep 1" -- the whole worker: all of them arrive
    for i = 1, 4 do assert((tasks[i]:wait())) end
    local count = 0
    for _ in pairs(turns) do count = count + 1 end
    assert.equal(4, count)
  end)

  it("is never held for longer than two pages take to decode", function()
    local best = measure()
    for _ = 2, RUNS do
      local run = measure()
      if run.ratio < best.ratio then best = run end
    end
    local _, blocked = longest_stretch(block)
    print(("stalls: %.2f ms at the longest, %.2f x the decoding of a page "
      .. "(%.2f ms of CPU), with other programs %.2f ms; calls that block "
      .. "%.0f ms, %.0f x"):format(best.cpu * 1000, best.ratio,
      best.decode * 1000, best.wall * 1000, blocked * 1000,
      blocked / best.cpu))
    assert.is_true(best.ratio <= 2)
    assert.is_true(blocked >= 20 * best.cpu)
  end)
end)
