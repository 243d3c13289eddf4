-- One provider after another, until one has keys:
--   1. the environment's (TENCENTCLOUD_SECRET_ID, _SECRET_KEY, _TOKEN)
--   2. a profile's, $TCCLI_PROFILE or "default"
--   3. those of a pod in TKE (TKE_ROLE_ARN and others)
--   4. those of the role of the machine (CVM), unless TCBILLING_METADATA is off
-- One that is there but fails ends the search: others' keys are not to take the
-- place of those that somebody set.

local environment = require "tcbilling.credentials.environment"
local metadata = require "tcbilling.credentials.metadata"
local pod_identity = require "tcbilling.credentials.pod_identity"
local profile = require "tcbilling.credentials.profile"

local Chain = {}
local chain_meta = { __index = Chain }

local chain = {}

--- Makes one. The environment is read now, all else when keys are asked for:
--- keys of the environment are the whole of it.
---@param given? table profile (its name), metadata (false: never asked; or as
---  metadata.new takes it)
---@param getenv? fun(name: string): string? default os.getenv
---@return table? provider, string? message what is set is not whole
function chain.new(given, getenv)
  given, getenv = given or {}, getenv or os.getenv
  local found, message, is_absent = environment.new(getenv)
  if found or not is_absent then return found, message end
  local self = setmetatable({ profile.new(given.profile, getenv) },
    chain_meta)
  found, message, is_absent = pod_identity.new(nil, getenv)
  if not found and not is_absent then return nil, message end
  self[2] = found
  if given.metadata ~= false and getenv "TCBILLING_METADATA" ~= "off" then
    self[#self + 1] = metadata.new(given.metadata)
  end
  return self
end

local NONE = "no keys were found: set TENCENTCLOUD_SECRET_ID and "
  .. "TENCENTCLOUD_SECRET_KEY, or pass secret_id and secret_key (%s)"

---@param context table see access.lua
---@return true? ok, table|string keys_or_message
---@return boolean? is_absent there are none at all
function Chain:get(context)
  if self.found then return self.found:get(context) end
  local missed = {}
  for _, one in ipairs(self) do
    local ok, keys, is_absent = one:get(context)
    if ok then
      self.found = one
      return true, keys
    elseif not is_absent then
      return nil, keys
    end
    missed[#missed + 1] = keys
  end
  return nil, NONE:format(table.concat(missed, "; ")), true
end

return chain
