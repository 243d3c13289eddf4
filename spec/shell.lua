-- Runs a command of a shell, and waits for it. A sanitizer's library is for
-- the interpreter only, and not for what specs start.
--- @param command string
--- @return string printed, both outputs, without the last line's end
--- @return boolean good its status was 0
local function run(command)
  local pipe = assert(io.popen("unset LD_PRELOAD; " .. command
    .. " 2>&1; echo \"|$?\""))
  local text, status = pipe:read "*a":match "^(.*)|(%d+)\n$"
  pipe:close()
  return (text:gsub("\n$", "")), status == "0"
end

return run
