-- Keys that the program has.

local keys = require "tcbilling.credentials.keys"

local static = {}

--- A provider of keys that are there. They are in no table that somebody may
--- print.
---@param own table keys
---@return table provider is_given: it need not be waited for
function static.of(own)
  return { is_given = true, get = function() return true, own end }
end

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
  return static.of(own)
end

return static
