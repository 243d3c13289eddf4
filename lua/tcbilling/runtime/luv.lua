-- Steps the driver of calls and tasks, runtime/curl.lua, inside luv's loop:
-- watches the descriptor that stands for all that it waits for, and nothing
-- when nothing is under way, so that uv.run() comes to its end.
--
-- (Not libcurl's own sockets: luv writes to standard error by itself when one
-- of them fails, and libcurl closes them unasked.)

local Watcher = {}
local watcher_meta = { __index = Watcher, __name = "tcbilling.luv_watcher" }

local function rest(watcher)
  if watcher.poll then watcher.poll:stop() end
  watcher.timer:stop()
  watcher.idle:stop()
end

-- What is due at once waits until others of the loop had their turn: a timer
-- of no time would be due again before them.
local function watch_time(watcher)
  local seconds = watcher.driver.timeout()
  if seconds == 0 then
    watcher.idle:start(watcher.step)
  elseif seconds then
    watcher.uv.update_time() -- the step took its time
    watcher.timer:start(math.ceil(seconds * 1000), 0, watcher.step)
  end
end

-- Another one once the connections are others, as in a forked child.
local function poll_of(watcher, fd)
  if watcher.fd ~= fd then
    if watcher.poll then watcher.poll:close() end
    watcher.fd, watcher.poll = fd, assert(watcher.uv.new_poll(fd))
  end
  return watcher.poll
end

local function watch(watcher)
  watch_time(watcher)
  local fd = watcher.driver.backend_fd()
  if fd then assert(poll_of(watcher, fd):start("r", watcher.step)) end
end

--- Looks anew what to watch. To be called after anything that began outside
--- of a step: a spawn, a cancel, a post.
function Watcher:watch()
  if self.is_stepping or self.closed then return end
  rest(self)
  watch(self)
end

local function go_on(watcher)
  rest(watcher)
  watcher.is_stepping = true
  watcher.driver.step()
  watcher.is_stepping = false
  watcher:watch()
end

local function step(watcher)
  if watcher.closed then return end
  local ok, raised = pcall(go_on, watcher)
  if ok then return end
  watcher:close()
  watcher.on_error(raised)
end

--- Ends it. What is under way stays so, and goes on where somebody waits for
--- it. Handles are closed in luv's loop: run it once more, since luv 1.44
--- crashes if Lua ends before.
function Watcher:close()
  if self.closed then return end
  self.closed = true
  rest(self)
  self.timer:close()
  self.idle:close()
  if self.poll then self.poll:close() end
end

local luv = {}

local function raise(raised)
  error(raised, 0)
end

--- Begins to step in luv's loop. Calls of tasks wait in there; one that is made
--- outside of tasks goes on by itself until it is done, and the loop stands
--- still meanwhile.
---@param uv table luv
---@param on_error? fun(raised: any) what to do when a step failed, so that
---  there will be none any more; default: it is raised in luv's loop
---@param driver? table { backend_fd(), timeout(), step() }; default: that of
---  all clients outside of nginx
---@return table watcher watch(), close()
function luv.new(uv, on_error, driver)
  local watcher = setmetatable({ uv = uv, on_error = on_error or raise,
    driver = driver or require "tcbilling.runtime.curl",
    timer = uv.new_timer(), idle = uv.new_idle() }, watcher_meta)
  watcher.step = function() return step(watcher) end
  watcher:watch()
  return watcher
end

return luv
