-- A call in a process of its own, to which the system grants little.
--
--   local seen = require "spec.limited_call" { limits = "-n 64",
--     fills_descriptors = true, box = box, action = ..., params = ... }
--   seen.kind, seen.attempts, seen.message, seen.took
--
-- `limits` is for ulimit. There is no such thing inside nginx, nor beside
-- sanitizers, which take all addresses there are.

local cjson = require "cjson"

-- That process: a good call first, which loads all that is needed, then one
-- over a connection that is yet to be made.
local CODE = [[
local cjson = require "cjson"
local monotonic = require "tcbilling.core".monotonic
local tcbilling = require "tcbilling"
local asked = cjson.decode(io.read "*a")
local function client(url)
  return assert(tcbilling.new { secret_id = asked.id, secret_key = asked.key,
    endpoint = url, ca_file = asked.ca, proxy = "", limiter = "process",
    account = tostring({}), timeout = asked.timeout,
    retry = { base = 0.01, attempts = 4 } })
end
local first = client(asked.url)
assert(first:call("billing", "DescribeAccountBalance", {}))
first:close()
local second, held = client(asked.other_url), {}
while asked.fills_descriptors do
  local file = io.open "/dev/null"
  if not file then break end
  held[#held + 1] = file
end
local began = monotonic()
local result, message, detail = second:call("billing", asked.action,
  asked.params, { deadline = asked.deadline })
print(cjson.encode { kind = result and "ok" or detail.kind,
  attempts = detail.attempts, message = message or "",
  took = monotonic() - began })
]]

local INTERPRETER = _VERSION == "Lua 5.1" and "luajit" or "lua5.4"

local function write(text)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  return path
end

return function(asked)
  local box = asked.box
  local code, input = write(CODE), write(cjson.encode {
    url = box.url, other_url = box.http,
    ca = box.ca, id = box.id, key = box.key,
    action = asked.action, params = asked.params, timeout = asked.timeout,
    deadline = asked.deadline, fills_descriptors = asked.fills_descriptors })
  local pipe = assert(io.popen(("ulimit %s; LUA_PATH='%s' LUA_CPATH='%s' "
    .. "LUA_PATH_5_4='%s' LUA_CPATH_5_4='%s' %s %s <%s 2>&1"):format(
    asked.limits, package.path, package.cpath, package.path, package.cpath,
    INTERPRETER, code, input)))
  local text = pipe:read "*a"
  pipe:close()
  os.remove(code)
  os.remove(input)
  local is_answer, seen = pcall(cjson.decode, text)
  return is_answer and seen or error(text, 2)
end
