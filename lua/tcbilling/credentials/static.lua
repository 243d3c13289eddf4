-- Keys that the program has.

local keys = require "tcbilling.credentials.keys"

local Static = {}
local static_meta = { __index = Static }

local static = {}

--- Makes it.
---@param given { secret_id: string, secret_key: string, token?: string }
---@return table? provider, string? message
function static.new(given)
  local own = { secret_id = given.secret_id, secret_key = given.secret_key,
    token = given.token }
  local problem = keys.problem(own)
  if problem then
    return nil, problem .. ": pass secret_id and secret_key (and token), or "
      .. "none of them, for those of the environment"
  end
  return setmetatable({ keys = own }, static_meta)
end

---@return true ok, table keys
function Static:get()
  return true, self.keys
end

return static
