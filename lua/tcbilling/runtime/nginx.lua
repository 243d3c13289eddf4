-- The runtime inside nginx: what the pipeline needs of the world, over nginx's
-- own sockets, timers and light threads, so that nobody ever waits for us.
-- libcurl is never loaded here.

local monotonic = require "tcbilling.core".monotonic
local cosocket = require "tcbilling.runtime.cosocket"
local threads = require "tcbilling.runtime.light_threads"
local turn = require "tcbilling.runtime.turn"

local runtime = {
  spawn = threads.spawn,
  sleep = threads.sleep,
  semaphore = threads.semaphore,
  -- A page that was read ahead is decoded at once, since a light thread that
  -- waited for its reader would keep the request from ending. So there are few.
  prefetch = 2,
  -- Who waits may be gone without a word.
  is_mortal = true,
  ignores_proxies = true,
}

-- Where nginx lets Lua wait.
local PHASES = {
  rewrite = true, server_rewrite = true, access = true, content = true,
  timer = true, ssl_cert = true, ssl_client_hello = true,
  ssl_session_fetch = true, preread = true,
}

--- Why nothing can wait here, or nil.
---@return string?
function runtime.obstacle()
  local phase = ngx.get_phase()
  if PHASES[phase] then return nil end
  return ("nginx lets nothing wait in the phase %s: ngx.timer.at(0, f) runs f "
    .. "where it can"):format(phase)
end

--- What to know about the environment here, where keys were looked for.
---@return string? nothing where it is still whole
function runtime.environment()
  if ngx.get_phase() == "init" then return nil end
  return "nginx takes the environment from its workers: make the client in "
    .. "init_by_lua, or name both by the directive env"
end

-- Only OpenResty's own nginx can.
local CANNOT = "can't be run, since this nginx is not OpenResty's: run it "
  .. "elsewhere, and hand its keys on in a file"

--- Runs a command, and waits for it while others go on.
---@param command string for a shell
---@param seconds number at most
---@return string? printed nil: it failed
---@return string? message
function runtime.run(command, seconds)
  local is_able, process, message = pcall(function()
    return require "ngx.pipe".spawn { "/bin/sh", "-c", command }
  end)
  if not is_able then return nil, CANNOT end
  if not process then return nil, "can't be run: " .. message end
  local milliseconds = seconds * 1000
  process:set_timeouts(nil, milliseconds, milliseconds, milliseconds)
  local text
  text, message = process:stdout_read_all()
  if not text then
    process:kill(9)
    process:wait()
    return nil, "said nothing in time (" .. message .. ")"
  end
  local ok, _, code = process:wait()
  if ok then return text end
  return nil, "failed" .. (code and " with code " .. code or "")
end

-- Client options that mean nothing here, and what does.
local ELSEWHERE = {
  ca_file = "lua_ssl_trusted_certificate in nginx.conf says who is trusted",
  ca_path = "lua_ssl_trusted_certificate in nginx.conf says who is trusted",
  proxy = "nginx's Lua sockets know none; a server block of your own with "
    .. "proxy_pass can stand in between, as the endpoint",
}

--- Is what is loaded now shared by all workers?
---@return boolean
function runtime.is_before_fork()
  return ngx.get_phase() == "init"
end

--- What is wrong with a client's options here, or nil.
---@param given table
---@return string?
function runtime.problem(given)
  for name, instead in pairs(ELSEWHERE) do
    if given[name] and given[name] ~= "" then
      return ("client option %s has no meaning inside nginx: %s"):format(name,
        instead)
    end
  end
end

--- Where warnings go unless the program takes them.
function runtime.log(_, message)
  ngx.log(ngx.WARN, "tcbilling: ", message)
end

local LARGE = 64 * 1024 -- bytes

--- Waits for a turn of nginx's loop in which so much can be decoded.
---@param bytes integer
function runtime.take_turn(bytes)
  if bytes < LARGE then return end
  turn.await()
  turn.use_up()
end

local function finish(result)
  local reader = result.reader
  result.reader = nil
  if result.outcome ~= "done" then
    if reader then reader:close() end
    return result
  end
  function result.let_go()
    reader:close()
  end
  function result.take_body()
    local body = reader:take_body()
    runtime.take_turn(#body)
    return body
  end
  return result
end

local function cancel(result)
  result.outcome, result.message = "cancelled", "cancelled"
  return finish(result)
end

-- Seconds by which what nginx times itself may be late.
local SLACK = 0.05

-- Sends it in a light thread that can be given up: when the task is cancelled,
-- and when there is no connection in time, as nginx looks names up without
-- asking how long it may. Whoever is woken much later than that was away, and
-- can't tell.
local function exchange(request, result)
  local seconds = request.connect_timeout / 1000 + SLACK
  local by = monotonic() + seconds + SLACK
  return threads.interruptible(seconds, function()
    return not result.connected and monotonic() < by
  end, cosocket.exchange, request, result)
end

--- Sends one request and waits for what becomes of it.
---@param request table as of runtime/curl.lua, without ca_file, ca_path, proxy
---@return table result as of runtime/curl.lua
function runtime.send(request)
  local result = { sent = false }
  if threads.is_cancelled() then
    threads.sleep(0) -- which is refused, and stops who goes on for ever
    return cancel(result)
  end
  local ended, raised = exchange(request, result)
  if not ended and raised ~= nil then error(raised, 0) end
  if not ended and threads.is_cancelled() then return cancel(result) end
  if not ended then cosocket.give_up(request, result) end
  return finish(result)
end

-- Timers that run at once, of ours and others': half of what nginx lets run by
-- default. Beyond that it drops them.
local MOST_TIMERS = 128

--- Runs f(...) where no request's end can stop it.
---@param f function
---@return boolean? ok, string? message
function runtime.detach(f, ...)
  if ngx.timer.running_count() >= MOST_TIMERS then
    return nil, "too many timers are running"
  end
  local ok, message = ngx.timer.at(0, function(_, ...) f(...) end, ...)
  if ok then return true end
  return nil, ("nginx starts no timer (%s): lua_max_pending_timers and "
    .. "lua_max_running_timers say how many there may be"):format(message)
end

return runtime
