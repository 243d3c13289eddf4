-- Where keys come from: a machine's metadata, STS, a pod, a command, a profile,
-- and one after another.
local core = require "tcbilling.core"
local credentials = require "tcbilling.credentials"
local run = require "spec.shell"
local testing = require "tcbilling.testing"

local json = core.json

local directory

local function write(name, text, mode)
  local path = directory .. "/" .. name
  run(("mkdir -p $(dirname '%s')"):format(path))
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  run(("chmod %s '%s'"):format(mode or "600", path))
  return path
end

setup(function() directory = run "mktemp -d" end)
teardown(function() run("rm -rf " .. directory) end)

-- A provider's context, whose questions a box answers.
local function context_of(answers)
  local box = testing.new(answers or {})
  local own = { runtime = box.runtime, verify = true, box = box, warned = {},
    now = function() return box.clock.wall() end }
  function own.warn(text) own.warned[#own.warned + 1] = text end
  box.runtime.run = require "tcbilling.command"
  return own
end

local function page(body, status)
  return testing.response(body, { status = status or 200 })
end

local KEYS = '{"TmpSecretId":"AKIDtmp","TmpSecretKey":"k","Token":"t",'
  .. '"ExpiredTime":1700007200,"Code":"Success"}'

describe("the metadata of a machine", function()
  it("name its role, and have its keys", function()
    local context = context_of { page "reader\n", page(KEYS) }
    local ok, keys = credentials.metadata():get(context)
    assert.is_true(ok)
    assert.same({ secret_id = "AKIDtmp", secret_key = "k", token = "t",
      expires = 1700007200, account = "role reader" }, keys)
    local first, second = context.box.requests[1], context.box.requests[2]
    assert.equal("http://metadata.tencentyun.com", first.url)
    assert.equal("/latest/meta-data/cam/security-credentials/", first.path)
    assert.equal(first.path .. "reader", second.path)
    assert.same({ "GET", "", 450, 450 }, { first.method, first.proxy,
      first.timeout, first.connect_timeout })
  end)

  it("of a role that is known are asked for it", function()
    local context = context_of { page(KEYS) }
    assert(credentials.metadata { role = "writer", url = "http://127.0.0.1:1" }
      :get(context))
    assert.equal("http://127.0.0.1:1", context.box.requests[1].url)
    assert.matches("/writer$", context.box.requests[1].path)
  end)

  it("are absent elsewhere, and told of where they are wrong", function()
    for message, case in pairs {
      ["no metadata of a machine: so it broke (connect)"] = {
        absent = true, testing.broken "connect" },
      ["no metadata of a machine: it has no role"] = { absent = true,
        page("", 404) },
      ["the machine's metadata names no role"] = { page "<html>" },
      ["the keys of the machine's role r can't be had: it answered with "
        .. "status 500"] = { page "r", page("", 500) },
      ["the machine's metadata has no keys of its role r (no JSON)"] = {
        page "r", page "x" },
      ["the machine's metadata has no keys of its role r (Fai?led)"] = {
        page "r", page '{"Code":"Fai\\u001bled"}' },
    } do
      local ok, found, is_absent = credentials.metadata():get(context_of(case))
      assert.is_nil(ok)
      assert.equal(message, found)
      assert.equal(case.absent, is_absent)
    end
  end)
end)

local STS = json.encode { Response = { RequestId = "r",
  ExpiredTime = 1700007200, Credentials = { TmpSecretId = "AKIDtmp",
  TmpSecretKey = "k", Token = "t" } } }

local function header(request, name)
  for _, line in ipairs(request.headers) do
    local value = line:match("^" .. name .. ": (.*)$")
    if value then return value end
  end
end

describe("a role that others' keys take on", function()
  local source

  before_each(function()
    source = credentials.static { secret_id = "AKIDown", secret_key = "own",
      token = "own token" }
  end)

  it("is asked for at STS, signed with them", function()
    local context = context_of { page(STS) }
    local ok, keys = credentials.assume_role { source = source,
      role_arn = "qcs::cam::uin/1:roleName/reader", duration = 900,
      session_name = "night" }:get(context)
    assert.is_true(ok)
    assert.same({ secret_id = "AKIDtmp", secret_key = "k", token = "t",
      expires = 1700007200, account = "qcs::cam::uin/1:roleName/reader" }, keys)
    local request = context.box.requests[1]
    assert.equal("https://sts.intl.tencentcloudapi.com", request.url)
    assert.same({ RoleArn = "qcs::cam::uin/1:roleName/reader",
      RoleSessionName = "night", DurationSeconds = 900 },
      json.decode(request.body))
    assert.equal("AssumeRole", header(request, "X%-TC%-Action"))
    assert.equal("2018-08-13", header(request, "X%-TC%-Version"))
    assert.equal("own token", header(request, "X%-TC%-Token"))
    -- the signature is the signer's own
    local signer = core.signer { secret_id = "AKIDown", secret_key = "own",
      token = "own token" }
    local headers = signer:headers { service = "sts",
      host = "sts.intl.tencentcloudapi.com", timestamp = 1700000000,
      content_type = "application/json", body = request.body,
      headers = { ["X-TC-Action"] = "AssumeRole" } }
    assert.equal(headers.Authorization, header(request, "Authorization"))
    assert.is_true(request.insecure == false)
  end)

  it("that STS refuses is a sentence", function()
    for message, answer in pairs {
      ["AssumeRole of STS failed: you may not (AuthFailure.Unauthorized)"] =
        page(json.encode { Response = { Error = { Message = "you may not",
          Code = "AuthFailure.Unauthorized" } } }),
      ["AssumeRole of STS failed: its answer is no JSON"] = page "<html>",
      ["AssumeRole of STS failed: its answer has no credentials"] =
        page '{"Response":{}}',
      ["AssumeRole of STS failed: so it broke (tls)"] = testing.broken "tls",
      ["AssumeRole of STS failed: it answered with status 502"] =
        page("", 502),
    } do
      local ok, found = credentials.assume_role { source = source,
        role_arn = "r" }:get(context_of { answer })
      assert.is_nil(ok)
      assert.equal(message, found)
    end
    local ok, found = credentials.assume_role { role_arn = "r",
      source = { get = function() return nil, "no source" end } }
      :get(context_of {})
    assert.same({ nil, "no source" }, { ok, found })
  end)
end)

describe("the identity of a pod", function()
  local function new(changes)
    local variables = { TKE_ROLE_ARN = "arn", TKE_REGION = "eu-frankfurt",
      TKE_PROVIDER_ID = "p", TKE_WEB_IDENTITY_TOKEN_FILE = write("token",
      "pod.token\n") }
    for name, value in pairs(changes or {}) do variables[name] = value end
    return require "tcbilling.credentials.pod_identity".new(nil,
      function(name) return variables[name] end)
  end

  it("is its token, which STS takes unsigned", function()
    local context = context_of { page(STS) }
    local ok, keys = new():get(context)
    assert.is_true(ok)
    assert.equal("arn", keys.account)
    local request = context.box.requests[1]
    assert.equal("SKIP", header(request, "Authorization"))
    assert.equal("AssumeRoleWithWebIdentity", header(request,
      "X%-TC%-Action"))
    assert.equal("eu-frankfurt", header(request, "X%-TC%-Region"))
    assert.equal("1700000000", header(request, "X%-TC%-Timestamp"))
    assert.same({ ProviderId = "p", WebIdentityToken = "pod.token",
      RoleArn = "arn", RoleSessionName = "tcbilling",
      DurationSeconds = 7200 }, json.decode(request.body))
  end)

  it("is absent where nothing of it is set, and wrong in part", function()
    local none = function() return nil end
    local found, _, is_absent = require "tcbilling.credentials.pod_identity"
      .new(nil, none)
    assert.same({ nil, true }, { found, is_absent })
    local message
    found, message, is_absent = new { TKE_PROVIDER_ID = "" }
    assert.same({ nil, "no identity of a pod: TKE_PROVIDER_ID is not set",
      false }, { found, message, is_absent })
    local ok
    ok, message = new { TKE_WEB_IDENTITY_TOKEN_FILE = directory .. "/none" }
      :get(context_of {})
    assert.is_nil(ok)
    assert.matches("^the pod's token can't be read: .*No such file", message)
  end)
end)

describe("keys that a command prints", function()
  it("are its JSON", function()
    local ok, keys = credentials.process([[echo '{"secret_id":"i",]]
      .. [["secret_key":"k","token":"t","expires":1}']]):get(context_of())
    assert.is_true(ok)
    assert.same({ secret_id = "i", secret_key = "k", token = "t",
      expires = 1 }, keys)
  end)

  it("are not shown where it is none, nor is it a shell's fault", function()
    for command, message in pairs {
      ["echo SECRET"] = "the credential_process (echo SECRET) printed no JSON "
        .. "object",
      ["exit 3"] = "the credential_process (exit 3) failed "
        .. "with code 3" } do
      local ok, found = credentials.process(command):get(context_of())
      assert.is_nil(ok)
      assert.equal(message, found)
    end
  end)
end)

local function environment(variables)
  return function(name) return variables[name] end
end

describe("a profile", function()
  local profile = require "tcbilling.credentials.profile"

  it("has keys, or a command that prints them", function()
    write(".tencentcloud/credentials", "[default]\nsecret_id = i\n"
      .. "secret_key = k\n[vault]\ncredential_process = echo '{\"secret_id\":"
      .. "\"v\", \"secret_key\":\"k\"}'\n")
    local getenv = environment { HOME = directory }
    local ok, keys = profile.new(nil, getenv):get(context_of())
    assert.is_true(ok)
    assert.equal("i", keys.secret_id)
    ok, keys = profile.new("vault", getenv):get(context_of())
    assert.is_true(ok)
    assert.equal("v", keys.secret_id)
    getenv = environment { HOME = directory, TCCLI_PROFILE = "vault" }
    ok, keys = profile.new(nil, getenv):get(context_of())
    assert.same({ true, "v" }, { ok, keys.secret_id })
  end)

  it("that others can read is warned of", function()
    write(".tencentcloud/credentials", "[default]\nsecret_id = i\n"
      .. "secret_key = k\n", "644")
    local context = context_of()
    assert(profile.new(nil, environment { HOME = directory }):get(context))
    assert.matches("credentials can be read by others: chmod 600 it$",
      context.warned[1])
    write(".tencentcloud/credentials", "[default]\nsecret_id = i\n"
      .. "secret_key = k\n", "600")
    context = context_of()
    assert(profile.new(nil, environment { HOME = directory }):get(context))
    assert.same({}, context.warned)
  end)

  -- What a file may hold by accident, or by somebody's hand.
  it("of any bytes is keys or a sentence, and none of them is shown",
    function()
      local random = require "spec.random".new "credentials"
      local pieces = { "[default]", "\n", "\r\n", "secret_id", "secret_key",
        " = ", "=", "token", "credential_process", "{", "}", '"secretId"',
        '"secretKey"', ":", ",", "S3CR3T", "[", "]", "\0", "\255", "\27[2J",
        ("x"):rep(300), "#", "\239\187\191" }
      local good = "[default]\nsecret_id = i\nsecret_key = S3CR3T\n"
      local keys_found, places = 0, {}
      for i, name in ipairs { ".tccli/default.credential",
        ".tencentcloud/credentials" } do
        places[i] = write(name, "")
        os.remove(places[i])
      end
      for n = 1, 400 do
        local list = { n % 4 == 0 and good or "" }
        for i = 1, random:between(1, 14) do
          list[i + 1] = pieces[random:between(1, #pieces)]
        end
        for _, path in ipairs(places) do
          local file = assert(io.open(path, "wb"))
          file:write(table.concat(list))
          file:close()
          local keys, message = profile.find("default", environment {
            HOME = directory })
          os.remove(path)
          if keys then keys_found = keys_found + 1 end
          assert.is_string(message)
          assert.is_nil(message:find("S3CR3T", 1, true), message)
          assert.is_nil(message:find("%c"), message)
        end
      end
      assert.is_true(keys_found > 0)
    end)

  it("that is not there is absent", function()
    local ok, message, is_absent = profile.new("none", environment {
      HOME = directory }):get(context_of())
    assert.is_nil(ok)
    assert.matches("^no profile none: looked in ", message)
    assert.is_true(is_absent)
  end)
end)

describe("a chain", function()
  local chain = require "tcbilling.credentials.chain"

  before_each(function() run("rm -rf " .. directory .. "/.tencentcloud") end)

  it("takes the environment's keys, whatever else there is", function()
    write(".tencentcloud/credentials", "[default]\nsecret_id=p\nsecret_key=k\n")
    local found = chain.new(nil, environment { HOME = directory,
      TENCENTCLOUD_SECRET_ID = "e", TENCENTCLOUD_SECRET_KEY = "k",
      TKE_ROLE_ARN = "arn" })
    local ok, keys = found:get(context_of())
    assert.same({ true, "e" }, { ok, keys.secret_id })
  end)

  it("takes a profile's, then a pod's, then the machine's", function()
    local variables = { HOME = directory }
    local context = context_of { page "reader", page(KEYS) }
    local ok, keys = chain.new(nil, environment(variables)):get(context)
    assert.same({ true, "role reader" }, { ok, keys.account })
    variables.TKE_ROLE_ARN, variables.TKE_REGION = "arn", "r"
    variables.TKE_PROVIDER_ID = "p"
    variables.TKE_WEB_IDENTITY_TOKEN_FILE = write("token", "x")
    context = context_of { page(STS) }
    ok, keys = chain.new(nil, environment(variables)):get(context)
    assert.same({ true, "arn" }, { ok, keys.account })
    write(".tencentcloud/credentials", "[default]\nsecret_id=p\nsecret_key=k\n")
    context = context_of()
    ok, keys = chain.new(nil, environment(variables)):get(context)
    assert.same({ true, "p" }, { ok, keys.secret_id })
    assert.equal(0, #context.box.requests)
  end)

  it("goes on with whom it found, and ends with who fails", function()
    local found = chain.new(nil, environment { HOME = directory })
    local context = context_of { page "reader", page(KEYS), page "reader",
      page("", 500) }
    assert.is_true((found:get(context)))
    write(".tencentcloud/credentials", "[default]\nsecret_id=p\nsecret_key=k\n")
    local ok, message = found:get(context)
    assert.is_nil(ok)
    assert.matches("role reader can't be had", message)
    write(".tencentcloud/credentials", "[default]\nsecret_id=p\n")
    ok, message = chain.new(nil, environment { HOME = directory }):get(
      context_of { page "reader", page(KEYS) })
    assert.is_nil(ok)
    assert.matches("has no secret_key for it$", message)
  end)

  it("says where it looked when there are none", function()
    local context = context_of { testing.broken "resolve" }
    local ok, message, is_absent = chain.new(nil, environment {
      HOME = directory }):get(context)
    assert.is_nil(ok)
    assert.is_true(is_absent)
    for _, part in ipairs { "set TENCENTCLOUD_SECRET_ID and "
      .. "TENCENTCLOUD_SECRET_KEY", "no profile default: looked in ",
      "no metadata of a machine: " } do
      assert.truthy(message:find(part, 1, true), message)
    end
  end)

  it("does not ask the machine where that is switched off", function()
    for _, off in ipairs { { nil, { TCBILLING_METADATA = "off" } },
      { { metadata = false }, {} } } do
      local context = context_of { page "reader", page(KEYS) }
      off[2].HOME = directory
      local ok = chain.new(off[1], environment(off[2])):get(context)
      assert.is_nil(ok)
      assert.equal(0, #context.box.requests)
    end
  end)

  it("refuses what is set in part", function()
    for _, variables in ipairs { { TENCENTCLOUD_SECRET_ID = "i" },
      { TKE_ROLE_ARN = "arn" } } do
      local found, message = chain.new(nil, environment(variables))
      assert.is_nil(found)
      assert.matches("is not set$", (message:gsub(
        "secret_key is missing.*", "is not set")))
    end
  end)
end)
