-- Runs a file of specs with busted, in the request that asks for it: what
-- busted would print is the answer.

-- Of their own, as specs may put another `ngx` in place.
local print, say = ngx.print, ngx.say

local function refuse_to_exit()
  error("os.exit would end the worker", 2)
end

-- busted, which was written for a program of its own, finds one.
local function pretend_program(path)
  rawset(_G, "arg", { [0] = "busted", "--output=plainTerminal", path })
  rawset(_G, "print", function(...) say(...) end) -- coroutines refuse C here
  io.write = function(...) print(...) end
  os.exit = refuse_to_exit
end

local function run_busted()
  require "busted.runner" { standalone = false }
end

---@param uri string "/spec/client_spec.lua"
local function run(uri)
  pretend_program(uri:sub(2))
  -- It raises nil where a spec failed, and has said so.
  local ok, problem = pcall(run_busted)
  if not ok and problem ~= nil then say(tostring(problem)) end
end

return run
