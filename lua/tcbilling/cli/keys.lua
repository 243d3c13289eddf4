-- The keys that a command signs with: of a profile, the environment, this
-- machine's role, or typed in. Never of an argument, which others on the
-- machine can read.

local credentials = require "tcbilling.credentials"
local profile = require "tcbilling.credentials.profile"

local keys = {}

local AUTH = { kind = "auth" }

-- What is known of keys that are there.
local function found_in(provider, source)
  local _, own = provider:get()
  return { provider = provider, source = source, id = own.secret_id,
    has_token = own.token ~= nil }
end

-- Looked at now, so that what is wrong is said before anything begins.
local function of_profile(name)
  local provider, message, more = profile.open(name)
  if not provider then return nil, message, more end
  local source = ("profile %s (%s)"):format(name, message)
  local found = provider.is_given and found_in(provider, source)
    or { provider = provider, source = source }
  found.warning = more
  return found
end

local ROLE = "@role"

-- The role of the pod that this is, or else of the machine.
local function of_role()
  local provider, message, is_absent = credentials.pod_identity()
  if provider then
    return { provider = provider, source = "this pod's role" }
  elseif not is_absent then
    return nil, message
  end
  return { provider = credentials.metadata(),
    source = "this machine's role" }
end

local function typed(terminal)
  local prompt = require "tcbilling.cli.prompt"
  local id = prompt(terminal, "SecretId: ", false)
  local key = id and prompt(terminal, "SecretKey (not shown): ", true)
  if not key then return nil, "no keys were given", { kind = "cancelled" } end
  local provider, message = credentials.static { secret_id = id,
    secret_key = key }
  if not provider then return nil, message, AUTH end
  return found_in(provider, "typed in")
end

local NOWHERE = "no keys: set TENCENTCLOUD_SECRET_ID and "
  .. "TENCENTCLOUD_SECRET_KEY, or name a profile (--profile NAME, of "
  .. "~/.tccli or ~/.tencentcloud/credentials), or the role of this machine "
  .. "or pod (--profile @role)"

-- Are any set, though not all that are needed?
local function is_in_environment()
  for _, name in ipairs { "ID", "KEY" } do
    if (os.getenv("TENCENTCLOUD_SECRET_" .. name) or "") ~= "" then
      return true
    end
  end
end

local function of_environment()
  local provider, message = credentials.environment()
  if not provider then return nil, message, AUTH end
  return found_in(provider, "the environment")
end

--- Finds them: those of --profile, else the environment's, else of the profile
--- "default", else asks.
---@param args table profile ("@role": of this machine or pod)
---@param terminal table
---@return table? found provider; for people source, warning, and id and
---  has_token where that is known
---@return string? message, table? detail
function keys.find(args, terminal)
  if args.profile then
    local find = args.profile == ROLE and of_role or of_profile
    local found, message = find(args.profile)
    if not found then return nil, message, AUTH end
    return found
  elseif is_in_environment() then
    return of_environment()
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
