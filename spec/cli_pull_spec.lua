-- tcbilling pull, through a process, against the sandbox.
local amounts = require "tcbilling.report.amounts"
local child = require "spec.child"
local decimal = require "tcbilling.core".decimal
local figures_of = require "tcbilling.report.store".read
local sandbox = require "spec.sandbox"
local tools = require "spec.tool"

local RESOURCES = "DescribeBillResourceSummaryForOrganization"
local CUSTOMERS = "DescribeCustomerBillSummary"
local SUMMARIES = { organization = "DescribeBillSummaryForOrganization",
  account = "DescribeBillSummaryByPayMode" }

describe("tcbilling pull", function()
  local box, tool

  setup(function()
    box = sandbox.start()
  end)

  teardown(function()
    box:stop()
  end)

  before_each(function()
    tool = tools.new(box.env)
    box:reset()
    box:config { rows = 2500, no_limits = true }
  end)

  after_each(function() tool:remove() end)

  local function has(text, part)
    assert.truthy(text:find(part, 1, true), text)
  end

  local function pull(words, options)
    table.insert(words, 1, "pull")
    return tool:run(words, options)
  end

  local function resources(to, ...)
    return pull { "resources", "--month", "2023-08", "--to", to, ... }
  end

  -- Requests that reached the API, of an action.
  local function asked(action)
    local n = 0
    for _, arrival in ipairs(box:arrivals()) do
      if arrival.action == action then n = n + 1 end
    end
    return n
  end

  local function shell(command, ...)
    local pipe = io.popen(command:format(...) .. " 2>&1")
    local text = pipe:read "*a"
    pipe:close()
    return text
  end

  local function exists(name)
    local file = io.open(tool:path(name))
    if file then file:close() end
    return file ~= nil
  end

  local SEVEN = "700000000001\n700000000002\n700000000003\n700000000004\n"
    .. "700000000005\n700000000006\n700000000007\n"

  it("writes a whole bill, its exact sum, and what it did", function()
    local result = resources(tool:path "a.csv")
    assert.equal(0, result.code)
    local total = box:total "2023-08"
    has(result.out, ("2500  %s  final"):format(total.RealTotalCost))
    has(result.err, "1 of 1 bills pulled")
    local rows = select(2, tool:read("a.csv"):gsub("\r\n", ""))
    assert.equal(2501, rows)
    result = resources(tool:path "b.csv", "--quiet")
    assert.equal("", result.err)
    assert.equal(tool:read "a.csv", tool:read "b.csv")
  end)

  it("asks for a settled month once, and again with --refresh", function()
    local to = "sqlite:" .. tool:path "a.db"
    assert.equal(0, resources(to).code)
    box:forget_arrivals()
    local result = resources(to)
    assert.equal(0, result.code)
    has(result.err, "0 of 1 bills pulled, 1 settled and kept")
    has(result.out, "2500  " .. box:total "2023-08".RealTotalCost)
    assert.equal(0, asked(RESOURCES))
    assert.equal(0, resources(to, "--refresh").code)
    assert.is_true(asked(RESOURCES) >= 3)
  end)

  it("refuses what can't be before anything is sent or made", function()
    local to = tool:path "a.csv"
    tool:write("uins", "700000000001\nabc\n")
    tool:write("none", "# nobody\n")
    for message, words in pairs {
      ["say which month: --month 2023-08"] = { "resources", "--to", to },
      ["2023-13\" is a month that does not exist"] = { "resources", "--month",
        "2023-13", "--to", to },
      ["2023-01 is before 2023-12"] = { "resources", "--months",
        "2023-12..2023-01", "--to", to },
      ["2099-01 has not begun: the latest month is 20"] = { "resources",
        "--month", "2099-01", "--to", to },
      ["say which customers: --uins FILE"] = { "customers", "--month",
        "2023-08", "--to", to },
      ["line 2: abc is no customer's UIN"] = { "customers", "--uins",
        tool:path "uins", "--month", "2023-08", "--to", to },
      ["has no UIN in it"] = { "customers", "--uins", tool:path "none",
        "--month", "2023-08", "--to", to },
      ["can't read "] = { "customers", "--uins", tool:path "absent",
        "--month", "2023-08", "--to", to },
      ["--uins is of customers"] = { "resources", "--uins", tool:path "none",
        "--month", "2023-08", "--to", to },
      ["--rate is a whole number from 1 to 128"] = { "resources", "--rate",
        "0", "--month", "2023-08", "--to", to },
      ["no format \"fokus\" is known"] = { "resources", "--format", "fokus",
        "--month", "2023-08", "--to", to },
      ["\"a.txt\" is no target: FILE.csv"] = { "resources", "--month",
        "2023-08", "--to", "a.txt" },
      ["make it first"] = { "resources", "--month", "2023-08", "--to",
        tool:path "absent/a.csv" },
      ["it can't be opened: see that its folder"] = { "resources", "--month",
        "2023-08", "--to", "sqlite:" .. tool:path "absent/a.db" },
    } do
      local result = pull(words)
      assert.equal(2, result.code, message)
      assert.equal("", result.out)
      has(result.err, message)
    end
    assert.is_false(exists "a.csv" or exists "a.csv.partial"
      or exists "a.csv.journal")
    assert.same({}, box:arrivals())
  end)

  it("leaves alone what is not its own, or newer", function()
    local function refuses(name, text, to, message)
      local path = text and tool:write(name, text) or tool:path(name)
      local before = tool:read(name)
      local result = resources((to or "") .. path)
      assert.equal(2, result.code)
      has(result.err, message)
      assert.equal(before, tool:read(name))
    end
    refuses("a.csv", "mine\n", nil, "is not of a pull: name another file")
    refuses("a.db", "mine\n", "sqlite:", "no SQLite database")
    shell("sqlite3 '%s' 'create table mine(x)'", tool:path "b.db")
    refuses("b.db", nil, "sqlite:", "it holds other tables")
    assert.equal(0, resources("sqlite:" .. tool:path "c.db").code)
    shell("sqlite3 '%s' 'update tcbilling_schema set version = 99'",
      tool:path "c.db")
    refuses("c.db", nil, "sqlite:", "newer tcbilling")
  end)

  it("ends with 8 where its target fails, and goes on later", function()
    local path = tool:path "a.db"
    assert.equal(0, pull({ "resources", "--month", "2023-07", "--to",
      "sqlite:" .. path }).code)
    local flag = tool:write("locked", "")
    -- another program holds it for as long as the flag is there
    local result = tool:run({ "pull", "resources", "--month", "2023-08",
      "--to", "sqlite:" .. path }, { before = ("(echo 'begin exclusive;'; "
        .. "while [ -e '%s' ]; do sleep 0.05; done) "
        .. "| sqlite3 '%s' >/dev/null & while sqlite3 '%s' "
        .. "'begin immediate' 2>/dev/null; do :; done; ")
        :format(flag, path, path) })
    os.remove(flag)
    assert.equal(8, result.code)
    has(result.err, "locked")
    assert.equal("2500\n", shell("sqlite3 -cmd '.timeout 9000' '%s' "
      .. "'select count(*) from resources'", path))
    assert.equal(0, resources("sqlite:" .. path).code)
    assert.equal("5000\n", shell("sqlite3 '%s' "
      .. "'select count(*) from resources'", path))
  end)

  it("ends with 7 where some is had, and asks only for the rest then",
    function()
      tool:write("uins", SEVEN)
      local words = { "customers", "--uins", tool:path "uins", "--month",
        "2023-08", "--rate", "50", "--to", tool:path "a.csv" }
      box:faults { { kind = "code", code = "FailedOperation",
        action = CUSTOMERS, skip = 2, times = 2 } }
      local result = pull { (table.unpack or unpack)(words) }
      assert.equal(7, result.code)
      has(result.err, "failed: default 2023-08, customer 70000000000")
      has(result.err, "2 failed; the same command asks for the rest")
      local _, rows = tool:read "a.csv":gsub("\r\n", "")
      assert.equal(6, rows)
      box:faults {}
      box:forget_arrivals()
      result = pull { (table.unpack or unpack)(words) }
      assert.equal(0, result.code)
      assert.equal(2, asked(CUSTOMERS))
      _, rows = tool:read "a.csv":gsub("\r\n", "")
      assert.equal(8, rows)
      for row in tool:read "a.csv":gmatch "[^\r\n]+" do
        local uin, cost = row:match "^default,2023%-08,(%d+),([^,]*)"
        if uin then
          assert.equal(box:customer(tonumber(uin), "2023-08"), cost)
        end
      end
    end)

  it("ends with the code of the failure where nothing is had", function()
    for code, fault in pairs { [3] = "UnauthorizedOperation",
      [1] = "FailedOperation" } do
      box:faults { { kind = "code", code = fault } }
      local result = resources(tool:path "a.csv")
      assert.equal(code, result.code)
      has(result.err, "failed: default 2023-08: " .. RESOURCES)
      has(result.err, "1 failed; the same command asks for the rest")
    end
    box:faults { { kind = "not_ready" } }
    assert.equal(5, resources(tool:path "a.csv").code)
    box:faults {}
    local result = tool:run({ "pull", "resources", "--month", "2023-08",
      "--to", tool:path "a.csv" }, { env = { TENCENTCLOUD_SECRET_KEY = "x" } })
    assert.equal(3, result.code)
    assert.equal(0, resources(tool:path "a.csv").code)
  end)

  it("ends at --deadline, and goes on from there", function()
    box:config { no_limits = false }
    tool:write("uins", SEVEN)
    local words = { "pull", "customers", "--uins", tool:path "uins", "--month",
      "2023-08", "--to", tool:path "a.ndjson", "--limiter", "process",
      "--deadline", "1.6" }
    local result = tool:run(words)
    assert.equal(7, result.code)
    has(result.err, "the deadline has passed: 2 of 7 customers' months pulled,"
      .. " 5 left; the same command goes on from there")
    words[#words] = "0.01"
    assert.equal(7, tool:run(words).code)
    words[#words] = "60"
    words[#words + 1], words[#words + 2] = "--rate", "50"
    box:config { no_limits = true }
    box:forget_arrivals()
    assert.equal(0, tool:run(words).code)
    assert.equal(5, asked(CUSTOMERS))
  end)

  -- The tool in a terminal; on_output as of spec/child.lua.
  local function in_terminal(words, on_output)
    local env = { HOME = tool.dir }
    for name, value in pairs(tool.env) do env[name] = value end
    return child.run { terminal = { columns = 100 }, environment = env,
      code = ("os.exit(require 'tcbilling.cli'.main(arg))"),
      arguments = words, on_output = on_output }
  end

  it("shows a bar, and leaves a run that resumes at Ctrl-C", function()
    box:config { latency = 100 }
    tool:write("uins", SEVEN)
    local words = { "pull", "customers", "--uins", tool:path "uins",
      "--months", "2023-07..2023-08", "--rate", "8", "--to",
      "sqlite:" .. tool:path "a.db" }
    local pressed = false
    local result = in_terminal(words, function(text, it)
      local done = tonumber(text:match ".*%f[%d](%d+)/14")
      if not pressed and done and done >= 3 and done < 14 then
        pressed = true
        it:write "\3"
      end
    end)
    assert.equal(130, result.code)
    has(result.out, "\r\27[K")
    has(result.out, "customers 2023-07  \226\150")
    local pulled = tonumber(result.out:match
      "interrupted: (%d+) of 14 customers' months pulled")
    assert.is_true(pulled >= 3 and pulled < 14, result.out)
    has(result.out, ("%d left; the same command goes on from there"):format(
      14 - pulled))
    box:forget_arrivals()
    result = in_terminal(words)
    assert.equal(0, result.code)
    has(result.out, ("%d of 14 customers' months pulled, %d settled and kept")
      :format(14 - pulled, pulled))
    -- those that were under way when the key was pressed were asked for twice
    assert.equal(14 - pulled, asked(CUSTOMERS))
    assert.equal("14\n", shell("sqlite3 '%s' "
      .. "'select count(distinct customer_uin || month) from customers'",
      tool:path "a.db"))
  end)

  it("reads several profiles' bills at once, or none", function()
    os.execute("mkdir -p '" .. tool:path ".tencentcloud" .. "'")
    tool:write(".tencentcloud/credentials", ("[one]\nsecret_id = %s\n"
      .. "secret_key = %s\n[two]\nsecret_id = %s\nsecret_key = %s\n"
      .. "token = %s\n"):format(
        box.env.TENCENTCLOUD_SECRET_ID, box.env.TENCENTCLOUD_SECRET_KEY,
        box.env.TCBILLING_SANDBOX_STS_ID, box.env.TCBILLING_SANDBOX_STS_KEY,
        box.env.TCBILLING_SANDBOX_STS_TOKEN))
    shell("chmod 600 '%s'", tool:path ".tencentcloud/credentials")
    local result = resources(tool:path "a.csv", "--profile", "one,three")
    assert.equal(3, result.code)
    has(result.err, "no profile three: looked in ")
    assert.is_false(exists "a.csv.partial")
    result = resources(tool:path "a.csv", "--profile", "one,two")
    assert.equal(0, result.code)
    has(result.err, "2 of 2 bills pulled")
    for _, name in ipairs { "one", "two" } do
      local _, rows = tool:read "a.csv":gsub("\n" .. name .. ",2023%-08,", "")
      assert.equal(2500, rows)
    end
    result = resources(tool:path "a.csv", "--profile", "one,two", "--account",
      "x")
    assert.equal(2, result.code)
    has(result.err, "--account is one name")
  end)

  it("says which columns of FOCUS can't be had", function()
    local result = resources(tool:path "a.csv", "--format", "focus")
    assert.equal(0, result.code)
    local header = tool:read "a.csv":match "^[^\r]+"
    for _, name in ipairs { "BilledCost", "ChargeCategory",
      "BillingPeriodStart", "x_Month" } do
      has("," .. header .. ",", "," .. name .. ",")
    end
    has(result.err, "left out: ")
    assert.is_nil(header:find("EffectiveCost", 1, true))
  end)

  it("stores what report makes a page of", function()
    local from = "sqlite:" .. tool:path "a.db"
    local function report(to, store)
      return tool:run { "report", "--from", store or from, "--to", to }
    end
    local result = report(tool:path "a.html")
    assert.equal(2, result.code)
    has(result.err, "there is no such file: pull into it first")
    assert.equal(0, resources(from).code)
    result = report(tool:path "a.html")
    assert.same({ code = 0, out = "", err = "tcbilling: " .. tool:path "a.html"
      .. ": written\n" }, result)
    has(tool:read "a.html", "<!DOCTYPE html>")
    assert.equal("600\n", shell("stat -c %%a '%s'", tool:path "a.html"))
    assert.equal(0, report(tool:path "a.html").code)
    result = report(tool:path "a.db")
    assert.equal(2, result.code)
    has(result.err, "--to names a file that ends in .html")
    result = report(tool:path "absent/a.html")
    assert.equal(8, result.code)
    has(result.err, "can't be written")
    assert.is_false(exists "a.html.new")
  end)

  it("stores the API's own summary, which tells what does not add up",
    function()
      local rows_of = { organization = RESOURCES,
        account = "DescribeBillResourceSummary" }
      for scope, summary in pairs(SUMMARIES) do
        local to = "sqlite:" .. tool:path(scope .. ".db")
        box:forget_arrivals()
        box:faults { { kind = "shift", rows = 2, action = rows_of[scope] } }
        assert.equal(0, resources(to, "--scope", scope).code)
        assert.equal(1, asked(summary))
        local figures = assert(figures_of(to))
        local d = figures.differences[1]
        assert.equal(decimal(box:total "2023-08".RealTotalCost), d.left)
        assert.equal("2023-08 default", d.month .. " " .. d.account)
        assert.is_nil(d.group)
        assert.is_true(d.difference ~= decimal "0")
        assert.equal(scope == "account", figures.differences[2] ~= nil)
        box:faults {}
        assert.equal(0, resources(to, "--scope", scope, "--refresh").code)
        figures = assert(figures_of(to))
        assert.same({}, figures.differences)
        assert.is_true(figures.bills[1].compared)
      end
    end)

  it("is whole without a summary, and asks for none for a file", function()
    box:faults { { kind = "code", code = "UnauthorizedOperation",
      action = SUMMARIES.organization } }
    local to = "sqlite:" .. tool:path "a.db"
    local result = resources(to)
    assert.equal(0, result.code)
    has(result.err, "2023-08: its rows could not be compared with the API's "
      .. "own summary (" .. SUMMARIES.organization .. ": UnauthorizedOperation")
    has(result.err, "1 of 1 bills pulled")
    has(result.out, "2500  " .. box:total "2023-08".RealTotalCost)
    local figures = assert(figures_of(to))
    assert.is_false(figures.bills[1].compared)
    box:forget_arrivals()
    result = resources(tool:path "a.csv")
    assert.equal(0, result.code)
    assert.is_nil(result.err:find("compared", 1, true))
    assert.equal(0, resources("sqlite:" .. tool:path "b.db", "--format",
      "focus").code)
    assert.equal(0, asked(SUMMARIES.organization))
  end)

  it("is not needed for a page of one month", function()
    local to = tool:path "a.html"
    local function report(...)
      return tool:run { "report", "--to", to, ... }
    end
    for message, words in pairs {
      ["say where costs come from"] = {},
      ["say where costs come from: "] = { "--live", "--from", "sqlite:a" },
      ["--scope is of --live"] = { "--from", "sqlite:a",
        "--scope", "account" },
      ["say which month"] = { "--live" },
      ["does not exist"] = { "--live", "--month", "2023-13" },
    } do
      local result = report((table.unpack or unpack)(words))
      assert.equal(2, result.code)
      has(result.err, message)
    end
    box:faults { { kind = "code", code = "UnauthorizedOperation" } }
    assert.equal(3, report("--live", "--month", "2023-08").code)
    box:faults { { kind = "not_ready" } }
    local result = report("--live", "--month", "2023-08")
    assert.equal(5, result.code)
    has(result.err, "--wait-ready S")
    assert.is_false(exists "a.html")
    box:faults {}
    for _, scope in ipairs { "organization", "account" } do
      assert.equal(0, report("--live", "--month", "2023-08", "--scope",
        scope).code)
      has(tool:read "a.html", "Resources of 2023-08")
      if scope == "organization" then
        has(tool:read "a.html", amounts.text(decimal(
          box:total "2023-08".RealTotalCost)))
      end
    end
  end)

  it("loses nothing when the disk is full", function()
    if shell("mkdir '%s' && mount -t tmpfs -o size=300k tmpfs '%s'",
      tool:path "small", tool:path "small") ~= "" then
      pending "a small disk can be mounted by root only"
    end
    finally(function() shell("umount '%s'", tool:path "small") end)
    for _, to in ipairs { tool:path "small/a.csv",
      "sqlite:" .. tool:path "small/a.db" } do
      local result = resources(to)
      assert.equal(8, result.code)
      has(result.err, "ro")
    end
    shell("mount -o remount,size=20m '%s'", tool:path "small")
    for name, to in pairs { ["small/a.csv"] = tool:path "small/a.csv",
      ["small/a.db"] = "sqlite:" .. tool:path "small/a.db" } do
      local result = resources(to)
      assert.equal(0, result.code)
      has(result.out, "2500  " .. box:total "2023-08".RealTotalCost)
      assert.truthy(exists(name))
    end
  end)
end)
