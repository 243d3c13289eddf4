-- Warnings about an action, to the program's log.

local tell = require "tcbilling.tell"

--- Warns.
---@param call table a call, or rows; written to: problem
---@param client table with `log`
---@param action string
---@param text string
local function warn(call, client, action, text)
  tell(call, "log", client.log, "warning", action .. ": " .. text)
end

return warn
