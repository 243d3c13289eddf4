local tcbilling = require "tcbilling"
local vectors = require "spec.vectors"

local function request(changes)
  local r = {
    service = "billing",
    host = "billing.tencentcloudapi.com",
    timestamp = 1700000000,
    body = "{}",
  }
  for name, value in pairs(changes or {}) do r[name] = value end
  return r
end

local function new_signer(keys)
  return assert(tcbilling.signer(keys
    or { secret_id = "AKIDEXAMPLEEXAMPLE", secret_key = "SECRET" }))
end

describe("the signer", function()
  it("knows all 126 vectors", function() assert.equal(126, #vectors) end)

  for _, vector in ipairs(vectors) do
    it("signs the vector " .. vector.id .. " stage by stage", function()
      local signer = new_signer(vector.keys)
      local explained = assert(signer:explain(vector.request))
      for _, stage in ipairs { "canonical_request", "string_to_sign",
        "signature", "signed_headers", "credential_scope", "authorization" } do
        assert.equal(vector.expected[stage], explained[stage])
      end
      assert.equal(vector.expected.authorization,
        signer:sign(vector.request))
    end)
  end

  it("signs the UTC date even where local time is another day", function()
    -- 00:44 of the next day in Shanghai
    local explained = new_signer():explain(request { timestamp = 1551113065 })
    assert.equal("2019-02-25/billing/tc3_request",
      explained.credential_scope)
  end)

  it("lists every header to send, with the token", function()
    local signer = new_signer { secret_id = "id", secret_key = "key",
      token = "TOKEN" }
    local r = request { headers = { ["X-TC-Action"] = "DescribeBillSummary" } }
    assert.same({
      ["Authorization"] = signer:sign(r),
      ["Content-Type"] = "application/json",
      ["Host"] = "billing.tencentcloudapi.com",
      ["X-TC-Action"] = "DescribeBillSummary",
      ["X-TC-Timestamp"] = "1700000000",
      ["X-TC-Token"] = "TOKEN",
    }, signer:headers(r))
  end)

  it("announces an unsigned payload, and signs it whatever it is", function()
    local signer = new_signer()
    local headers = signer:headers(request { unsigned_payload = true })
    assert.equal("UNSIGNED-PAYLOAD", headers["X-TC-Content-SHA256"])
    assert.equal(headers.Authorization,
      signer:sign(request { unsigned_payload = true, body = "other" }))
  end)

  it("hides its keys", function()
    local text = tostring(new_signer())
    assert.equal("tcbilling.signer (AKID****MPLE)", text)
    assert.equal("tcbilling.signer (****)",
      tostring(new_signer { secret_id = "short", secret_key = "k" }))
  end)

  it("refuses what would split a header, in a sentence", function()
    for _, changes in ipairs {
      { host = "a\r\nb" }, { host = "" }, { service = "a b" },
      { content_type = "a\n" }, { query = "a\nb" }, { method = "PUT" },
      { timestamp = -1 }, { timestamp = 253402300800 },
      { headers = { ["x-a"] = "1\n2" } }, { headers = { Host = "again" } },
    } do
      local signed, message = new_signer():sign(request(changes))
      assert.is_nil(signed)
      assert.matches("can't be signed", message)
    end
  end)

  it("raises on wrong types", function()
    local signer = new_signer()
    for _, changes in ipairs {
      { service = 1 }, { timestamp = "now" }, { timestamp = 1.5 },
      { body = {} }, { headers = "x" }, { headers = { 1 } },
    } do
      for _, method in ipairs { "sign", "headers", "explain" } do
        local ok, said = pcall(signer[method], signer, request(changes))
        assert.is_false(ok)
        assert.matches(next(changes) .. " must ", said)
      end
    end
    for message, f in pairs {
      ["table expected"] = function() signer:sign() end,
      ["secret_key must be a string"] = function()
        tcbilling.signer { secret_id = "x" }
      end,
      ["table expected,? got"] = function() tcbilling.signer() end,
      ["tcbilling.signer"] = function() signer.sign({}, {}) end,
    } do
      local ok, said = pcall(f)
      assert.is_false(ok)
      assert.matches(message, said)
    end
  end)

  it("can't sign once it is closed", function()
    local signer = new_signer()
    signer:close()
    signer:close()
    local ok, message = pcall(signer.sign, signer, request())
    assert.is_false(ok)
    assert.matches("closed signer", message)
  end)

  it("refuses keys that can't be", function()
    local signer, message = tcbilling.signer { secret_id = "",
      secret_key = "k" }
    assert.is_nil(signer)
    assert.matches("must not be empty", message)
    signer, message = tcbilling.signer { secret_id = "a", secret_key = "k",
      token = "x\r\nX-Evil: 1" }
    assert.is_nil(signer)
    assert.matches("no control characters", message)
  end)

  it("signs no GET with a body, since the API reads its query only", function()
    local signer = new_signer()
    assert.is_nil(signer:sign(request { method = "GET", body = "{}" }))
    assert.is_string(signer:sign(request { method = "GET", body = "" }))
  end)

  it("adds some headers itself, and takes none of these", function()
    local signer = new_signer()
    for _, name in ipairs { "Authorization", "x-tc-timestamp", "X-TC-Token",
      "X-TC-Content-SHA256" } do
      local given = request { headers = { [name] = "mine" } }
      assert.has_error(function() signer:headers(given) end,
        "the signer adds the header " .. name .. " itself")
      if name ~= "Authorization" then
        assert.is_string(signer:sign(given)) -- which adds none
      end
    end
  end)

  it("takes at most thirty signed headers", function()
    local headers = {}
    for i = 1, 31 do headers["x-" .. i] = "v" end
    assert.has_error(function()
      new_signer():sign(request { headers = headers })
    end)
    headers["x-31"] = nil
    assert.is_string(new_signer():sign(request { headers = headers }))
  end)
end)
