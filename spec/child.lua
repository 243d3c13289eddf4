-- Runs a piece of Lua in a process of its own, maybe in a terminal, as the
-- specs of the command line need it.
--
--   local child = require "spec.child"
--   local result = child.run {
--     code = "print(...)", arguments = { "a" }, environment = { HOME = "/x" },
--     terminal = { columns = 40 },        -- absent: pipes
--     on_output = function(text, it)      -- all that came so far
--       if text:find "ready" then it:kill "sigint" end
--     end,
--   }
--   result.out, result.err, result.code, result.signal
local uv = require "luv"

local M = {}

local LONGEST = 20000 -- ms

local root = debug.getinfo(1, "S").source:match "^@(.*)spec/[^/]*$"
if root == "" then root = "./" end

local INTERPRETER = root
  .. (_VERSION == "Lua 5.1" and "script/luajit" or "script/lua")

-- Without the sanitizers that the tests may have put before us.
local function environment(changes)
  local all = uv.os_environ()
  all.LD_PRELOAD = nil
  for name, value in pairs(changes or {}) do all[name] = value or nil end
  local list = {}
  for name, value in pairs(all) do list[#list + 1] = name .. "=" .. value end
  return list
end

local function write_code(code)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(code)
  file:close()
  return path
end

local function quote(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- The program and its arguments; in a terminal, those of script(1).
local function command(options, path)
  local words = { path }
  for _, word in ipairs(options.arguments or {}) do words[#words + 1] = word end
  if not options.terminal then return INTERPRETER, words end
  for i, word in ipairs(words) do words[i] = quote(word) end
  local line = ("stty cols %d rows %d; exec %s %s"):format(
    options.terminal.columns or 80, options.terminal.rows or 24, INTERPRETER,
    table.concat(words, " "))
  if options.err then line = line .. " 2>" .. quote(options.err) end
  return "script", { "-qefc", line, "/dev/null" }
end

local Child = {}
Child.__index = Child

--- Sends a signal; to a terminal's program write "\3" instead.
function Child:kill(name)
  self.process:kill(name)
end

--- What the program reads, or is typed.
function Child:write(text)
  self.stdin:write(text)
end

--- Nothing more will be.
function Child:close_input()
  if not self.stdin:is_closing() then self.stdin:close() end
end

local function gather(child, pipe, name, on_output)
  local parts = {}
  child[name] = ""
  pipe:read_start(function(_, text)
    if not text then return pipe:close() end
    parts[#parts + 1] = text
    child[name] = table.concat(parts)
    if on_output then on_output(child[name], child) end
  end)
end

local function start(options, path)
  local child = setmetatable({ stdin = uv.new_pipe(false) }, Child)
  local out, err = uv.new_pipe(false), uv.new_pipe(false)
  local program, arguments = command(options, path)
  child.process = assert(uv.spawn(program, { args = arguments,
    env = environment(options.environment), stdio = { child.stdin, out, err },
  }, function(code, signal)
    child.code, child.signal = code, signal
    child.process:close()
    child:close_input()
  end))
  if options.no_reader then
    out:close()
  else
    gather(child, out, "out", options.on_output)
  end
  gather(child, err, "err", options.on_error)
  return child
end

--- Runs it to its end. Raises if it takes too long.
---@return table result { out, err, code, signal }
function M.run(options)
  local path = write_code(options.code)
  local child = start(options, path)
  local alarm, late = uv.new_timer(), false
  uv.update_time() -- the loop may have rested for longer than that
  alarm:start(LONGEST, 0, function()
    late = true
    child.process:kill "sigkill"
  end)
  alarm:unref()
  uv.run()
  alarm:close()
  uv.run "nowait"
  os.remove(path)
  if late then
    error("it took too long; it wrote: " .. child.out .. child.err, 2)
  end
  return child
end

return M
