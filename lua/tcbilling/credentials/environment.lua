-- Keys of the variables that Tencent Cloud's own tools read. They are read when
-- this is made: nginx, for one, hides them from its workers.

local keys = require "tcbilling.credentials.keys"
local static = require "tcbilling.credentials.static"

local environment = {}

local VARIABLES = {
  secret_id = "TENCENTCLOUD_SECRET_ID",
  secret_key = "TENCENTCLOUD_SECRET_KEY",
  token = "TENCENTCLOUD_TOKEN",
}

--- Makes it.
---@param getenv? fun(name: string): string? default os.getenv
---@return table? provider nil: they are not all there
---@return string? message
---@return boolean? is_absent not one is set
function environment.new(getenv)
  getenv = getenv or os.getenv
  local found = {}
  for name, variable in pairs(VARIABLES) do
    local value = getenv(variable)
    if value ~= "" then found[name] = value end
  end
  local problem = keys.problem(found)
  if problem then
    return nil, ("%s: pass secret_id and secret_key, or set %s and %s"):format(
      problem, VARIABLES.secret_id, VARIABLES.secret_key),
      not (found.secret_id or found.secret_key)
  end
  return static.of(found)
end

return environment
