-- The Security Token Service: temporary keys for others.

local core = require "tcbilling.core"
local visible = require "tcbilling.visible"
local web = require "tcbilling.credentials.web"

local sts = {}

local URL = "https://sts.intl.tencentcloudapi.com"
local VERSION = "2018-08-13"
local TIMEOUT = 10000 -- milliseconds
local CONTENT_TYPE = "application/json"

-- STS has no keys for those who ask for some by another proof.
local UNSIGNED = { Authorization = "SKIP", ["Content-Type"] = CONTENT_TYPE }

local function signed(keys, host, action, timestamp, body)
  local signer, message = core.signer { secret_id = keys.secret_id,
    secret_key = keys.secret_key, token = keys.token }
  if not signer then return nil, message end
  local headers
  headers, message = signer:headers { service = "sts", host = host,
    timestamp = timestamp, content_type = CONTENT_TYPE, body = body,
    headers = { ["X-TC-Action"] = action } }
  signer:close()
  return headers, message
end

local function lines_of(headers, asked, timestamp)
  local lines = { "X-TC-Version: " .. VERSION,
    "X-TC-Region: " .. asked.region }
  for name, value in pairs(headers) do
    lines[#lines + 1] = name .. ": " .. value
  end
  if headers == UNSIGNED then
    lines[#lines + 1] = "X-TC-Action: " .. asked.action
    lines[#lines + 1] = ("X-TC-Timestamp: %d"):format(timestamp)
  end
  return lines
end

local function read(text)
  local given = core.json.decode(text)
  local response = type(given) == "table" and given.Response
  if type(response) ~= "table" then return nil, "its answer is no JSON" end
  local err = response.Error
  if type(err) == "table" then
    return nil, visible(("%s (%s)"):format(err.Message, err.Code))
  end
  local keys = response.Credentials
  if type(keys) ~= "table" then return nil, "its answer has no credentials" end
  return true, { secret_id = keys.TmpSecretId,
    secret_key = keys.TmpSecretKey, token = keys.Token,
    expires = response.ExpiredTime }
end

--- Asks for temporary keys.
---@param context table see access.lua
---@param asked table action, params, region; keys to sign with (nil: none);
---  url
---@return true? ok, table|string keys_or_message
function sts.ask(context, asked)
  local body = assert(core.json.encode(asked.params))
  local url, timestamp = asked.url or URL, math.floor(context.now())
  local headers, problem
  if asked.keys then
    headers, problem = signed(asked.keys, url:match "^%a+://(.*)$",
      asked.action, timestamp, body)
  else
    headers = UNSIGNED
  end
  if not headers then return nil, problem end
  local text, message = web.ask(context, { url = url, method = "POST",
    headers = lines_of(headers, asked, timestamp), body = body,
    timeout = TIMEOUT })
  local ok, found
  if text then ok, found = read(text) else found = message end
  if ok then return true, found end
  return nil, ("%s of STS failed: %s"):format(asked.action, found)
end

return sts
