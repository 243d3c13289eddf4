-- Keys of a profile, by its name, from the files of Tencent Cloud's own tools,
-- in this order:
--   ~/.tccli/NAME.credential          JSON: secretId, secretKey, token
--   $TENCENTCLOUD_CREDENTIALS_FILE, or ~/.tencentcloud/credentials
--                                     INI: [NAME] secret_id, secret_key, token;
--                                     or credential_process, see process.lua
--   /etc/tencentcloud/credentials     the same

local core = require "tcbilling.core"
local process = require "tcbilling.credentials.process"
local static = require "tcbilling.credentials.static"
local visible = require "tcbilling.visible"

local json = core.json

local Profile = {}
local profile_meta = { __index = Profile }

local profile = {}

-- No such file, or a part of its path is none.
local ABSENT = { [2] = true, [20] = true }

-- A file's text; nil: there is none; or nil and why it can't be read.
local function read(path)
  local file, message, code = io.open(path, "rb")
  if not file then
    return nil, not ABSENT[code] and "can't be read: "
      .. message:sub(#path + 3) or nil
  end
  local text
  text, message = file:read "*a"
  file:close()
  return text, not text and "can't be read: " .. message or nil
end

-- What is in a file is never shown.
local function of_json(text)
  local given = json.decode(text)
  if type(given) ~= "table" then return nil, "is no JSON object" end
  return { secret_id = given.secretId, secret_key = given.secretKey,
    token = given.token }
end

local NAMES = { secret_id = true, secret_key = true, token = true,
  credential_process = true }

-- The keys in a section; nothing: it is not there.
local function of_ini(text, name)
  local section, keys
  for line in (text .. "\n"):gmatch "([^\n]*)\n" do
    line = line:gsub("\r$", "")
    local title = line:match "^%s*%[%s*(.-)%s*%]%s*$"
    if title then
      section = title
      if section == name then keys = keys or {} end
    elseif section == name then
      local key, value = line:match "^%s*([%w_]+)%s*=%s*(.-)%s*$"
      if key and NAMES[key] then keys[key] = value end
    end
  end
  return keys
end

local function problem_with(keys)
  if keys.credential_process then return nil end
  for _, name in ipairs { "secret_id", "secret_key" } do
    if type(keys[name]) ~= "string" or keys[name] == "" then
      return "has no " .. name .. " for it"
    end
  end
  if keys.token == "" then keys.token = nil end
  return keys.token ~= nil and type(keys.token) ~= "string"
    and "has a token that is no text" or nil
end

local function places(name, getenv)
  local home = getenv "HOME" or ""
  local given = getenv "TENCENTCLOUD_CREDENTIALS_FILE"
  return {
    { path = home .. "/.tccli/" .. name .. ".credential", read = of_json },
    { path = given and given ~= "" and given
        or home .. "/.tencentcloud/credentials", read = of_ini },
    { path = "/etc/tencentcloud/credentials", read = of_ini },
  }
end

local function nowhere(name, list)
  local paths = {}
  for i, place in ipairs(list) do paths[i] = visible(place.path, 200) end
  return nil, ("no profile %s: looked in %s"):format(name,
    table.concat(paths, ", "))
end

--- Keys of a profile.
---@param name string
---@param getenv? fun(name: string): string? default os.getenv
---@return table? keys or { credential_process }
---@return string message_or_path what is wrong; or the file that they are in
---@return boolean? is_absent no file has that profile
function profile.find(name, getenv)
  getenv = getenv or os.getenv
  if not name:find "^[%w._@+-]+$" then
    return nil, "a profile's name is letters, digits and ._@+- (only pull "
      .. "takes several)"
  end
  local list = places(name, getenv)
  for _, place in ipairs(list) do
    local text, problem = read(place.path)
    local keys
    if text then keys, problem = place.read(text, name) end
    problem = problem or keys and problem_with(keys)
    if problem then
      return nil, ("profile %s: %s %s"):format(name,
        visible(place.path, 200), problem)
    elseif keys then
      return keys, place.path
    end
  end
  local _, message = nowhere(name, list)
  return nil, message, true
end

--- What a profile has now: a provider of its keys.
---@param name string
---@param getenv? fun(name: string): string? default os.getenv
---@return table? provider static, or a process
---@return string message_or_path as of find
---@return boolean|string? is_absent_or_warning no file has it; or that others
---  can read the file
function profile.open(name, getenv)
  local keys, path, is_absent = profile.find(name, getenv)
  if not keys then return nil, path, is_absent end
  local warning = core.is_open_to_others(path) and visible(path, 200)
    .. " can be read by others: chmod 600 it" or nil
  if keys.credential_process then
    return process.new(keys.credential_process), path, warning
  end
  return static.of(keys), path, warning
end

--- Makes the provider of a profile's keys; its files are read when they are
--- asked for.
---@param name? string default: $TCCLI_PROFILE, or "default"
---@param getenv? fun(name: string): string? default os.getenv
---@return table provider
function profile.new(name, getenv)
  getenv = getenv or os.getenv
  local given = getenv "TCCLI_PROFILE"
  local known = { HOME = getenv "HOME",
    TENCENTCLOUD_CREDENTIALS_FILE = getenv "TENCENTCLOUD_CREDENTIALS_FILE" }
  return setmetatable({ name = name or given ~= "" and given or "default",
    getenv = function(variable) return known[variable] end }, profile_meta)
end

---@param context table see access.lua
---@return true? ok, table|string keys_or_message
---@return boolean? is_absent no file has that profile
function Profile:get(context)
  local provider, message, more = profile.open(self.name, self.getenv)
  if not provider then return nil, message, more end
  if more then context.warn(more) end
  return provider:get(context)
end

return profile
