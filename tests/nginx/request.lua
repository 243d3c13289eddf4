-- Requests to this worker itself, for specs: each runs a function of theirs,
-- and can be given up.

local request = {}

local functions, last = {}, 0

local Request = {}
local request_meta = { __index = Request }

--- Begins a request that runs f(): what f returns is its answer.
---@param f fun(): string
---@param location string? another one than /request
---@return table request answer(), give_up()
function request.begin(f, location)
  last = last + 1
  functions[tostring(last)] = f
  local sock = ngx.socket.tcp()
  sock:settimeouts(1000, 1000, 30000)
  assert(sock:connect("unix:" .. ngx.config.prefix() .. "socket"))
  assert(sock:send(("GET /%s?%d HTTP/1.0\r\n\r\n"):format(location
    or "request", last)))
  return setmetatable({ sock = sock }, request_meta)
end

--- Waits for the answer.
---@return string? answer, string? problem
function Request:answer()
  local text, problem = self.sock:receive "*a"
  self.sock:close()
  return text and text:match "\r\n\r\n(.*)$", problem
end

--- The client goes away. nginx aborts the request when it notices.
function Request:give_up()
  self.sock:close()
end

--- Serves one.
function request.serve()
  local name = ngx.var.args
  local f = functions[name]
  functions[name] = nil
  ngx.print(f())
end

return request
