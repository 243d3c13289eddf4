-- The signing vectors of spec/fixtures, as requests for the signer.

local cjson = require "cjson"

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "*a"
  file:close()
  return text
end

local DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  .. "0123456789+/"

local function base64(text)
  local bits, count, bytes = 0, 0, {}
  for digit in text:gmatch "[%w+/]" do
    bits = bits * 64 + DIGITS:find(digit, 1, true) - 1
    count = count + 6
    if count >= 8 then
      count = count - 8
      bytes[#bytes + 1] = string.char(math.floor(bits / 2 ^ count))
      bits = bits % 2 ^ count
    end
  end
  return table.concat(bytes)
end

local function body_of(vector)
  if vector.body_b64 then return base64(vector.body_b64) end
  local gen = vector.body_gen
  if not gen then return vector.body end
  local times = math.ceil(gen.length / #gen.pattern)
  return gen.pattern:rep(times):sub(1, gen.length)
end

local function request_of(vector)
  local request = {
    service = vector.service,
    host = vector.host,
    timestamp = math.floor(vector.timestamp),
    body = body_of(vector),
    method = vector.method,
    query = vector.query,
    content_type = vector.content_type,
    unsigned_payload = vector.unsigned_payload,
    headers = {},
  }
  for _, header in ipairs(vector.headers_to_sign or {}) do
    local name = header[1]:lower():gsub("%s", "")
    if name == "host" then
      request.host = header[2]
    elseif name == "content-type" then
      request.content_type = header[2]
    else
      request.headers[header[1]] = header[2]
    end
  end
  return request
end

local vectors = {}
for i, vector in ipairs(cjson.decode(
  read "spec/fixtures/tc3-vectors.json").tc3) do
  vectors[i] = {
    id = vector.id,
    keys = {
      secret_id = vector.secret_id,
      secret_key = vector.secret_key
        or table.concat(vector.secret_key_parts),
      token = vector.token,
    },
    request = request_of(vector),
    expected = vector,
  }
end

return vectors
