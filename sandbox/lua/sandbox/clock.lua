-- The two clocks, read from the kernel at the moment of the call: nginx's own
-- time is cached per event and too coarse to judge a rate by.
local ffi = require "ffi"

ffi.cdef [[
struct sandbox_timespec { long sec; long nsec; };
int sandbox_clock_gettime(int clock, struct sandbox_timespec *out)
  __asm__("clock_gettime");
]]

local M = {}

local REALTIME, MONOTONIC = 0, 1
local out = ffi.new "struct sandbox_timespec"

local function read(clock)
  ffi.C.sandbox_clock_gettime(clock, out)
  return tonumber(out.sec), tonumber(out.nsec)
end

--- Nanoseconds of CLOCK_MONOTONIC. Exact up to 104 days of uptime, and within
--- 2 ns beyond.
function M.monotonic()
  local sec, nsec = read(MONOTONIC)
  return sec * 1e9 + nsec
end

--- Seconds since the epoch, with a fraction.
function M.wall()
  local sec, nsec = read(REALTIME)
  return sec + nsec / 1e9
end

--- Nanoseconds as seconds with nine decimals, without rounding.
function M.text(ns)
  return string.format("%d.%09d", math.floor(ns / 1e9), ns % 1e9)
end

return M
