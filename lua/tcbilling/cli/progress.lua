-- Shows how far a run is: a line that is drawn anew on a terminal, else one a
-- minute, on standard error.

local display = require "tcbilling.cli.display"
local text = require "tcbilling.cli.progress_text"

local Progress = {}
local progress_meta = { __index = Progress, __name = "tcbilling.progress" }

local REDRAW = 0.1  -- seconds between two drawings
local TICK = 1000   -- milliseconds: time goes on though nothing comes
local MINUTE = 60
local LOOK_BACK = 10 -- seconds, of the rate that is shown

local CLEAR = "\r\27[K"

local function now_of(progress)
  return progress.uv.hrtime() / 1e9
end

-- Calls a second lately.
local function rate_of(progress, now)
  local times = progress.times
  while times[1] and times[1] < now - LOOK_BACK do table.remove(times, 1) end
  local span = math.min(LOOK_BACK, now - progress.began)
  return span > 1 and #times / span or nil
end

local function state_of(progress, now)
  local p = { rate = rate_of(progress, now), refused = progress.refused,
    waited = progress.waited }
  for name, value in pairs(progress.last) do p[name] = value end
  if p.eta then p.eta = math.max(0, p.eta - (now - progress.updated)) end
  return p
end

local function draw(progress)
  local now = now_of(progress)
  local terminal = progress.terminal
  -- a full last column would wrap on some terminals
  local line = text.line(state_of(progress, now), terminal.width() - 1,
    progress.is_utf8)
  terminal.err(CLEAR .. line)
  progress.drawn, progress.is_shown = now, true
end

local function write_line(progress)
  local now = now_of(progress)
  progress.terminal.err("tcbilling: " .. text.line(state_of(progress, now),
    120, false) .. "\n")
  progress.drawn = now
end

local function tick(progress)
  if not progress.last then return end
  if progress.terminal.can_redraw then return draw(progress) end
  if now_of(progress) - progress.drawn >= MINUTE then write_line(progress) end
end

--- The run has come that far.
---@param p table title, done, total, eta (s), failed, ...
function Progress:update(p)
  if self.quiet or self.finished then return end
  self.last, self.updated = p, now_of(self)
  local pause = self.terminal.can_redraw and REDRAW or MINUTE
  if self.updated - self.drawn >= pause then tick(self) end
end

--- The terminal has another width.
function Progress:resized()
  if self.is_shown and not self.finished then draw(self) end
end

--- An attempt was made: for the client's on_event.
function Progress:event(event)
  self.times[#self.times + 1] = now_of(self)
  self.waited = event.waited -- of the latest call: they wait side by side
  if event.kind == "throttled" then self.refused = self.refused + 1 end
end

--- Writes a line above what is shown.
---@param line string with its end
function Progress:note(line)
  if self.is_shown then self.terminal.err(CLEAR) end
  self.terminal.err(line)
  if self.is_shown and not self.finished then draw(self) end
end

--- Ends it: the cursor is at the beginning of an empty line.
function Progress:finish()
  if self.finished then return end
  self.timer:close()
  if self.last then
    if self.is_shown then
      draw(self)
      self.terminal.err "\n"
    elseif not self.terminal.can_redraw then
      write_line(self)
    end
  end
  self.finished, self.is_shown = true, false
end

local progress = {}

--- Makes one.
---@param given table terminal, quiet; uv (for tests)
---@return table
function progress.new(given)
  local uv = given.uv or require "luv"
  local self = setmetatable({ terminal = given.terminal, quiet = given.quiet,
    uv = uv, is_utf8 = display.is_utf8(), times = {}, waited = 0,
    refused = 0, timer = uv.new_timer() }, progress_meta)
  self.began = now_of(self)
  self.drawn = given.terminal.can_redraw and 0 or self.began
  self.timer:start(TICK, TICK, function() tick(self) end)
  self.timer:unref()
  return self
end

return progress
