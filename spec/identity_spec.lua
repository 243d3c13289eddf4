-- Keys from elsewhere, over the real runtime and against the sandbox: a
-- machine's metadata, STS with keys and with a pod's token, a command.
local credentials = require "tcbilling.credentials"
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local box

setup(function() box = sandbox.start {} end)
before_each(function() box:reset() end)
teardown(function() box:stop() end)

local function call(provider, options)
  local given = box:options { limiter = "process", credentials = provider }
  given.secret_id, given.secret_key, given.token = nil, nil, nil
  for name, value in pairs(options or {}) do given[name] = value end
  local client = assert(tcbilling.new(given))
  local response, message, detail = client.billing
    :DescribeBillSummaryByPayMode { BeginTime = "2023-08",
      EndTime = "2023-08" }
  local account = client.account
  client:close()
  return response, message, detail, account
end

describe("keys over the network", function()
  it("are those of the machine's role", function()
    local response, message, _, account = call(credentials.metadata {
      url = box.http })
    assert(response, message)
    assert.equal("role sandbox-reader", account)
  end)

  it("of a role that the machine has not are a failure", function()
    local response, message, detail = call(credentials.metadata {
      url = box.http, role = "other" })
    assert.is_nil(response)
    assert.equal("auth", detail.kind)
    assert.truthy(message:find("the machine's role other can't be had: it "
      .. "answered with status 404", 1, true), message)
  end)

  it("are nobody's within a second where there is no machine", function()
    local core = require "tcbilling.core"
    local began = core.monotonic()
    local response, message, detail = call(credentials.metadata {
      url = "http://127.0.0.1:" .. box.env.TCBILLING_SANDBOX_SILENT })
    assert.is_nil(response)
    assert.equal("auth", detail.kind)
    assert.truthy(message:find("no metadata of a machine", 1, true), message)
    -- less than half a second, and what a busy machine makes of it
    assert.is_true(core.monotonic() - began < 3)
  end)

  it("are a role's that other keys take on", function()
    local own = box:options {}
    local source = assert(credentials.static { secret_id = own.secret_id,
      secret_key = own.secret_key })
    local response, message, _, account = call(credentials.assume_role {
      source = source, role_arn = "qcs::cam::uin/1:roleName/r",
      url = box.url })
    assert(response, message)
    assert.equal("qcs::cam::uin/1:roleName/r", account)
    local wrong = assert(credentials.static { secret_id = own.secret_id,
      secret_key = "wrong" })
    local _, problem, detail = call(credentials.assume_role { source = wrong,
      role_arn = "r", url = box.url })
    assert.equal("auth", detail.kind)
    assert.truthy(problem:find("AuthFailure.SignatureFailure", 1, true),
      problem)
  end)

  it("are a pod's, for its token", function()
    local path = os.tmpname()
    local function write(text)
      local file = assert(io.open(path, "w"))
      file:write(text)
      file:close()
    end
    local variables = { TKE_ROLE_ARN = "arn", TKE_REGION = "r",
      TKE_PROVIDER_ID = "p", TKE_WEB_IDENTITY_TOKEN_FILE = path }
    local provider = assert(require "tcbilling.credentials.pod_identity".new(
      { url = box.url }, function(name) return variables[name] end))
    write "sandbox-pod-token\n"
    local response, message, _, account = call(provider)
    assert(response, message)
    assert.equal("arn", account)
    write "another"
    _, message = call(provider)
    assert.truthy(message:find("The token is wrong", 1, true), message)
    os.remove(path)
  end)

  it("that expire in the middle of a pull are renewed", function()
    local asked = 0
    local source = credentials.metadata { url = box.http }
    local given = box:options { limiter = "process", credentials = {
      get = function(_, context)
        asked = asked + 1
        return source:get(context)
      end } }
    given.secret_id, given.secret_key = nil, nil
    local client = assert(tcbilling.new(given))
    box:config { rows = 3000 }
    box:faults { { kind = "code", code = "AuthFailure.TokenFailure", skip = 1,
      times = 1 } }
    local n = 0
    for i, row, message in client.billing:rows(
      "DescribeBillResourceSummaryForOrganization", { Month = "2023-08" }) do
      assert(row, message)
      n = i
    end
    assert.equal(3000, n)
    assert.equal(2, asked)
    client:close()
  end)

  it("are what a command prints", function()
    local own = box:options {}
    local response, message = call(credentials.process(([[printf ]]
      .. [['{"secret_id":"%s","secret_key":"%s"}']]):format(own.secret_id,
      own.secret_key)))
    if rawget(_G, "ngx") then -- Debian's
      assert.truthy(message:find("this nginx is not OpenResty's", 1, true))
      return
    end
    assert(response, message)
    response, message = call(credentials.process "exit 7")
    assert.is_nil(response)
    assert.truthy(message:find("failed with code 7", 1, true), message)
  end)
end)
