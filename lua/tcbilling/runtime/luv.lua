-- Steps the driver of calls and tasks, runtime/curl.lua, inside luv's loop:
-- watches the descriptors that it waits for, and nothing when nothing is under
-- way, so that uv.run() comes to its end.
--
-- While it steps, no descriptor is watched: libcurl may close one, and what a
-- task opens meanwhile may get the same number.

local Watcher = {}
local watcher_meta = { __index = Watcher, __name = "tcbilling.luv_watcher" }

local EVENTS = { [true] = { [true] = "rw", [false] = "r" },
  [false] = { [true] = "w" } }

-- A poll is kept for its number: to start it again costs less than a new one.
local function poll_of(watcher, fd)
  local poll = watcher.polls[fd]
  if not poll then
    poll = assert(watcher.uv.new_poll(fd))
    watcher.polls[fd] = poll
  end
  return poll
end

local function rest(watcher)
  for i, poll in ipairs(watcher.watched) do
    poll:stop()
    watcher.watched[i] = nil
  end
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

-- To start a poll tells the kernel anew, whatever the number meant before. The
-- other events of this turn of the loop are void with it: one step took them
-- all.
local function watch(watcher)
  watch_time(watcher)
  for i, fd in ipairs(watcher.driver.fds()) do
    local poll = poll_of(watcher, fd.fd)
    assert(poll:start(EVENTS[fd.read][fd.write], watcher.step))
    watcher.watched[i] = poll
  end
end

--- Looks anew what to watch. To be called after anything that began outside
--- of a step: a spawn, a cancel, a post.
function Watcher:watch()
  if self.is_stepping or self.closed then return end
  rest(self)
  watch(self)
end

local function step(watcher)
  if watcher.closed then return end
  rest(watcher)
  watcher.is_stepping = true
  local ok, raised = pcall(watcher.driver.step)
  watcher.is_stepping = false
  if not ok then
    watcher:close()
    return watcher.on_error(raised)
  end
  watcher:watch()
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
  for _, poll in pairs(self.polls) do poll:close() end
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
---@param driver? table { fds(), timeout(), step() }; default: that of all
---  clients outside of nginx
---@return table watcher watch(), close()
function luv.new(uv, on_error, driver)
  local watcher = setmetatable({ uv = uv, on_error = on_error or raise,
    driver = driver or require "tcbilling.runtime.curl",
    timer = uv.new_timer(), idle = uv.new_idle(), polls = {}, watched = {} },
    watcher_meta)
  watcher.step = function() return step(watcher) end
  watcher:watch()
  return watcher
end

return luv
