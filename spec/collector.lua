-- Finalizers that run when a spec wants them to.
--
--   local collector = require "spec.collector"
--   collector.arm(3, function() file:close() end)
--   local ok, result, message = collector.pressed(file.write, file, "text")

local M = {}

local armed -- what is called, until `pressed` returns
local fired -- how often it was, since `forget`

function M.forget()
  fired = 0
end

function M.fired()
  return fired
end

local function place(n, f)
  local function finalize()
    if armed ~= f then return end
    if n > 1 then return place(n - 1, f) end
    fired = fired + 1
    f()
  end
  if _VERSION == "Lua 5.1" then
    getmetatable(newproxy(true)).__gc = finalize
  else
    setmetatable({}, { __gc = finalize })
  end
end

--- Calls `f` at the n-th collection from now: none is under way, which would
--- not notice what is new.
function M.arm(n, f)
  collectgarbage()
  armed = f
  place(n, f)
end

-- Then each allocation collects everything.
local function set_pressure(on)
  if _VERSION == "Lua 5.1" then
    collectgarbage("setpause", on and 1 or 200)
    collectgarbage("setstepmul", on and 100000000 or 200)
  else -- where a zero would mean: as it is
    collectgarbage("incremental", on and 1 or 200, on and 1000 or 100,
      on and 40 or 13)
  end
  collectgarbage("stop")
  collectgarbage("restart")
end

--- f(...) with the collector at full pressure, as pcall returns it.
function M.pressed(f, ...)
  set_pressure(true)
  local ok, a, b = pcall(f, ...)
  set_pressure(false)
  armed = nil
  return ok, a, b
end

return M
