-- Temporary keys of the role of the machine (CVM) that this runs on, from its
-- metadata service.

local json = require "tcbilling.core".json
local visible = require "tcbilling.visible"
local web = require "tcbilling.credentials.web"

local Metadata = {}
local metadata_meta = { __index = Metadata }

local metadata = {}

local URL = "http://metadata.tencentyun.com"
local PATH = "/latest/meta-data/cam/security-credentials/"

-- Milliseconds of each of the two questions: elsewhere nobody answers at all,
-- and that should be known within a second.
local TIMEOUT = 450

--- Makes it.
---@param given? table role (its name; default: the machine's only one), url
---@return table provider
function metadata.new(given)
  given = given or {}
  return setmetatable({ role = given.role, url = given.url or URL },
    metadata_meta)
end

local function ask(self, context, what)
  return web.ask(context, { url = self.url, path = PATH .. what,
    timeout = TIMEOUT, no_proxy = true })
end

local function find_role(self, context)
  if self.role then return self.role end
  local text, message, status = ask(self, context, "")
  if not text then
    return nil, "no metadata of a machine: " .. (status == 404
      and "it has no role" or message), true
  end
  local role = text:match "^%s*([%w._@+-]+)%s*$"
  if not role then return nil, "the machine's metadata names no role" end
  return role
end

local function read(text, role)
  local given = json.decode(text)
  if type(given) ~= "table" or given.Code ~= "Success" then
    local code = type(given) == "table" and given.Code
    return nil, ("the machine's metadata has no keys of its role %s (%s)")
      :format(role, visible(tostring(code or "no JSON"), 40))
  end
  return true, { secret_id = given.TmpSecretId,
    secret_key = given.TmpSecretKey, token = given.Token,
    expires = given.ExpiredTime, account = "role " .. role }
end

---@param context table see access.lua
---@return true? ok, table|string keys_or_message
---@return boolean? is_absent this is no machine with a role
function Metadata:get(context)
  local role, message, is_absent = find_role(self, context)
  if not role then return nil, message, is_absent end
  local text
  text, message = ask(self, context, role)
  if not text then
    return nil, ("the keys of the machine's role %s can't be had: %s"):format(
      role, message)
  end
  return read(text, role)
end

return metadata
