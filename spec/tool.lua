-- Runs tcbilling, the tool, in a process of its own, as its specs need it.
--
--   local tool = require("spec.tool").new(box.env)
--   local result = tool:run({ "actions", "Pay" }, { input = "..." })
--   result.out, result.err, result.code
--   tool:remove()

local M = {}

local Tool = {}
Tool.__index = Tool

local IS_JIT = _VERSION == "Lua 5.1"

local root = debug.getinfo(1, "S").source:match "^@(.*)spec/[^/]*$"
if root == "" then root = "./" end

local function quote(text)
  return "'" .. tostring(text):gsub("'", "'\\''") .. "'"
end

-- What a shell says, without the sanitizers that the tests may have put
-- before us.
local function shell(command)
  local pipe = assert(io.popen("unset LD_PRELOAD; " .. command, "r"))
  local text = pipe:read "*a"
  pipe:close()
  return text
end

-- The paths of the built tree; asking for them builds it.
local function paths()
  local script = IS_JIT and "script/luajit" or "script/lua"
  local path, cpath = shell(quote(root .. script) .. " -e "
    .. quote "io.write(package.path, '|', package.cpath)"):match "^(.*)|(.*)$"
  local suffix = IS_JIT and "" or "_5_4"
  return { ["LUA_PATH" .. suffix] = path, ["LUA_CPATH" .. suffix] = cpath }
end

-- Variables of whoever runs the specs that would show.
local FOREIGN = { "COLUMNS", "NO_COLOR", "LANG", "LC_CTYPE", "TCBILLING_DEBUG",
  "TCBILLING_ENDPOINT", "TCBILLING_CA_FILE", "TENCENTCLOUD_SECRET_ID",
  "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_PROFILE" }

--- Makes one. It has a home of its own.
---@param env table<string, string> of each run
---@return table
function M.new(env)
  local own = setmetatable({ env = paths() }, Tool)
  own.dir = shell "mktemp -d":gsub("\n$", "")
  own.env.HOME, own.env.LC_ALL, own.env.TERM = own.dir, "C.UTF-8", "xterm"
  for name, value in pairs(env or {}) do own.env[name] = value end
  return own
end

local function prefix(own, env)
  local words = { "env" }
  for _, name in ipairs(FOREIGN) do
    words[#words + 1] = "-u " .. name
  end
  for _, more in ipairs { own.env, env or {} } do
    for name, value in pairs(more) do
      words[#words + 1] = name .. "=" .. quote(value)
    end
  end
  return table.concat(words, " ") .. " timeout 30 "
end

function Tool:path(name)
  return self.dir .. "/" .. name
end

function Tool:write(name, text)
  local file = assert(io.open(self:path(name), "wb"))
  file:write(text)
  file:close()
  return self:path(name)
end

function Tool:read(name)
  local file = io.open(self:path(name), "rb")
  if not file then return "" end
  local text = file:read "*a"
  file:close()
  return text
end

local function command(own, words, options)
  local line = { IS_JIT and "luajit" or "lua5.4",
    quote(options.program or root .. "bin/tcbilling") }
  for _, word in ipairs(words) do line[#line + 1] = quote(word) end
  line = table.concat(line, " ")
  if not options.columns then return prefix(own, options.env) .. line end
  return prefix(own, options.env) .. "env COLUMNS=" .. options.columns
    .. " script -qefc " .. quote(("stty cols %d; exec %s 2>%s"):format(
      options.columns, line, quote(own:path "err"))) .. " /dev/null"
end

-- Where the output goes, and the code; and what comes behind that.
local function places(own, to)
  local code = "; echo $? >" .. quote(own:path "code")
  if to and to:find "^;" then return code .. to end
  return (to or ">" .. quote(own:path "out")) .. code
end

--- Runs it.
---@param words string[] its arguments
---@param options? table env (more variables), input (text), columns (its
---  output is a terminal of that width), to (where a shell is to send the
---  output, such as ">/dev/full"), program (another one), before (what the
---  shell does first)
---@return table result { out, err, code }
function Tool:run(words, options)
  options = options or {}
  local input = options.input and quote(self:write("in", options.input))
    or "/dev/null"
  shell(("%s%s <%s 2>%s %s"):format(options.before or "",
    command(self, words, options), input,
    quote(self:path(options.columns and "pty" or "err")),
    places(self, options.to)))
  local result = { out = self:read "out", err = self:read "err",
    code = tonumber(self:read "code") }
  for _, name in ipairs { "out", "err", "code" } do
    os.remove(self:path(name))
  end
  return result
end

function Tool:remove()
  shell("rm -rf " .. quote(self.dir))
end

return M
