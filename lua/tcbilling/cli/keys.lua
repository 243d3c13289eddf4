-- The keys that a command signs with: of a profile, the environment, or typed
-- in. Never of an argument, which others on the machine can read.

local credentials = require "tcbilling.credentials"
local profile = require "tcbilling.credentials.profile"

local keys = {}

local AUTH = { kind = "auth" }

local function is_open_to_others(path)
  local uv = require "luv"
  local stat = uv.fs_stat(path)
  return stat and stat.mode % 64 ~= 0
end

local function of_profile(name)
  local found, message, is_absent = profile.find(name)
  if not found then return nil, message, is_absent end
  found.source = ("profile %s (%s)"):format(name, message)
  found.warning = is_open_to_others(message) and message
    .. " can be read by others: chmod 600 it" or nil
  return found
end

-- Those of a provider that has them.
local function given(provider, message, source)
  if not provider then return nil, message, AUTH end
  local _, found = provider:get()
  found.source = source
  return found
end

local function typed(terminal)
  local prompt = require "tcbilling.cli.prompt"
  local id = prompt(terminal, "SecretId: ", false)
  local key = id and prompt(terminal, "SecretKey (not shown): ", true)
  if not key then return nil, "no keys were given", { kind = "cancelled" } end
  local provider, message = credentials.static { secret_id = id,
    secret_key = key }
  return given(provider, message, "typed in")
end

local NOWHERE = "no keys: set TENCENTCLOUD_SECRET_ID and "
  .. "TENCENTCLOUD_SECRET_KEY, or name a profile (--profile NAME, of "
  .. "~/.tccli or ~/.tencentcloud/credentials)"

-- Are any set, though not all that are needed?
local function is_in_environment()
  for _, name in ipairs { "ID", "KEY" } do
    if (os.getenv("TENCENTCLOUD_SECRET_" .. name) or "") ~= "" then
      return true
    end
  end
end

--- Finds them: those of --profile, else the environment's, else of the profile
--- "default", else asks.
---@param args table profile
---@param terminal table
---@return table? keys secret_id, secret_key, token; source and warning for
---  people
---@return string? message, table? detail
function keys.find(args, terminal)
  if args.profile then
    local found, message = of_profile(args.profile)
    if not found then return nil, message, AUTH end
    return found
  elseif is_in_environment() then
    local provider, message = credentials.environment()
    return given(provider, message, "the environment")
  end
  local found, message, is_absent = of_profile "default"
  if found then return found end
  if not is_absent then return nil, message, AUTH end
  if terminal.is_in_terminal and terminal.is_err_terminal then
    return typed(terminal)
  end
  return nil, NOWHERE, AUTH
end

return keys
