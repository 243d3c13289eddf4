-- A helper of busted that counts which lines of lua/ run:
--   COVERAGE=FILE busted --helper=spec/coverage.lua ...
-- It adds a line "PATH LINE" to FILE for each that ran, once a process.

local path = assert(os.getenv "COVERAGE", "COVERAGE names a file")
local seen = {}

local function count(_, line)
  local source = debug.getinfo(2, "S").source
  local lines = seen[source]
  if not lines then
    lines = {}
    seen[source] = lines
  end
  lines[line] = true
end

-- Coroutines have hooks of their own.
local create = coroutine.create
local function hooked(f)
  local made = create(f)
  debug.sethook(made, count, "l")
  return made
end
coroutine.create = hooked -- luacheck: ignore 122
coroutine.wrap = function(f) -- luacheck: ignore 122
  local made = hooked(f)
  return function(...)
    local function pass(ok, ...)
      if not ok then error((...), 0) end
      return ...
    end
    return pass(coroutine.resume(made, ...))
  end
end
debug.sethook(count, "l")

-- At the end, when the state is closed.
local function write()
  debug.sethook()
  local file = assert(io.open(path, "a"))
  for source, lines in pairs(seen) do
    local name = source:match "^@%.?/?(lua/tcbilling/.*)$"
    if name then
      for line in pairs(lines) do file:write(name, " ", line, "\n") end
    end
  end
  file:close()
end

_G.tcbilling_coverage = setmetatable({}, { __gc = write })
