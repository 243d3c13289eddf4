-- Where keys come from: given, or the environment.
--
-- A source returns a plain table { secret_id, secret_key, token } or
-- `nil, message`. Nothing here keeps what it returned.

local credentials = {}

local VARIABLES = {
  secret_id = "TENCENTCLOUD_SECRET_ID",
  secret_key = "TENCENTCLOUD_SECRET_KEY",
  token = "TENCENTCLOUD_TOKEN",
}

-- A key that was copied with its line end signs nothing that is accepted.
local function problem_with(keys)
  for _, name in ipairs { "secret_id", "secret_key", "token" } do
    local value = keys[name] or ""
    if value == "" and name ~= "token" then
      return name .. " is missing or empty"
    elseif value:find("^%s") or value:find("%s$") then
      return name .. " has blanks around it"
    end
  end
end

--- Keys that the program has.
---@param given { secret_id: string, secret_key: string, token?: string }
---@return table? keys, string? message
function credentials.static(given)
  local keys = {
    secret_id = given.secret_id,
    secret_key = given.secret_key,
    token = given.token,
  }
  local problem = problem_with(keys)
  if problem then
    return nil, problem .. ": pass secret_id and secret_key (and token), or "
      .. "none of them, for those of the environment"
  end
  return keys
end

--- Keys of the variables that Tencent Cloud's own tools read.
---@param getenv? fun(name: string): string? default os.getenv
---@return table? keys, string? message
function credentials.environment(getenv)
  getenv = getenv or os.getenv
  local keys = {}
  for name, variable in pairs(VARIABLES) do
    local value = getenv(variable)
    if value ~= "" then keys[name] = value end
  end
  local problem = problem_with(keys)
  if problem then
    return nil, problem .. ": pass secret_id and secret_key, or set "
      .. VARIABLES.secret_id .. " and " .. VARIABLES.secret_key
  end
  return keys
end

--- Those that a client's options give, else the environment's.
---@param given table
---@return table? keys, string? message, boolean? is_environment it was looked
---  for there
function credentials.find(given)
  if given.secret_id or given.secret_key or given.token then
    return credentials.static(given)
  end
  local keys, message = credentials.environment()
  return keys, message, true
end

return credentials
