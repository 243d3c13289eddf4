-- Ends the server when the process that asked for it is gone, killed without
-- a chance to stop it.
local ffi = require "ffi"

ffi.cdef [[
int sandbox_kill(int pid, int signal) __asm__("kill");
int sandbox_getppid(void) __asm__("getppid");
]]

local M = {}

local INTERVAL = 1 -- seconds
local TERM, ESRCH = 15, 3

-- The directory was empty when it was given to the sandbox.
local function leave(dir)
  os.execute("rm -rf '" .. dir:gsub("'", "'\\''") .. "'")
  ffi.C.sandbox_kill(ffi.C.sandbox_getppid(), TERM) -- the master
end

--- Call in a worker: pid 0 or nil watches nobody.
function M.start(pid, dir)
  if not pid or pid <= 0 then return end
  ngx.timer.every(INTERVAL, function(premature)
    local gone = not premature and ffi.C.sandbox_kill(pid, 0) ~= 0
      and ffi.errno() == ESRCH
    if gone then leave(dir) end
  end)
end

return M
