-- Runs a command, and waits for it: nothing else goes on meanwhile.

-- Lua 5.1 does not tell a command's status, so that it must be printed, too.
local WITH_STATUS = "(%s\n); printf '\\n%%d' $?"

---@param text string for a shell
---@return string? printed nil: it failed
---@return string? message
local function run(text)
  local pipe, message = io.popen(WITH_STATUS:format(text))
  if not pipe then return nil, "can't be run: " .. message end
  local all = pipe:read "*a"
  pipe:close()
  local printed, status = all:match "^(.*)\n(%d+)$"
  if status == "0" then return printed end
  return nil, "failed" .. (status and " with code " .. status or "")
end

return run
