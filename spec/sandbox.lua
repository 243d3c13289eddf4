-- The sandbox as specs use it: start one, look inside, make it misbehave.
-- Runs on Lua 5.4 and LuaJIT, with curl and lua-cjson.
--
--   local sandbox = require "spec.sandbox"
--   local box = sandbox.start { rows = 300, rate = { PayDeals = 5 } }
--   local client = assert(tcbilling.new(box:options { limiter = "process" }))
--   box:faults { { kind = "cut", times = 1 } }
--   ...
--   box:stop()
local cjson = require "cjson"

local M = {}

local Box = {}
Box.__index = Box

local root = debug.getinfo(1, "S").source:match "^@(.*)spec/[^/]*$"
if root == "" then root = "./" end

-- With --watch the server goes when this process does, however it ends: the
-- shell's parent is this process.
local WATCH = " --watch $PPID"

local function quote(text)
  return "'" .. tostring(text):gsub("'", "'\\''") .. "'"
end

-- A shell, without the sanitizers that the tests may have put before us.
local function open_pipe(command)
  return assert(io.popen("unset LD_PRELOAD; " .. command, "r"))
end

local function run(command)
  local pipe = open_pipe(command .. " 2>&1; echo \"|$?\"")
  local output, status = pipe:read "*a":match "^(.*)|(%d+)\n$"
  pipe:close()
  if status ~= "0" then error(command .. ": " .. output, 3) end
  return output
end

local function read_env(dir)
  local env = {}
  for line in io.lines(dir .. "/env") do
    local name, value = line:match "^export ([%w_]+)='?([^']*)'?$"
    if name then env[name] = value end
  end
  return env
end

local FLAGS = { "rows", "window", "latency", "jitter", "way_there",
  "way_there_jitter", "seed", "deals_offset" }

local function arguments(options)
  local words = {}
  for _, name in ipairs(FLAGS) do
    if options[name] ~= nil then
      words[#words + 1] = "--" .. name:gsub("_", "-") .. " "
        .. quote(options[name])
    end
  end
  for action, rate in pairs(options.rate or {}) do
    words[#words + 1] = ("--rate %s=%d"):format(action, rate)
  end
  if options.no_limits then words[#words + 1] = "--no-limits" end
  if options.keep_bodies then words[#words + 1] = "--keep-bodies" end
  return table.concat(words, " ")
end

local function new(dir, shared)
  local env = read_env(dir)
  return setmetatable({ dir = dir, shared = shared, env = env,
    url = env.TCBILLING_ENDPOINT, http = env.TCBILLING_SANDBOX_HTTP,
    h2 = env.TCBILLING_SANDBOX_H2, ca = env.TCBILLING_CA_FILE,
    capath = env.TCBILLING_SANDBOX_CAPATH,
    id = env.TENCENTCLOUD_SECRET_ID, key = env.TENCENTCLOUD_SECRET_KEY }, Box)
end

-- One that runs already (TCBILLING_SANDBOX_DIR), put back to its start.
local function share(dir, options)
  local box = new(dir, true)
  box:reset()
  local changes = { rates = options.rate, no_limits = options.no_limits,
    keep_bodies = options.keep_bodies }
  for _, name in ipairs(FLAGS) do changes[name] = options[name] end
  if next(changes) then box:config(changes) end
  return box
end

--- @param options table|nil { rows, rate = { Action = n }, window, latency,
---   jitter, way_there, way_there_jitter, seed, deals_offset, no_limits,
---   keep_bodies, own }: as the options of script/sandbox; `own` never shares
---   a running one
--- @return table box { url, http, h2, ca, capath, id, key, env, dir }
function M.start(options)
  options = options or {}
  local running = os.getenv "TCBILLING_SANDBOX_DIR"
  if running and not options.own then return share(running, options) end
  local dir = run "mktemp -d":gsub("\n$", "")
  run(quote(root .. "script/sandbox") .. " " .. arguments(options) .. WATCH
    .. " --detach " .. quote(dir))
  return new(dir, false)
end

-- Inside nginx a directive has trust in the shared sandbox (in no `own` one),
-- and there are no proxies.
local function trust(box)
  if type(rawget(_G, "ngx")) == "table" then return {} end
  return { ca_file = box.ca, proxy = "" }
end

--- What tcbilling.new takes to make a client of this sandbox.
--- @param ... table|nil more options, the later ones before the earlier
--- @return table options
function Box:options(...)
  local all = trust(self)
  all.secret_id, all.secret_key, all.endpoint = self.id, self.key, self.url
  for i = 1, select("#", ...) do
    for name, value in pairs((select(i, ...)) or {}) do all[name] = value end
  end
  return all
end

-- One request to the control API; a body is encoded as JSON unless text.
function Box:control(method, path, body)
  local command = "curl -s --noproxy '*' --max-time 60 -w '|%{http_code}' -X "
    .. method .. " " .. quote(self.http .. "/_sandbox/" .. path)
  local file
  if body then
    file = os.tmpname()
    local out = assert(io.open(file, "wb"))
    out:write(type(body) == "string" and body or cjson.encode(body))
    out:close()
    command = command .. " --data-binary @" .. file
  end
  local pipe = open_pipe(command)
  local text, status = pipe:read "*a":match "^(.*)|(%d+)$"
  pipe:close()
  if file then os.remove(file) end
  if status ~= "200" then
    error(("sandbox: %s %s: %s"):format(method, path, text), 3)
  end
  return cjson.decode(text)
end

--- Takes the place of all rules: box:faults { { kind = "hang" } }. Without
--- an argument the rules as they are, each with `seen` and `fired`.
function Box:faults(rules)
  if not rules then return self:control("GET", "faults") end
  if #rules == 0 then return self:control("DELETE", "faults") end
  return self:control("PUT", "faults", rules)
end

--- Changes settings: rows, rates, window, latency, jitter, way_there,
--- way_there_jitter, no_limits, clock_offset, seed, deals_offset, keep_bodies.
--- Windows start anew.
function Box:config(changes)
  if not changes then return self:control("GET", "config") end
  return self:control("PUT", "config", changes)
end

--- A list of { at = "seconds.nanoseconds", action, accepted, code, connection,
--- requests_on_connection }, in the order of arrival; with `body`, the text,
--- where keep_bodies is on.
function Box:arrivals()
  return self:control("GET", "arrivals")
end

function Box:forget_arrivals()
  return self:control("DELETE", "arrivals")
end

--- Exact sums of a month's organisation bill, and of a filtered part of it.
--- @return table { rows, counted, skipped, RealTotalCost, TotalCost, ... }
function Box:total(month, filters)
  local query = "total?Month=" .. month
  for name, value in pairs(filters or {}) do
    query = query .. "&" .. name .. "=" .. value:gsub("[^%w%-_.~]", function(c)
      return ("%%%02X"):format(c:byte())
    end)
  end
  return self:control("GET", query)
end

--- The exact TotalCost of DescribeCustomerBillSummary, as text.
function Box:customer(uin, month)
  local query = ("customer?CustomerUin=%.0f&Month=%s"):format(uin, month)
  return self:control("GET", query).TotalCost
end

--- How often each write's order id was read, and how often it was carried out.
function Box:writes()
  local writes = self:control("GET", "writes")
  return writes.reads, writes.done
end

--- Everything as at the start.
function Box:reset()
  return self:control("POST", "reset")
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "*a"
  file:close()
  return text
end

--- What nginx logged.
function Box:log()
  return read(self.dir .. "/error.log")
end

--- How often somebody sent a byte to one that proved nothing.
function Box:sent_untrusted()
  self:control("GET", "now") -- after which all before it is written
  return select(2, read(self.dir .. "/untrusted.log"):gsub("\n", ""))
end

function Box:stop()
  if self.shared then return self:reset() end
  run(quote(root .. "script/sandbox") .. " --stop " .. quote(self.dir))
  run("rm -rf " .. quote(self.dir))
end

return M
