-- Temporary keys of a role, which others' keys may take on (STS AssumeRole).

local sts = require "tcbilling.credentials.sts"

local AssumeRole = {}
local assume_role_meta = { __index = AssumeRole }

local assume_role = {}

local REGION, SESSION = "ap-singapore", "tcbilling"

--- Makes it.
---@param given table role_arn; source (the provider of the keys that take it
---  on); session_name, duration (s, default 7200), external_id, policy (text),
---  region, url (of STS)
---@return table provider
function assume_role.new(given)
  return setmetatable({ given = given }, assume_role_meta)
end

---@param context table see access.lua
---@return true? ok, table|string keys_or_message
function AssumeRole:get(context)
  local given = self.given
  local ok, keys = given.source:get(context)
  if not ok then return nil, keys end
  local found
  ok, found = sts.ask(context, { action = "AssumeRole", keys = keys,
    region = given.region or REGION, url = given.url, params = {
      RoleArn = given.role_arn,
      RoleSessionName = given.session_name or SESSION,
      DurationSeconds = given.duration or 7200,
      ExternalId = given.external_id, Policy = given.policy } })
  if not ok then return nil, found end
  found.account = given.role_arn
  return true, found
end

return assume_role
