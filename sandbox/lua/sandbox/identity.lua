-- Temporary keys: what the Security Token Service gives for keys or for a pod's
-- token, and a machine's metadata for being there. They are always the same
-- pair, which needs its token.
local cjson = require "cjson"
local clock = require "sandbox.clock"
local json = require "sandbox.json"
local request = require "sandbox.request"
local settings = require "sandbox.settings"
local verify = require "sandbox.verify"

local M = {}

local ROLE, SECONDS = "sandbox-reader", 3600
local POD_TOKEN = "sandbox-pod-token"
M.VERSION = "2018-08-13"

local function temporary()
  for id, key in pairs(settings.keyring) do
    if key.token then return id, key.secret, key.token end
  end
end

local function expires_at(now, seconds)
  return math.floor(now) + (seconds or SECONDS)
end

-- What is asked for must be there, as text or as a number.
local FORMS = {
  AssumeRole = { RoleArn = "string", RoleSessionName = "string" },
  AssumeRoleWithWebIdentity = { RoleArn = "string", ProviderId = "string",
    RoleSessionName = "string", WebIdentityToken = "string" },
}

local function read(req, action)
  local is_json, params = pcall(cjson.decode, req.body)
  if not is_json or type(params) ~= "table" then
    return nil, "InvalidParameter", "The body is no JSON object."
  end
  for name, wanted in pairs(FORMS[action]) do
    if type(params[name]) ~= wanted then
      return nil, "MissingParameter", "The request is missing `" .. name .. "`."
    end
  end
  local seconds = params.DurationSeconds
  if seconds ~= nil and (type(seconds) ~= "number" or seconds % 1 ~= 0
    or seconds < 1 or seconds > 43200) then
    return nil, "InvalidParameter.ParamError", "DurationSeconds is wrong."
  end
  return params
end

-- Who may: keys by their signature, a pod by its token.
local function check(req, action, params, now)
  if action == "AssumeRole" then
    return verify.check(req, settings.keyring, now, "sts")
  elseif req.headers.authorization ~= "SKIP" then
    return nil, "AuthFailure.InvalidAuthorization", "It is not to be signed."
  elseif params.WebIdentityToken ~= POD_TOKEN then
    return nil, "InvalidParameter.WebIdentityTokenError", "The token is wrong."
  end
  return true
end

local function work(req, now)
  local action = req.headers["x-tc-action"]
  if not FORMS[action] then
    return nil, "InvalidAction", "There is no such action."
  elseif type(req.headers["x-tc-region"]) ~= "string" then
    return nil, "MissingParameter", "The request is missing `X-TC-Region`."
  end
  local params, code, why = read(req, action)
  if not params then return nil, code, why end
  local fine
  fine, code, why = check(req, action, params, now)
  if not fine then return nil, code, why end
  local id, secret, token = temporary()
  return ('"ExpiredTime":%d,"Credentials":{"TmpSecretId":%s,"TmpSecretKey":%s,'
    .. '"Token":%s}'):format(expires_at(now, params.DurationSeconds),
    json.quote(id), json.quote(secret), json.quote(token))
end

--- STS: a request whose version is VERSION.
function M.sts()
  local req, now = request.read(), clock.wall() + settings.now.clock_offset
  local fields, code, why = work(req, now)
  if not fields then
    fields = '"Error":{"Code":' .. json.quote(code) .. ',"Message":'
      .. json.quote(why) .. "}"
  end
  ngx.header["Content-Type"] = "application/json"
  ngx.print('{"Response":{', fields, ',"RequestId":"', request.new_id(), '"}}')
end

--- The metadata of a machine: its role, or with its name the keys.
function M.metadata()
  local role = ngx.var.uri:match "/([^/]*)$"
  if role == "" then return ngx.print(ROLE) end
  if role ~= ROLE then return ngx.exit(404) end
  local id, secret, token = temporary()
  ngx.print(('{"TmpSecretId":%s,"TmpSecretKey":%s,"Token":%s,"ExpiredTime":%d,'
    .. '"Expiration":"","Code":"Success"}'):format(json.quote(id),
    json.quote(secret), json.quote(token), expires_at(clock.wall())))
end

return M
