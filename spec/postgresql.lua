-- A real PostgreSQL for specs: Debian's, in a directory of its own, on a free
-- port of loopback, stopped by its own pid.
--
--   local server = require("spec.postgresql").start()
--   server:database "name"   -- makes it: its URL
--   server:stop()

local shell = require "spec.shell"

local M = {}

local Server = {}
Server.__index = Server

local function run(command)
  local text, is_good = shell(command)
  if not is_good then error(command .. ": " .. text, 3) end
  return text
end

-- PostgreSQL refuses to run as root.
local function as_user(command)
  if run "id -u" ~= "0" then return run(command) end
  return run("setpriv --reuid=postgres --regid=postgres --clear-groups env "
    .. "HOME=/ " .. command)
end

--- Starts one. It is there when this returns.
---@return table server
function M.start()
  local bin = run "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1"
  local dir = run "mktemp -d"
  run(("chmod 755 %s && mkdir %s/data && chown $(stat -c %%u %s) %s/data")
    :format(dir, dir, dir, dir))
  if run "id -u" == "0" then run(("chown postgres %s"):format(dir)) end
  if run "id -u" == "0" then run(("chown postgres %s/data"):format(dir)) end
  as_user(("%s/initdb -D %s/data -U tester -A trust -N -E UTF8 --locale=C")
    :format(bin, dir))
  local port = run("luajit -e '" .. [[local s = io.open("/dev/urandom", "rb")
    local a, b = s:read(2):byte(1, 2)
    print(20000 + (a * 256 + b) % 12000)]] .. "'")
  -- a port that somebody has is told by pg_ctl, and another one is tried
  for _ = 1, 20 do
    local ok = pcall(as_user, ("%s/pg_ctl -D %s/data -w -t 60 -l %s/log -o "
      .. "'-p %s -k %s -h 127.0.0.1' start >/dev/null"):format(bin, dir, dir,
      port, dir))
    if ok then
      return setmetatable({ bin = bin, dir = dir, port = port }, Server)
    end
    port = tostring(tonumber(port) + 1)
  end
  error("no PostgreSQL could be started: " .. run("tail " .. dir .. "/log"))
end

--- Makes a database, empty.
---@return string url
function Server:database(name)
  local url = ("postgresql://tester@127.0.0.1:%s/"):format(self.port)
  for _, sql in ipairs { "DROP DATABASE IF EXISTS %s",
    "CREATE DATABASE %s" } do
    run(("psql -X -q '%spostgres' -c '%s'"):format(url, sql:format(name)))
  end
  return url .. name
end

--- Runs SQL; its rows as lines, columns with | between.
function Server.query(_, url, sql)
  return run(("psql -X -q -At '%s' -c \"%s\""):format(url, sql))
end

function Server:stop()
  as_user(("%s/pg_ctl -D %s/data -w -m immediate stop >/dev/null"):format(
    self.bin, self.dir))
  run("rm -rf " .. self.dir)
end

return M
