-- Calling a program's own functions: on_event and log.

local visible = require "tcbilling.visible"

--- Calls `f`. One that raises must not cost the program the outcome of its
--- call, so what it raised goes into the call's detail.
---@param call table a call, or rows; written to: problem
---@param name string the option that `f` is
local function tell(call, name, f, ...)
  local ok, raised = pcall(f, ...)
  if ok then return end
  local printed, text = pcall(tostring, raised)
  call.problem = name .. " failed: " .. visible(
    printed and type(text) == "string" and text
    or "with an error that can't be printed")
end

return tell
