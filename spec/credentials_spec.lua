local credentials = require "tcbilling.credentials"

local function environment(variables)
  local provider, message = credentials.environment(function(name)
    return variables[name]
  end)
  if not provider then return nil, message end
  return select(2, provider:get())
end

describe("credentials", function()
  it("come from the variables of Tencent Cloud's own tools", function()
    assert.same({ secret_id = "i", secret_key = "k", token = "t" },
      environment { TENCENTCLOUD_SECRET_ID = "i",
        TENCENTCLOUD_SECRET_KEY = "k", TENCENTCLOUD_TOKEN = "t" })
    assert.same({ secret_id = "i", secret_key = "k" },
      environment { TENCENTCLOUD_SECRET_ID = "i",
        TENCENTCLOUD_SECRET_KEY = "k", TENCENTCLOUD_TOKEN = "" })
  end)

  it("that are not there say where they could be", function()
    local keys, message = environment { TENCENTCLOUD_SECRET_ID = "i" }
    assert.is_nil(keys)
    assert.equal("secret_key is missing or empty: pass secret_id and "
      .. "secret_key, or set TENCENTCLOUD_SECRET_ID and "
      .. "TENCENTCLOUD_SECRET_KEY", message)
  end)

  it("that are given in part are not filled up from elsewhere", function()
    for _, given in ipairs { { secret_id = "i" }, { token = "t" } } do
      local keys, message = credentials.find(given)
      assert.is_nil(keys)
      assert.matches("is missing or empty: pass secret_id and secret_key "
        .. "%(and token%), or none of them", message)
    end
  end)

  it("with blanks around them are refused, without being shown", function()
    for _, keys in ipairs {
      { secret_id = " ident", secret_key = "hidden" },
      { secret_id = "ident", secret_key = "hidden\n" },
      { secret_id = "ident", secret_key = "hidden", token = "\thidden" },
    } do
      local found, message = credentials.static(keys)
      assert.is_nil(found)
      assert.matches("has blanks around it", message)
      assert.is_nil(message:find("hidden") or message:find("ident "))
    end
  end)

  it("given in part are not filled up from the environment", function()
    assert.is_nil((credentials.find { secret_id = "i" }))
    assert.is_nil((credentials.find { secret_key = "k" }))
  end)
end)
