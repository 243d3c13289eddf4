-- How late this machine lets a process be: sleeps a millisecond at a time until
-- the file is there, then prints the worst lateness in seconds.
--   ticker.lua FILE

local monotonic = require "tcbilling.core".monotonic
local sleep = require "tcbilling.runtime.curl".sleep

local worst, last = 0, monotonic()
while true do
  sleep(0.001)
  local now = monotonic()
  worst = math.max(worst, now - last - 0.001)
  last = now
  local file = io.open(arg[1], "rb")
  if file then
    file:close()
    break
  end
end
print(worst)
