-- A server for what the sandbox can't do wrong: each way has a port.
--
--   local server = require("spec.faulty_server").start()
--   server.ports.bad_chunks          -- where it misbehaves so
--   server:reads("order-1")          -- requests that it read with this in them
--   server:stop()
--
-- `lua5.4 spec/faulty_server.lua FILE` is that server: it prints its pid and
-- its ports, notes in the file what it read, and goes with its parent.

local GOOD = '{"Response":{"Ready":1,"RequestId":"r"}}'
local OK = "HTTP/1.1 200 OK\r\n"
local CHUNKED = OK .. "Transfer-Encoding: chunked\r\n\r\n"

local function answer(headers)
  return ("%s%sContent-Length: %d\r\n\r\n%s"):format(OK, headers or "", #GOOD,
    GOOD)
end

-- "TLS 1.1 and no other": the hello of a server that can't do better.
local OLD_HELLO = "\2\0\0\38\3\2" .. ("r"):rep(32) .. "\0\0\47\0"
local OLD_TLS = "\22\3\2\0\42" .. OLD_HELLO

-- What a connection does once a request was read: `say`, then every 50 ms
-- `again`; `close` at the end. One that is `blunt` doesn't wait for a request.
local WAYS = {
  slow_header = { say = OK .. "X-Slow: ", again = "a" },
  wrong_type = { say = answer "Content-Type: text/plain\r\n" },
  continue = { say = "HTTP/1.1 100 Continue\r\n\r\n" .. answer() },
  endless_continue = { again = "HTTP/1.1 100 Continue\r\n\r\n" },
  bad_chunks = { say = CHUNKED .. "zz\r\n" .. GOOD .. "\r\n0\r\n\r\n" },
  cut_chunks = { say = CHUNKED .. "9\r\n" .. GOOD:sub(1, 9), close = true },
  long_header = { say = answer("X-Long: " .. ("a"):rep(1e6) .. "\r\n") },
  no_answer = { close = true },
  not_http = { say = "SSH-2.0-OpenSSH_9.2\r\n", close = true },
  short_body = { say = OK .. "Content-Length: 9\r\n\r\n" .. GOOD:sub(1, 9) },
  old_tls = { say = OLD_TLS, blunt = true },
}

local function is_whole(text)
  local head, body = text:match "^(.-)\r\n\r\n(.*)$"
  local length = head and head:lower():match "content%-length: *(%d+)"
  return head and #body >= tonumber(length or 0)
end

local function close(client)
  if not client:is_closing() then client:close() end
end

local function misbehave(uv, client, way)
  if way.say then client:write(way.say) end
  if way.close then client:shutdown(function() close(client) end) end
  if not way.again then return end
  local timer = uv.new_timer()
  timer:start(0, 50, function()
    if client:is_closing() then return timer:close() end
    client:write(way.again)
  end)
end

local function attend(uv, client, way, note)
  local text = ""
  client:read_start(function(problem, bytes)
    if problem or not bytes then return close(client) end
    text = text .. bytes
    if not way.blunt and not is_whole(text) then return end
    if not way.blunt then note(text) end
    text = ""
    misbehave(uv, client, way)
  end)
end

local function listen(uv, way, note)
  local server = uv.new_tcp()
  assert(server:bind("127.0.0.1", 0))
  assert(server:listen(128, function()
    local client = uv.new_tcp()
    server:accept(client)
    attend(uv, client, way, note)
  end))
  return server:getsockname().port
end

local function serve(path)
  local uv = require "luv"
  local file = assert(io.open(path, "ab"))
  local function note(text)
    file:write(text:gsub("%c", " "), "\n")
    file:flush()
  end
  local words = { "pid=" .. uv.os_getpid() }
  for name, way in pairs(WAYS) do
    words[#words + 1] = name .. "=" .. listen(uv, way, note)
  end
  print(table.concat(words, " "))
  io.stdout:flush()
  -- nginx is alarmed of a child that a signal ended
  uv.new_signal():start("sigterm", function() os.exit(0) end)
  local parent = uv.os_getppid()
  uv.new_timer():start(500, 500, function()
    if uv.os_getppid() ~= parent then os.exit(0) end
  end)
  uv.run()
end

if arg and arg[0] and arg[0]:find "faulty_server%.lua$" then
  return serve(arg[1])
end

local Server = {}
Server.__index = Server

--- How many whole requests came with a text in them.
function Server:reads(text)
  local n = 0
  for line in io.lines(self.path) do
    if line:find(text, 1, true) then n = n + 1 end
  end
  return n
end

function Server:stop()
  os.execute("kill " .. self.ports.pid)
  self.pipe:close()
  os.remove(self.path)
end

local M = {}

local root = debug.getinfo(1, "S").source:match "^@(.*)spec/[^/]*$"

--- Starts one, without the sanitizers that the tests may have put before us.
function M.start()
  local path = os.tmpname()
  local pipe = assert(io.popen(("unset LD_PRELOAD; exec lua5.4 "
    .. "'%sspec/faulty_server.lua' %s"):format(root, path), "r"))
  local ports = {}
  for name, port in assert(pipe:read "*l"):gmatch "(%S+)=(%d+)" do
    ports[name] = port
  end
  return setmetatable({ path = path, pipe = pipe, ports = ports }, Server)
end

return M
