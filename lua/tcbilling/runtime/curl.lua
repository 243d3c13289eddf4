-- The runtime outside nginx: what the pipeline needs of the world, over
-- tcbilling.curl. All clients of a Lua state share one set of connections and
-- one scheduler. Nothing is loaded or opened before it is needed.

local copy = require "tcbilling.copy"
local monotonic = require "tcbilling.core".monotonic
local scheduler = require "tcbilling.runtime.scheduler"

-- A step waits no longer than this, in ms; it returns earlier on any news.
local LONGEST_STEP = 60000

local runtime = {}
local http, tasks

-- By transfer: { wait, on_written }.
local under_way = {}

-- The shared connections. Those of a parent process are left alone: the
-- servers would see two processes talk on one connection. Its tasks are, too.
local function connections()
  if http and http:is_own() then return http end
  if http then
    under_way = {}
    tasks:forget()
  end
  local message
  http, message = require "tcbilling.curl".new()
  return http, message
end

local function take_news(set)
  for transfer, at in set.written, set do
    local entry = under_way[transfer]
    if entry and entry.on_written then entry.on_written(at) end
  end
  for transfer in set.ended, set do
    local entry = under_way[transfer]
    if entry then tasks:wake(entry.wait, true) end
  end
end

-- Whoever waits for an answer would wait for ever.
local function give_up(message)
  local waiting = false
  for _, entry in pairs(under_way) do
    waiting = true
    tasks:wake(entry.wait, message)
  end
  if not waiting then error(message, 0) end
end

local function step(seconds)
  local set = assert(connections())
  local stepped, message = set:step(math.min(seconds * 1000, LONGEST_STEP))
  if not stepped then give_up(message) end
  take_news(set)
end

tasks = scheduler.new {
  monotonic = monotonic,
  step = step,
  is_idle = function() return next(under_way) == nil end,
}

local function failed(message, outcome)
  return { outcome = outcome or "failed", message = message, sent = false }
end

-- The result. Its body stays outside of Lua's memory, and is given back as soon
-- as it was read, as the collector doesn't see how much it is.
local function finish(transfer, message)
  transfer:cancel() -- unless it has ended; what was sent stays sent
  local result = transfer:result()
  if message then result.outcome, result.message = "failed", message end
  if result.outcome ~= "done" then
    transfer:close()
    return result
  end
  function result.let_go()
    transfer:close()
  end
  function result.take_body()
    local body = transfer:take_body()
    transfer:close()
    return body
  end
  return result
end

-- libcurl takes it as a part of the URL.
local function with_path(request)
  if not request.path then return request end
  local whole = copy(request)
  whole.url = request.url .. request.path
  return whole
end

--- Sends one request and waits for what becomes of it.
---@param request table `{ url, path = "/", method = "POST", headers = { "Name:
---  value" }, body = "", ca_file, ca_path, insecure, proxy, timeout = 60000
---  (ms), connect_timeout = 5000 (ms), max_body = 64 MiB, send_by (seconds, a
---  time: not to be sent later), on_written = function(at) }`: on_written is
---  told when all of it is written, in the middle of anything, and must not
---  wait
---@return table result `{ outcome, message, status, take_body, date,
---  request_id, sent, reused, bytes, started, connected, written, received,
---  ended }`: take_body() returns the body, once: a string, or an object with
---  close() that core.json.decode and tostring() read; a runtime may also give
---  a string as `body`; let_go() is called instead where nobody wants it any
---  more; outcome is "done" when there is an answer, "unsendable" for what
---  can't be sent at all, else resolve, connect, tls, connect_timeout, timeout,
---  closed, too_large, protocol, cancelled or failed; times are seconds of
---  `tcbilling.core`'s monotonic clock, absent when not reached; `sent` is
---  whether a byte of it may have left
function runtime.send(request)
  local set, message = connections()
  if not set then return failed(message) end
  if tasks:is_cancelled() then
    tasks:sleep(0) -- which is refused, and stops who goes on for ever
    return failed("cancelled", "cancelled")
  end
  local transfer, reason, refused = set:start(with_path(request))
  if not transfer then
    return failed(reason, refused and "unsendable")
  end
  local wait = {}
  under_way[transfer] = { wait = wait, on_written = request.on_written }
  local ok, came = pcall(tasks.park, tasks, wait)
  under_way[transfer] = nil
  local result = finish(transfer, type(came) == "string" and came or nil)
  if not ok then error(came, 0) end
  return result
end

--- What a command prints; see command.lua.
function runtime.run(command)
  return require "tcbilling.command"(command)
end

--- Waits, and goes on with what is under way.
---@param seconds number
---@return boolean slept false: the task was cancelled
function runtime.sleep(seconds)
  return tasks:sleep(seconds)
end

--- Runs f(...) as a task; see scheduler.lua.
function runtime.spawn(f, ...)
  return tasks:spawn(f, ...)
end

---@return table semaphore post(n), wait(seconds); see scheduler.lua
function runtime.semaphore()
  return tasks:semaphore()
end

--- Another number in a forked child, where nobody waits any more.
---@return integer
function runtime.generation()
  if http then connections() end
  return tasks.generation
end

---@return integer loops, integer? level; see scheduler.lua
function runtime.level()
  return tasks:level()
end

-- For programs with an event loop of their own: wait until a descriptor is
-- ready or the time is over, then step, and ask both again.

--- The descriptors to wait for.
---@return { fd: integer, read: boolean, write: boolean }[]
function runtime.fds()
  return assert(connections()):fds()
end

--- One descriptor that can be read whenever one of those is ready.
---@return integer? fd nil: there is none to wait for
function runtime.backend_fd()
  local fd, message = assert(connections()):backend_fd()
  if message then error(message, 0) end
  return fd
end

--- When to step though no descriptor is ready.
---@return number? seconds from now; nil: never
function runtime.timeout()
  local seconds = math.min(tasks:until_turn(),
    assert(connections()):timeout() or math.huge)
  return seconds < math.huge and seconds or nil
end

--- Goes on with all that is under way, without waiting. Not to be called in a
--- task.
function runtime.step()
  tasks:turn(0)
end

return runtime
