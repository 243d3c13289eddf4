-- Temporary keys of the role of a pod in TKE, for the token that its cluster
-- puts into a file (OIDC; STS AssumeRoleWithWebIdentity).

local sts = require "tcbilling.credentials.sts"
local visible = require "tcbilling.visible"

local PodIdentity = {}
local pod_identity_meta = { __index = PodIdentity }

local pod_identity = {}

local VARIABLES = { role_arn = "TKE_ROLE_ARN", region = "TKE_REGION",
  provider_id = "TKE_PROVIDER_ID", token_file = "TKE_WEB_IDENTITY_TOKEN_FILE" }

--- Makes it, of the variables that TKE sets.
---@param given? table duration (s, default 7200), session_name, url (of STS)
---@param getenv? fun(name: string): string? default os.getenv
---@return table? provider, string? message
---@return boolean? is_absent not one is set
function pod_identity.new(given, getenv)
  local self, some, missing = { given = given or {} }, false, nil
  for name, variable in pairs(VARIABLES) do
    local value = (getenv or os.getenv)(variable)
    if value and value ~= "" then
      self[name], some = value, true
    else
      missing = variable
    end
  end
  if missing then
    return nil, ("no identity of a pod: %s is not set"):format(missing),
      not some
  end
  return setmetatable(self, pod_identity_meta)
end

-- It is written anew from time to time.
local function read_token(path)
  local file, message = io.open(path, "rb")
  if not file then return nil, message end
  local text
  text, message = file:read "*a"
  file:close()
  local token = text and text:match "^%s*(%S+)%s*$"
  if not token then return nil, message or path .. ": holds no token" end
  return token
end

---@param context table see access.lua
---@return true? ok, table|string keys_or_message
function PodIdentity:get(context)
  local token, message = read_token(self.token_file)
  if not token then
    return nil, "the pod's token can't be read: " .. visible(message)
  end
  local given = self.given
  local ok, found = sts.ask(context, { action = "AssumeRoleWithWebIdentity",
    region = self.region, url = given.url, params = {
      ProviderId = self.provider_id, WebIdentityToken = token,
      RoleArn = self.role_arn,
      RoleSessionName = given.session_name or "tcbilling",
      DurationSeconds = given.duration or 7200 } })
  if not ok then return nil, found end
  found.account = self.role_arn
  return true, found
end

return pod_identity
