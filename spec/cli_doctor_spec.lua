-- tcbilling doctor, through a process, against the sandbox.
local reach = require "tcbilling.cli.doctor.reach"
local sandbox = require "spec.sandbox"
local sharers = require "tcbilling.cli.doctor.sharers"
local tools = require "spec.tool"
local uv = require "luv"

local HTTP_DATE = "!%a, %d %b %Y %H:%M:%S GMT"

describe("tcbilling doctor", function()
  local box, tool

  setup(function()
    box = sandbox.start { rows = 40 }
    tool = tools.new(box.env)
  end)

  teardown(function()
    tool:remove()
    box:stop()
  end)

  before_each(function() box:reset() end)

  local function has(text, part)
    assert.truthy(text:find(part, 1, true), text)
  end

  -- Its findings by name, without what a line's end makes of them.
  local function doctor(words, options)
    table.insert(words, 1, "doctor")
    local result = tool:run(words, options)
    local found, name = {}, nil
    for line in result.out:gmatch "[^\n]+" do
      local new, text = line:match "^  (%l[%l ]-)  (%l+: .*)$"
      if new then
        name, found[new] = new, text
      else
        found[name] = found[name] .. " " .. line:match "^%s*(.-)%s*$"
      end
    end
    return found, result
  end

  it("finds that all is well, and shows no secret", function()
    local found, result = doctor { "--limiter", tool:path "limits" }
    assert.equal("", result.err)
    assert.equal(0, result.code)
    assert.equal("ok: AKIDsand..., of the environment", found.keys)
    has(found.billing, "ok: " .. box.env.TCBILLING_ENDPOINT .. " answers in ")
    has(found.billing, "TLS, trusted by " .. box.env.TCBILLING_CA_FILE)
    has(found.intlpartnersmgt, "ok: ")
    assert.equal("ok: right, to some 2 s", found.clock)
    assert.equal("ok: DescribeAccountBalance was answered",
      found["billing call"])
    assert.equal("ok: QueryPartnerCredit was answered",
      found["intlpartnersmgt call"])
    assert.equal("ok: DescribeBillResourceSummaryForOrganization 20 a second; "
      .. "DescribeBillSummaryByPayMode 20 a second; "
      .. "DescribeCustomerBillSummary 1 a second", found.rates)
    assert.equal("ok: " .. tool:path "limits" .. ", used by nobody else at "
      .. "this moment", found.limiter)
    assert.is_nil(result.out:find(box.env.TENCENTCLOUD_SECRET_KEY, 1, true))
    assert.is_nil(result.out:find(box.env.TENCENTCLOUD_SECRET_ID, 1, true))
  end)

  it("ends with the code of what failed first, and goes on till then",
    function()
      local found, result = doctor({}, { env = { TENCENTCLOUD_SECRET_ID = "",
        TENCENTCLOUD_SECRET_KEY = "" } })
      assert.equal(3, result.code)
      has(found.keys, "failed: no keys: set TENCENTCLOUD_SECRET_ID and")
      has(found.billing, "ok: ")
      has(found.clock, "ok: ")
      assert.is_nil(found["billing call"])
      found, result = doctor({}, { env = { TENCENTCLOUD_SECRET_KEY = "x" } })
      assert.equal(3, result.code)
      has(found["billing call"], "failed: DescribeAccountBalance: AuthFailure")
      found, result = doctor { "--endpoint", "https://127.0.0.1:"
        .. box.env.TCBILLING_SANDBOX_REFUSED }
      assert.equal(6, result.code)
      assert.equal("", result.err)
      has(found.billing, "the connection was refused")
      has(found["billing call"], "skipped: the host was not reached")
      has(found.clock, "skipped: ")
      found, result = doctor { "--endpoint",
        box.env.TCBILLING_SANDBOX_EXPIRED }
      assert.equal(6, result.code)
      has(found.billing, "failed: ")
      has(found.billing, "the certificate has expired")
      found, result = doctor { "--limiter", tool:path "no/limits" }
      assert.equal(6, result.code)
      has(found.rates, "make its folder")
      assert.is_nil(found.limiter)
    end)

  it("refuses what is wrong with its options", function()
    local _, result = doctor { "--timeout", "0" }
    assert.equal(2, result.code)
    has(result.err, "--timeout must be")
    has(tool:run({ "doctor", "--help" }).out, "Usage: tcbilling doctor")
  end)

  it("tells keys that are right, but may not", function()
    box:faults { { kind = "code", code = "UnauthorizedOperation",
      action = "DescribeAccountBalance" } }
    local found, result = doctor {}
    assert.equal(0, result.code)
    has(found["billing call"], "warning: the keys are right, but "
      .. "DescribeAccountBalance: UnauthorizedOperation")
  end)

  it("warns of a profile that others can read", function()
    os.execute("mkdir -p '" .. tool:path ".tccli" .. "'")
    local path = tool:write(".tccli/shop.credential",
      ('{"secretId":"%s","secretKey":"%s"}'):format(
        box.env.TENCENTCLOUD_SECRET_ID, box.env.TENCENTCLOUD_SECRET_KEY))
    assert(uv.fs_chmod(path, tonumber("644", 8)))
    local found, result = doctor { "--profile", "shop" }
    assert.equal(0, result.code)
    has(found.keys, "warning: AKIDsand..., of profile shop (" .. path)
    has(found.keys, "chmod 600")
    assert(uv.fs_chmod(path, tonumber("600", 8)))
    has(doctor({ "--profile", "shop" }).keys, "ok: ")
  end)

  it("tells how far the clock is off", function()
    for seconds, text in pairs { [-7] = "ok: 7 s ahead of the server's",
      [12] = "ok: 12 s behind the server's",
      [100] = "warning: 100 s behind the server's; set this machine's",
      [400] = "behind the server's: signatures of that time are refused" } do
      local finding = reach.clock(-seconds)
      has(finding.state .. ": " .. finding.text, text)
    end
    local client = { user_agent = "", connect_timeout = 5000,
      clock = { wall = function() return 1e9 + 90.5 end },
      endpoints = { billing = { url = "https://x/", scheme = "https",
        host = "x", proxy = "" } },
      runtime = { send = function()
        return { outcome = "done", status = 200, started = 1, ended = 1,
          received = 1, body = '{"Response":{"RequestId":"r","Error":'
            .. '{"Code":"MissingParameter","Message":"m"}}}',
          date = os.date(HTTP_DATE, 1e9) }
      end } }
    local api = require "tcbilling.catalog".load "billing"
    local finding, ahead = reach.check(client, api)
    assert.equal("ok", finding.state)
    assert.equal(90, ahead)
  end)

  it("knows who else has a file open", function()
    local path = tool:write("shared", "x")
    assert.same({}, sharers(path))
    local child = io.popen("exec 9<'" .. path .. "'; read x", "w")
    local found
    for _ = 1, 200 do
      found = sharers(path)
      if found[1] then break end
      uv.sleep(10)
    end
    assert.equal(1, #found)
    assert.truthy(found[1].name:find "sh$")
    child:close()
    assert.is_nil(sharers(tool:path "absent"))
  end)
end)
