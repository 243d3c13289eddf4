-- Providers of keys. Each has get(context), which returns `true, keys` (see
-- keys.lua) or `nil, message, is_absent`: what a client's option `credentials`
-- takes, and what a program's own table may have, too. Nothing is asked or read
-- before keys are needed, but for the environment.

local credentials = {}

local function named(name)
  return require("tcbilling.credentials." .. name)
end

--- Keys that the program has; see static.lua.
function credentials.static(given) return named "static".new(given) end

--- Those of the environment; see environment.lua.
function credentials.environment(getenv)
  return named "environment".new(getenv)
end

--- Those of a profile, from a file; see profile.lua.
function credentials.profile(name) return named "profile".new(name) end

--- Those that a command prints; see process.lua.
function credentials.process(command) return named "process".new(command) end

--- Those of the role of this machine; see metadata.lua.
function credentials.metadata(given) return named "metadata".new(given) end

--- Those of the role of this pod; see pod_identity.lua.
function credentials.pod_identity(given)
  return named "pod_identity".new(given)
end

--- Those of a role that other keys take on; see assume_role.lua.
function credentials.assume_role(given)
  return named "assume_role".new(given)
end

--- The first of several that has keys, which is the default; see chain.lua.
function credentials.chain(given) return named "chain".new(given) end

--- The provider that a client's options name.
---@param given table secret_id, secret_key, token; or credentials; or none
---@return table? provider, string? message
function credentials.find(given)
  if given.secret_id or given.secret_key or given.token then
    return credentials.static(given)
  end
  if given.credentials then return given.credentials end
  return credentials.chain()
end

return credentials
