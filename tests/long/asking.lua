-- Clients of an nginx on a unix socket, on luv's loop: one request a
-- connection, and the next as soon as it is answered.

local core = require "tcbilling.core"
local uv = require "luv"

local LONGEST = 60 -- seconds

local asking = {
  socket = nil,    -- its path
  requests = {},   -- of those that ask without a break, once they ended:
                   -- { path, began, ended, worker, status, body, problem }
}

local is_over, open = true, 0

local function read_answer(request, text)
  local head, body = text:match "^(.-\r\n)\r\n(.*)$"
  if not head then
    request.problem = request.problem or text == "" and "an empty reply"
      or "half a head"
    return
  end
  request.status = tonumber(head:match "^HTTP/1%.%d (%d+)")
  request.worker = tonumber(head:match "\r\nX%-Worker: (%d+)\r\n")
  request.body = body
end

--- Asks, and calls done(request) once it ended, well or not.
---@param path string
---@param done fun(request: table)
function asking.ask(path, done)
  local request, parts = { path = path, began = core.monotonic() }, {}
  local pipe, timer = uv.new_pipe(false), uv.new_timer()
  local function finish(problem)
    if request.ended then return end
    pipe:close()
    timer:close()
    request.ended, request.problem = core.monotonic(), problem
    read_answer(request, table.concat(parts))
    done(request)
  end
  timer:start(LONGEST * 1000, 0, function() finish "no answer in time" end)
  pipe:connect(asking.socket, function(problem)
    if problem then return finish(problem) end
    pipe:write("GET /" .. path .. " HTTP/1.0\r\n\r\n")
    pipe:read_start(function(failure, data)
      if not data then return finish(failure) end
      parts[#parts + 1] = data
    end)
  end)
end

--- Asks and waits; whoever asks without a break goes on meanwhile.
---@return table request
function asking.get(path)
  local answered
  asking.ask(path, function(request) answered = request end)
  while not answered do uv.run "once" end
  return answered
end

local function ask_on(path)
  open = open + 1
  asking.ask(path, function(request)
    open = open - 1
    asking.requests[#asking.requests + 1] = request
    if not is_over then ask_on(path) end
  end)
end

--- Begins to ask without a break: so many clients for each path.
---@param clients table<string, integer>
function asking.begin(clients)
  is_over = false
  for path, count in pairs(clients) do
    for _ = 1, count do ask_on(path) end
  end
end

--- Ends it, once all are answered.
function asking.finish()
  is_over = true
  while open > 0 do uv.run "once" end
end

return asking
