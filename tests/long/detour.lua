-- A way to a port of loopback on which it takes a while to set up a
-- connection, so that many a request is claimed and not yet written when its
-- process is killed or stopped.

local uv = require "luv"

local HOST = "127.0.0.1"

local detour = {}

local function close(...)
  for _, handle in ipairs { ... } do
    if not handle:is_closing() then handle:close() end
  end
end

local function pass_on(from, to)
  from:read_start(function(_, data)
    if data and not to:is_closing() then
      to:write(data)
    else
      close(from, to)
    end
  end)
end

local function connect(near, port)
  local far = uv.new_tcp()
  far:connect(HOST, port, function(problem)
    if problem then return close(near, far) end
    pass_on(near, far)
    pass_on(far, near)
  end)
end

--- Listens for as long as the loop runs for anything else.
---@param port integer   where the way leads
---@param delay fun(): integer  milliseconds until a connection goes on there
---@return integer port  where it begins
function detour.open(port, delay)
  local server = uv.new_tcp()
  assert(server:bind(HOST, 0))
  assert(server:listen(128, function()
    local near, timer = uv.new_tcp(), uv.new_timer()
    server:accept(near)
    timer:start(delay(), 0, function()
      timer:close()
      connect(near, port)
    end)
  end))
  server:unref()
  return server:getsockname().port
end

return detour
