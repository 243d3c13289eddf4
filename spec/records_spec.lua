local core = require "tcbilling.core"
local limits = require "tcbilling.limits"
local records = require "tcbilling.records"
local run = require "spec.shell"
local testing = require "tcbilling.testing"

local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }

local function write(path, text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

describe("limits that are shared", function()
  local dir, path, box

  before_each(function()
    dir = run "mktemp -d"
    path = dir .. "/limits"
    box = testing.new { testing.response({ Ready = 1 }, { took = 0 }) }
    box.now = core.monotonic() -- which others read too
  end)

  after_each(function()
    run("rm -rf " .. dir)
  end)

  local function client(limiter, options)
    local all = { limiter = limiter, account = "shared",
      limits = { billing = { DescribeBillSummaryByPayMode = 2 } } }
    for name, value in pairs(options or {}) do all[name] = value end
    return testing.client(box, all)
  end

  local function ask(c, options)
    return c.billing:DescribeBillSummaryByPayMode(MONTH, options)
  end

  -- The limits as another process sees them.
  local function held()
    local file = assert(core.limiter_file { path = path })
    local stats = file:limiter("shared billing.tencentcloudapi.com billing "
      .. "DescribeBillSummaryByPayMode", "shared", { rate = 2 })
      :stats(box.now)
    file:close()
    return stats
  end

  it("stand in a file", function()
    local c = client { path = path }
    assert(ask(c))
    assert.equal(1, held().held)
    assert(ask(c))
    assert.equal(2, held().held)
    local bill, _, detail = ask(c, { deadline = 0.5 })
    assert.is_nil(bill)
    assert.equal("cancelled", detail.kind)
    assert.equal(0, held().waiting)
  end)

  it("open nothing before the first call", function()
    local c = client { path = path }
    assert.equal("", run("ls " .. dir))
    assert(ask(c))
    assert.equal("limits", run("ls " .. dir))
  end)

  it("are this user's where they are the host's", function()
    local c = client "host"
    assert(ask(c))
    local place = "/dev/shm/tcbilling-" .. run "id -u"
    assert.equal("700", run("stat -c %a " .. place))
    assert.equal("600", run("stat -c %a " .. place .. "/limits"))
  end)

  it("say what is wrong with the file, and send nothing", function()
    write(path, "something else")
    local bill, message, detail = ask(client { path = path })
    assert.is_nil(bill)
    assert.equal("limiter", detail.kind)
    assert.equal(0, detail.attempts)
    assert.equal(0, #box.requests)
    assert.matches(path, message, 1, true)
    assert.is_nil(message:find "%c")
    run("rm " .. path)
    assert(ask(client { path = path }))
  end)

  it("fall back to the process where that is wanted, and say so", function()
    run("ln -s /etc/passwd " .. path)
    local c = client { path = path, fallback = "process" }
    assert(ask(c))
    assert(ask(c))
    assert.equal(1, #box.logged)
    assert.matches("^warning: limits are kept by this process alone, since ",
      box.logged[1])
    local bill = ask(c, { deadline = 0.5 }) -- limited all the same
    assert.is_nil(bill)
  end)

  it("are made again when their file is deleted", function()
    local c = client { path = path }
    assert(ask(c))
    run("rm " .. path)
    assert(ask(c))
    assert.equal(1, held().held)
  end)

  -- Another process at work on the file. Returns what ends it.
  local function lock()
    local pid = run("flock -F " .. path .. " sleep 60 >/dev/null 2>&1 & "
      .. "echo $!; until ! flock -n " .. path .. " true; do :; done")
    return function()
      run("kill " .. pid .. "; flock " .. path .. " true")
    end
  end

  it("wait for who is at work on the file", function()
    local c = client { path = path }
    assert(ask(c))
    local unlock = lock()
    local before = box.now
    box.runtime.spawn(function()
      box.runtime.sleep(0.5)
      unlock()
    end)
    local bill, message = ask(c)
    assert.is_table(bill, message)
    assert.is_true(box.now - before >= 0.5)
  end)

  it("do not wait for ever for who was stopped at work on the file",
    function()
      local c = client { path = path }
      assert(ask(c))
      local unlock = lock()
      local before = box.now
      local bill, message, detail = ask(c)
      unlock()
      assert.is_nil(bill)
      assert.equal("limiter", detail.kind)
      assert.is_true(box.now - before < 15)
      assert.matches("limits was locked for 10 s: a process", message)
      assert(ask(c))
    end)

  it("back off for all keys that a refusal concerns", function()
    for code, others in pairs {
      ["RequestLimitExceeded"] = { 1, 1 },
      ["RequestLimitExceeded.UinLimitExceeded"] = { 0.75, 1 },
      ["RequestLimitExceeded.GlobalRegionUinLimitExceeded"] = { 0.75, 1 },
      ["RequestLimitExceeded.IPLimitExceeded"] = { 0.75, 0.75 },
    } do
      for _, limiter in ipairs { "process", { path = path } } do
        box.answers = { testing.response { Ready = 1 } }
        local function another(account)
          return client(limiter, { account = account .. code })
        end
        local own, foreign = another "own", another "foreign"
        assert(own:call("billing", "DescribeX"))
        assert(foreign:call("billing", "DescribeX"))
        box.requests, box.answers = {}, { testing.error(code) }
        ask(own, { retry = false })
        for i, c in ipairs { own, foreign } do
          local entry = c.records:entry({ limit_key = c.account
            .. " billing.tencentcloudapi.com billing DescribeX",
            account = c.account, rate = 20 }, box.now)
          local level = entry.limiter:stats(box.now).rate / 20
          assert.is_true(math.abs(level - others[i]) < 0.01,
            code .. " " .. level)
        end
        box.now = box.now + 1000
      end
    end
  end)

  it("are one for all clients of a Lua state", function()
    assert.equal(records.find("process"), records.find("process"))
    local place = { path = path }
    assert.equal(records.find(place), records.find { path = path })
    assert.is_not.equal(records.find(place), records.find "process")
  end)

  it("are refused as options where they can't be meant", function()
    for words, value in pairs {
      ["must begin with a /"] = { path = "limits" },
      ["needs the path"] = { group = "billing" },
      ["has no option"] = { pth = "/x" },
      ['must be "process", got "none"'] = { fallback = "none" },
      ['must be "host"'] = "everybody",
    } do
      local ok, message = pcall(client, value)
      assert.is_false(ok)
      assert.matches(words, message)
    end
  end)
end)

describe("records", function()
  local box, path, warned

  before_each(function()
    box, warned = testing.new {}, {}
    path = os.tmpname()
    os.remove(path) -- a name that nobody has
  end)
  after_each(function() os.remove(path) end)

  local function warn(text) warned[#warned + 1] = text end

  local function find(option) return records.find(option, warn) end

  local function call(key, account)
    return { limit_key = key, account = account or "a", rate = 20, connect = 5,
      waited = 0 }
  end

  local function spoil()
    local file = assert(io.open(path, "wb"))
    file:write(("no records"):rep(1000))
    file:close()
  end

  it("are one for all that name the same file, and else others", function()
    local all = {
      find { path = path }, find { path = path, group = "g" },
      find { path = path, fallback = "process" }, find "process", find "host",
      find { path = path .. "2" },
    }
    for i, one in ipairs(all) do
      for j, other in ipairs(all) do assert.equal(i == j, one == other) end
    end
    assert.equal(all[1], find { path = path })
    assert.equal(all[5], find(nil))
  end)

  it("that can't be had are a failure, or the process's with a warning",
    function()
      spoil()
      local entry, message = find({ path = path }):entry(call "k", box.now)
      assert.is_nil(entry)
      assert.matches(path, message, 1, true)
      local found = find { path = path, fallback = "process" }
      assert.is_table(found:entry(call "k", box.now))
      assert.is_table(found:entry(call "another", box.now))
      assert.equal(0, #warned)
      found:warn()
      found:warn()
      assert.equal(1, #warned)
      assert.matches("^limits are kept by this process alone, since ",
        warned[1])
    end)

  it("that fail while in use are the process's from then on", function()
    local found = find { path = path, fallback = "process" }
    local client = { clock = box.clock, runtime = box.runtime,
      records = found }
    local entry = assert(found:entry(call "k", box.now))
    entry.place = 5 -- in the file's line
    spoil()
    local ticket = assert(limits.acquire(client, call "k",
      function() end))
    assert.equal(ticket.entry, entry)
    assert.is_nil(entry.place)
    assert.equal(1, entry.limiter:stats(box.now).held)
    assert.equal(1, #warned)
    found:back_off(box.now, "a")
    assert.is_true(entry.limiter:stats(box.now).rate < 20)
  end)

  it("that fail while in use are a failure where nothing else is wanted",
    function()
      local found = find { path = path }
      local client = { clock = box.clock, runtime = box.runtime,
        records = found }
      assert(found:entry(call "k", box.now))
      spoil()
      local ticket, failure = limits.acquire(client, call "k", function() end)
      assert.is_nil(ticket)
      assert.equal("limiter", failure.kind)
      assert.is_true(found.entries.k.queue:is_empty())
    end)

  it("remember that a key was refused while nobody uses it", function()
    local found = find "process"
    local entry = found:entry(call "refused", box.now)
    entry.limiter:refused(box.now)
    found:entry(call "one more", box.now)
    assert.equal(entry, found:entry(call "refused", box.now))
    found:entry(call "and one later", box.now + 200)
    assert.is_nil(found.entries.refused)
  end)
end)
