-- The sandbox's judge of signatures against vectors that official clients and
-- documents made. It needs LuaJIT's FFI, so it says nothing under Lua 5.4.

local has_ffi, judge = pcall(function()
  package.path = "sandbox/lua/?.lua;" .. package.path
  return require "sandbox.verify"
end)

local vectors, bodies = {}, {}
for i, each in ipairs(require "spec.vectors") do
  vectors[i] = each.expected
  bodies[each.expected] = each.request.body
end

-- Header names as a server sees them: lower case, without blanks around.
local function headers_of(vector)
  local headers = { ["content-type"] = vector.content_type,
    host = vector.host, ["x-tc-timestamp"] = tostring(vector.timestamp),
    authorization = vector.authorization, ["x-tc-token"] = vector.token }
  for _, pair in ipairs(vector.headers_to_sign or {}) do
    headers[pair[1]:lower():match "^%s*(.-)%s*$"] = pair[2]
  end
  headers["x-tc-timestamp"] = ("%.0f"):format(vector.timestamp)
  if vector.unsigned_payload then
    headers["x-tc-content-sha256"] = "UNSIGNED-PAYLOAD"
  end
  return headers
end

local function secret_of(vector)
  return vector.secret_key or table.concat(vector.secret_key_parts)
end

-- What a server holds when the vector's request has arrived.
local function received(vector)
  return { method = vector.method, path = vector.path, query = vector.query,
    headers = headers_of(vector), body = bodies[vector] },
    { [vector.secret_id] = { secret = secret_of(vector),
      token = vector.token } }
end

local function split(text)
  local names = {}
  for name in text:gmatch "[^;]+" do names[#names + 1] = name end
  return names
end

if not has_ffi then
  describe("the sandbox's judge", function()
    pending "needs LuaJIT: busted --lua=luajit"
  end)
  return
end

describe("the sandbox's judge of signatures", function()
  it("has all 126 vectors", function()
    assert.equal(126, #vectors)
  end)

  for _, vector in ipairs(vectors) do
    it("accepts " .. vector.id, function()
      local request, keyring = received(vector)
      assert.equal(vector.canonical_request, (judge.canonical_request(request,
        split(vector.signed_headers), vector.signed_headers)))
      assert.equal(vector.string_to_sign, judge.string_to_sign(
        ("%.0f"):format(vector.timestamp), vector.date, vector.service,
        vector.canonical_request))
      assert.equal(vector.signature, judge.signature(secret_of(vector),
        vector.date, vector.service, vector.string_to_sign))
      assert.same({ vector.secret_id }, { judge.check(request, keyring,
        vector.timestamp, vector.service) })
    end)
  end
end)

-- One good request, each time with one thing wrong.
describe("the sandbox's judge refuses", function()
  local request, keyring, vector

  before_each(function()
    for _, each in ipairs(vectors) do
      if each.id == "act-paymode-sts" then vector = each end
    end
    request, keyring = received(vector)
  end)

  local function code(now, service)
    local id, found, why = judge.check(request, keyring,
      now or vector.timestamp, service or "billing")
    assert.is_nil(id)
    return found, why
  end

  local function edit(pattern, with)
    local text, count = request.headers.authorization:gsub(pattern, with)
    assert.equal(1, count)
    request.headers.authorization = text
  end

  it("nothing, when nothing is wrong", function()
    assert.equal(vector.secret_id, (judge.check(request, keyring,
      vector.timestamp, "billing")))
  end)

  it("a body that is one byte longer", function()
    request.body = request.body .. " "
    assert.equal("AuthFailure.SignatureFailure", code())
  end)

  it("another query", function()
    request.query = "a=1"
    assert.equal("AuthFailure.SignatureFailure", code())
  end)

  it("another method", function()
    request.method = "GET"
    assert.equal("AuthFailure.SignatureFailure", code())
  end)

  it("a content type with a charset that was not signed", function()
    request.headers["content-type"] = "application/json; charset=utf-8"
    assert.equal("AuthFailure.SignatureFailure", code())
  end)

  it("another host", function()
    request.headers.host = request.headers.host .. ":8443"
    assert.equal("AuthFailure.SignatureFailure", code())
  end)

  it("another key", function()
    keyring[vector.secret_id].secret = "x"
    assert.equal("AuthFailure.SignatureFailure", code())
  end)

  it("another timestamp than the signed one, in the same day", function()
    request.headers["x-tc-timestamp"] = tostring(vector.timestamp + 1)
    assert.equal("AuthFailure.SignatureFailure", code())
  end)

  it("a date that is not the timestamp's in UTC", function()
    edit("/%d%d%d%d%-%d%d%-%d%d/", "/2024-05-17/")
    assert.equal("AuthFailure.SignatureFailure", code())
  end)

  it("the scope of another service", function()
    assert.equal("AuthFailure.SignatureFailure",
      code(nil, "intlpartnersmgt"))
  end)

  it("an upper-case signature", function()
    edit("Signature=(%x+)", function(hex)
      return "Signature=" .. hex:upper()
    end)
    assert.equal("AuthFailure.SignatureFailure", code())
  end)

  it("an unknown SecretId", function()
    keyring = {}
    assert.equal("AuthFailure.SecretIdNotFound", code())
  end)

  it("a wrong token, no token, and a token that is not wanted", function()
    request.headers["x-tc-token"] = "other"
    assert.equal("AuthFailure.TokenFailure", code())
    request.headers["x-tc-token"] = nil
    assert.equal("AuthFailure.TokenFailure", code())
    request.headers["x-tc-token"] = vector.token
    keyring[vector.secret_id].token = nil
    assert.equal("AuthFailure.TokenFailure", code())
  end)

  it("a timestamp more than 300 seconds off, either way", function()
    local function accepted(now)
      return judge.check(request, keyring, now, "billing")
    end
    assert.truthy(accepted(vector.timestamp + 300))
    assert.truthy(accepted(vector.timestamp - 300))
    assert.equal("AuthFailure.SignatureExpire", code(vector.timestamp + 301))
    assert.equal("AuthFailure.SignatureExpire", code(vector.timestamp - 301))
  end)

  it("a request without X-TC-Timestamp, or with words in it", function()
    request.headers["x-tc-timestamp"] = nil
    assert.equal("MissingParameter", code())
    request.headers["x-tc-timestamp"] = "now"
    assert.equal("InvalidParameterValue", code())
  end)

  it("a signed header that was not sent, or sent twice", function()
    edit("content%-type;host", "content-type;host;x-tc-region")
    assert.equal("AuthFailure.InvalidAuthorization", code())
    request.headers["x-tc-region"] = { "a", "b" }
    assert.equal("AuthFailure.InvalidAuthorization", code())
  end)

  local MALFORMED = {
    ["no Authorization"] = function() return nil end,
    ["an empty one"] = function() return "" end,
    ["the literal SKIP"] = function() return "SKIP" end,
    ["another algorithm"] = function(text)
      return (text:gsub("^TC3%-HMAC%-SHA256", "AWS4-HMAC-SHA256"))
    end,
    ["no blank after a comma"] = function(text)
      return (text:gsub(", ", ","))
    end,
    ["two blanks after the algorithm"] = function(text)
      return (text:gsub(" Credential", "  Credential"))
    end,
    ["headers out of order"] = function(text)
      return (text:gsub("content%-type;host", "host;content-type"))
    end,
    ["a header twice"] = function(text)
      return (text:gsub("content%-type;host", "content-type;host;host"))
    end,
    ["upper-case header names"] = function(text)
      return (text:gsub("content%-type;host", "content-type;host;x-tc-Region"))
    end,
    ["no content-type among the signed"] = function(text)
      return (text:gsub("content%-type;host", "host"))
    end,
    ["no host among the signed"] = function(text)
      return (text:gsub("content%-type;host", "content-type"))
    end,
    ["a scope without its end"] = function(text)
      return (text:gsub("/tc3_request", ""))
    end,
    ["more after the signature"] = function(text) return text .. ", x=1" end,
    ["no signature"] = function(text)
      return (text:gsub("Signature=%x+", "Signature="))
    end,
  }
  for name, spoil in pairs(MALFORMED) do
    it("a malformed Authorization: " .. name, function()
      local before = request.headers.authorization
      request.headers.authorization = spoil(before)
      assert.not_equal(before, request.headers.authorization)
      local found, why = code()
      assert.equal("AuthFailure.InvalidAuthorization", found)
      assert.truthy(why:find "^Authorization is malformed")
    end)
  end

  it("a body when UNSIGNED-PAYLOAD was not what was signed", function()
    request.headers["x-tc-content-sha256"] = "UNSIGNED-PAYLOAD"
    assert.equal("AuthFailure.SignatureFailure", code())
  end)
end)
