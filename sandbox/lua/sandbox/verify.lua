-- Judges the signature of one request. Written from the description of
-- TC3-HMAC-SHA256 alone (canonical request, string to sign, key chain), apart
-- from the project's signer, so that the two can disagree.
local authorization = require "sandbox.authorization"
local digest = require "sandbox.digest"

local M = {}

local WINDOW = 300 -- seconds a timestamp may differ from the server's clock
local UNSIGNED = "UNSIGNED-PAYLOAD"

local function canonical_value(value)
  return (value:lower():gsub("^[ \t]+", ""):gsub("[ \t]+$", ""))
end

--- The canonical request over exactly the headers in `names`.
--- @return string, or nil and the name of a header that was not sent
function M.canonical_request(request, names, signed)
  local lines = {}
  for i, name in ipairs(names) do
    local value = request.headers[name]
    if type(value) ~= "string" then return nil, name end
    lines[i] = name .. ":" .. canonical_value(value) .. "\n"
  end
  local payload = request.body
  if request.headers["x-tc-content-sha256"] == UNSIGNED then
    payload = UNSIGNED
  end
  return table.concat({ request.method, request.path, request.query,
    table.concat(lines), signed, digest.sha256(payload) }, "\n")
end

function M.string_to_sign(timestamp, date, service, canonical)
  return table.concat({ "TC3-HMAC-SHA256", timestamp,
    date .. "/" .. service .. "/tc3_request", digest.sha256(canonical) }, "\n")
end

function M.signature(secret_key, date, service, text)
  local key = digest.hmac("TC3" .. secret_key, date)
  key = digest.hmac(digest.hmac(key, service), "tc3_request")
  return digest.hex(digest.hmac(key, text))
end

local function timestamp_of(request)
  local text = request.headers["x-tc-timestamp"]
  if text == nil then
    return nil, "MissingParameter",
      "The request is missing a required parameter `X-TC-Timestamp`."
  end
  -- A leading zero would be signed as sent, so it must not be read as another.
  if type(text) ~= "string" or not text:find "^%d+$"
    or text:find "^0%d" or #text > 12 then
    return nil, "InvalidParameterValue", "X-TC-Timestamp is not a number."
  end
  return text
end

local function check_credentials(sent, request, keyring)
  local key = keyring[sent.secret_id]
  if not key then
    return nil, "AuthFailure.SecretIdNotFound",
      "The SecretId is not found, please ensure that your SecretId is correct."
  end
  if request.headers["x-tc-token"] ~= key.token then
    return nil, "AuthFailure.TokenFailure", "The token is wrong or expired."
  end
  return key
end

local function check_signature(sent, request, key, timestamp)
  local date = os.date("!%Y-%m-%d", tonumber(timestamp))
  if sent.date ~= date then
    return nil, "AuthFailure.SignatureFailure", "The date in Credential is "
      .. "not the UTC date of X-TC-Timestamp."
  end
  local canonical, absent = M.canonical_request(request, sent.names,
    sent.signed)
  if not canonical then
    return nil, "AuthFailure.InvalidAuthorization", "The signed header `"
      .. absent .. "` was not sent exactly once."
  end
  local text = M.string_to_sign(timestamp, date, sent.service, canonical)
  if M.signature(key.secret, date, sent.service, text) ~= sent.signature then
    return nil, "AuthFailure.SignatureFailure", "The provided credentials "
      .. "could not be validated. Please check your signature is correct."
  end
  return true
end

--- @param request table { method, path, query, headers, body }: header names
---   in lower case, values as sent (a table when sent more than once)
--- @param keyring table secret id -> { secret, token or nil }
--- @param now number seconds, the server's clock
--- @param service string the service that the action belongs to
--- @return string the secret id, or nil, code, message
function M.check(request, keyring, now, service)
  local timestamp, code, why = timestamp_of(request)
  if not timestamp then return nil, code, why end
  local header = request.headers.authorization
  local sent, malformed
  if type(header) == "string" then
    sent, malformed = authorization.parse(header)
  end
  if not sent then
    return nil, "AuthFailure.InvalidAuthorization", "Authorization is "
      .. "malformed: " .. (malformed or "it must be sent exactly once") .. "."
  end
  if math.abs(now - tonumber(timestamp)) > WINDOW then
    return nil, "AuthFailure.SignatureExpire", "The signature has expired: "
      .. "X-TC-Timestamp is more than 5 minutes off the server's clock."
  end
  local key
  key, code, why = check_credentials(sent, request, keyring)
  if not key then return nil, code, why end
  if sent.service ~= service then
    return nil, "AuthFailure.SignatureFailure", "The service in Credential is "
      .. sent.service .. ", the action belongs to " .. service .. "."
  end
  local valid
  valid, code, why = check_signature(sent, request, key, timestamp)
  if not valid then return nil, code, why end
  return sent.secret_id
end

return M
