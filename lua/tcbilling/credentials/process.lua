-- Keys that a command prints, as JSON: { "secret_id", "secret_key", "token",
-- "expires" (UNIX seconds) }, the last two only if there are such.

local json = require "tcbilling.core".json
local visible = require "tcbilling.visible"

local Process = {}
local process_meta = { __index = Process }

local process = {}

--- Makes it.
---@param command string for a shell
---@return table provider
function process.new(command)
  return setmetatable({ command = command }, process_meta)
end

-- What it printed is never shown.
local function read(text)
  local given = json.decode(text)
  if type(given) ~= "table" then return nil, "printed no JSON object" end
  return true, { secret_id = given.secret_id, secret_key = given.secret_key,
    token = given.token, expires = given.expires }
end

local TIMEOUT = 60 -- seconds

---@param context table see access.lua
---@return true? ok, table|string keys_or_message
function Process:get(context)
  local text, message = context.runtime.run(self.command, TIMEOUT)
  local ok, found
  if text then ok, found = read(text) else found = message end
  if ok then return true, found end
  return nil, ("the credential_process (%s) %s"):format(
    visible(self.command, 60), found)
end

return process
