-- Calling a program's own functions: on_event and log.

--- Calls `f`. One that raises must not cost the program the outcome of its
--- call, so what it raised goes into the call's detail.
---@param call table a call, or rows; written to: problem
---@param name string the option that `f` is
local function tell(call, name, f, ...)
  local ok, raised = pcall(f, ...)
  if not ok then call.problem = name .. " failed: " .. tostring(raised) end
end

return tell
