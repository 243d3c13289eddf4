-- Runs a file of specs with busted, in the request that asks for it: what
-- busted would print is the answer.

-- Of their own, as specs may put another `ngx` in place.
local print, say = ngx.print, ngx.say

-- The request's body: a word a line.
local function arguments()
  local words = { [0] = "busted", "--output=plainTerminal" }
  ngx.req.read_body()
  for word in ngx.req.get_body_data():gmatch "[^\n]+" do
    words[#words + 1] = word
  end
  return words
end

local function refuse_to_exit()
  error("os.exit would end the worker", 2)
end

-- busted, which was written for a program of its own, finds one.
local function pretend_program()
  rawset(_G, "arg", arguments())
  rawset(_G, "print", function(...) say(...) end) -- coroutines refuse C here
  io.write = function(...) print(...) end
  os.exit = refuse_to_exit
end

local function run_busted()
  require "busted.runner" { standalone = false }
end

return function()
  pretend_program()
  -- It raises nil where a spec failed, and has said so.
  local ok, problem = pcall(run_busted)
  if not ok and problem ~= nil then say(tostring(problem)) end
end
