-- Where the tool's keys come from: profiles, the environment, a question.
local child = require "spec.child"
local keys = require "tcbilling.cli.keys"
local profile = require "tcbilling.credentials.profile"
local uv = require "luv"

local home

local function write(name, text, mode)
  os.execute(("mkdir -p '%s/%s'"):format(home, name:match "^(.*)/" or ""))
  local file = assert(io.open(home .. "/" .. name, "wb"))
  file:write(text)
  file:close()
  assert(uv.fs_chmod(home .. "/" .. name, tonumber(mode or "600", 8)))
end

local function getenv(name)
  return name == "HOME" and home or nil
end

before_each(function()
  home = assert(uv.fs_mkdtemp "/tmp/tcbilling-XXXXXX")
end)

after_each(function() os.execute("rm -rf '" .. home .. "'") end)

describe("a profile", function()
  it("is JSON of its own, or a section of a file of several", function()
    write(".tccli/one.credential", '{"secretId":"id1","secretKey":"key1",'
      .. '"token":"t1"}')
    write(".tencentcloud/credentials", "[other]\nsecret_id = no\n"
      .. "[two]\r\n secret_id= id2 \r\nsecret_key =key2\r\nregion = x\r\n"
      .. "[last]\nsecret_key = no\n")
    assert.same({ secret_id = "id1", secret_key = "key1", token = "t1" },
      (profile.find("one", getenv)))
    local found, path = profile.find("two", getenv)
    assert.same({ secret_id = "id2", secret_key = "key2" }, found)
    assert.equal(home .. "/.tencentcloud/credentials", path)
  end)

  it("may be in a file that is named", function()
    write("mine", "[x]\nsecret_id = a\nsecret_key = b\ntoken =\n")
    local function named(name)
      return name == "TENCENTCLOUD_CREDENTIALS_FILE" and home .. "/mine"
        or getenv(name)
    end
    assert.same({ secret_id = "a", secret_key = "b" },
      (profile.find("x", named)))
  end)

  it("that can't be had is told without what is in its file", function()
    write(".tccli/bad.credential", '{"secretId":"s3cr3t"')
    write(".tccli/half.credential", '{"secretId":"s3cr3t"}')
    write(".tccli/number.credential", '{"secretId":"a","secretKey":"s3cr3t",'
      .. '"token":5}')
    write(".tencentcloud/credentials", "[empty]\nsecret_id =\n"
      .. "secret_key = s3cr3t\n")
    for name, message in pairs { bad = "is no JSON object",
      half = "has no secret_key", number = "has a token that is no text",
      empty = "has no secret_id", ["../x"] = "letters, digits",
      absent = "no profile absent: looked in " .. home } do
      local found, said, is_absent = profile.find(name, getenv)
      assert.is_nil(found)
      assert.truthy(said:find(message, 1, true), said)
      assert.is_nil(said:find("s3cr3t", 1, true))
      assert.equal(name == "absent", is_absent == true)
    end
  end)

  it("in a file that can't be read is no absent one", function()
    os.execute(("mkdir -p '%s/.tccli/folder.credential'"):format(home))
    local found, said, is_absent = profile.find("folder", getenv)
    assert.is_nil(found)
    assert.truthy(said:find("can't be read: Is a directory", 1, true), said)
    assert.is_nil(is_absent)
  end)
end)

describe("the tool's keys", function()
  local function asked(environment, arguments, on_output)
    environment.HOME = home
    for _, name in ipairs { "TENCENTCLOUD_SECRET_ID",
      "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN" } do
      environment[name] = environment[name] or ""
    end
    return child.run { terminal = on_output and { columns = 100 } or nil,
      environment = environment, on_output = on_output, arguments = arguments,
      code = [[
        local keys = require "tcbilling.cli.keys"
        local loop = require "tcbilling.cli.loop"
        local terminal = require "tcbilling.cli.terminal".new()
        print("ready")
        loop.run(function()
          local found, message, detail = keys.find({ profile = arg[1] },
            terminal)
          local own
          if found and found.id then own = select(2, found.provider:get()) end
          print(own and ("<%s %s %s %s>"):format(own.secret_id,
            own.secret_key, own.token or "", found.source)
            or found and ("(%s)"):format(found.source)
            or ("[%s %s]"):format(message, detail.kind))
        end)]] }
  end

  it("are those of the profile, else the environment's, else the default's",
    function()
      write(".tccli/default.credential", '{"secretId":"d","secretKey":"dk"}')
      write(".tccli/shop.credential", '{"secretId":"s","secretKey":"sk"}')
      local env = { TENCENTCLOUD_SECRET_ID = "e",
        TENCENTCLOUD_SECRET_KEY = "ek" }
      assert.truthy(asked(env, { "shop" }).out:find("<s sk  profile shop", 1,
        true))
      assert.truthy(asked(env, {}).out:find("<e ek  the environment>", 1,
        true))
      assert.truthy(asked({}, {}).out:find("<d dk  profile default", 1, true))
    end)

  it("may be a command's, or the machine's or pod's role", function()
    write(".tencentcloud/credentials",
      "[vault]\ncredential_process = true\n")
    assert.truthy(asked({}, { "vault" }).out:find("(profile vault (", 1, true))
    assert.truthy(asked({}, { "@role" }).out:find("(this machine's role)", 1,
      true))
    assert.truthy(asked({ TKE_ROLE_ARN = "a", TKE_REGION = "r",
      TKE_PROVIDER_ID = "p", TKE_WEB_IDENTITY_TOKEN_FILE = "f" }, { "@role" })
      .out:find("(this pod's role)", 1, true))
    assert.truthy(asked({ TKE_ROLE_ARN = "a" }, { "@role" }).out:find(
      "no identity of a pod: ", 1, true))
  end)

  it("are never half the environment's and half another's", function()
    write(".tccli/default.credential", '{"secretId":"d","secretKey":"dk"}')
    local result = asked({ TENCENTCLOUD_SECRET_ID = "e" }, {})
    assert.truthy(result.out:find("secret_key is missing", 1, true))
    assert.truthy(result.out:find("auth]", 1, true))
  end)

  it("are asked for at a terminal, and what is secret is not shown", function()
    local step = 0
    local result = asked({}, {}, function(text, it)
      if step == 0 and text:find("SecretId: $") then
        step = 1
        it:write "AKIDx\127y\r"
      elseif step == 1 and text:find "not shown%): $" then
        step = 2
        it:write "hidden\r"
      end
    end)
    assert.truthy(result.out:find("<AKIDy hidden  typed in>", 1, true),
      result.out)
    local before = result.out:match "^(.-)<AKIDy"
    assert.is_nil(before:find("hidden", 1, true))
    assert.truthy(before:find("AKIDy", 1, true))
  end)

  it("that are not typed in are none", function()
    local result = asked({}, {}, function(text, it)
      if text:find "SecretId: $" then it:write "\3" end
    end)
    assert.truthy(result.out:find("[no keys were given cancelled]", 1, true),
      result.out)
  end)

  it("are told how to give where nobody can be asked", function()
    local result = asked({}, {})
    assert.truthy(result.out:find("no keys: set TENCENTCLOUD_SECRET_ID and",
      1, true))
  end)

  it("come with a warning where others can read them", function()
    write(".tccli/open.credential", '{"secretId":"s","secretKey":"sk"}', "644")
    local real = os.getenv
    finally(function() os.getenv = real end) -- luacheck: ignore
    os.getenv = getenv -- luacheck: ignore
    local found = keys.find({ profile = "open" }, {})
    assert.truthy(found.warning:find("chmod 600", 1, true))
    assert(uv.fs_chmod(home .. "/.tccli/open.credential",
      tonumber("600", 8)))
    assert.is_nil(keys.find({ profile = "open" }, {}).warning)
  end)
end)
