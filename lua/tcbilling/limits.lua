-- The documented rates, kept: a call starts when its key has a free cell.
--
-- A key is an account, an endpoint, a service and an action: what the API
-- counts by. The policy is the core's, where its record lies is records.lua's,
-- and who of this process is next is queue.lua's; here is the waiting.

local patience = require "tcbilling.patience"
local generation = require "tcbilling.runtime".generation
local queue = require "tcbilling.queue"

local limits = {}

--- Requests a second where no page names another number.
limits.USUAL_RATE = 20

-- Whether the one before is stuck; see queue.lua.
local LOOK = 0.05

-- Whether those before are still there, where they may vanish.
local VIGIL = 0.5

-- What began too late is no attempt.
local function too_late(call, seconds)
  return { kind = "cancelled", too_late = true, message = ("it can't start "
    .. "before its deadline: its rate of %g a second is used up for another "
    .. "%.1f s"):format(call.rate, seconds) }
end

local CANCELLED = { kind = "cancelled", message = "cancelled",
  too_late = true }

local function unusable(message)
  return { kind = "limiter", message = "its limits can't be shared: "
    .. message }
end

-- Is it not busy for too long, as far as it was asked?
local function is_patient(entry, now)
  local before = entry.busy_at
  if not before or now - before > patience.LONGEST then
    entry.busy_since = now
  end
  entry.busy_at = now
  return now - entry.busy_since < patience.LONGEST
end

-- Asks for a cell. Returns a ticket to settle with; or nil and when to ask
-- again; or nil, nil and a failure.
local function ask(client, entry, call, now)
  local cell, claim, place = entry.limiter:claim(now, call.rate, call.connect,
    entry.place or 0)
  if cell then
    entry.place, entry.busy_at = nil, nil
    -- the limiter too, since the entry may get another one; see records.lua
    return { entry = entry, limiter = entry.limiter, cell = cell,
      claim = claim, is_tls = call.is_tls, send_by = now + call.connect }
  elseif cell == nil then
    entry.place, entry.busy_at = place > 0 and place or nil, nil
    return nil, claim
  end
  local message, is_busy = claim, place
  if is_busy and is_patient(entry, now) then
    return nil, now + patience.LOCKED
  elseif is_busy then
    message = ("%s was locked for %d s: a process that uses it may have been "
      .. "stopped (fuser tells which); go on with it, or end it"):format(
      client.records.path, patience.LONGEST)
  end
  if client.records:without_file(call, message) then return nil, now end
  return nil, nil, unusable(message)
end

-- Asks, if it is this one's turn. Returns as ask(); and when to look whether
-- it is.
local function ask_in_turn(client, entry, call, waiter, now)
  local level, loops = client.runtime.level, nil
  if level then loops, waiter.level = level() end
  local is_first, is_soon = entry.queue:has_turn(waiter,
    waiter.level or loops)
  if is_first then return ask(client, entry, call, now) end
  return nil, nil, nil, is_soon and now + LOOK
    or client.runtime.is_mortal and now + VIGIL or nil
end

local function earlier(a, b)
  return a and b and math.min(a, b) or a or b
end

-- Waits for its turn, and then for a cell.
local function stand_in_line(client, call, entry, waiter, obstacle)
  local clock = client.clock
  while true do
    local now, ticket, ask_at, look_at = clock.monotonic(), nil, nil, nil
    local failure = obstacle(client, call)
    if not failure then
      ticket, ask_at, failure, look_at = ask_in_turn(client, entry, call,
        waiter, now)
    end
    if ticket or failure then return ticket, failure end
    if ask_at and call.deadline_at and call.deadline_at < ask_at then
      return nil, too_late(call, ask_at - now)
    end
    local wake_at = ask_at or earlier(call.deadline_at, look_at)
    if not entry.queue:wait(waiter, wake_at and wake_at - now) then
      return nil, CANCELLED
    end
  end
end

-- A queue that can't come to its end before the deadline fails at once.
local function forecast_failure(call, entry, ahead, now)
  if not call.deadline_at then return nil end
  local at = entry.limiter:forecast(now, call.rate, ahead)
  if at and at >= call.deadline_at then return too_late(call, at - now) end
end

-- Nobody is left who would come back to the place in the line.
local function give_up_place(entry, now)
  if not entry.place or not entry.queue:is_empty() then return end
  entry.limiter:left(now, entry.place)
  entry.place = nil
end

-- In a forked child the line is the parent's: none of it will ever move.
local function forget_parents(client, entry)
  local now = generation(client.runtime)
  if now <= (entry.generation or 1) then return end
  entry.queue, entry.place, entry.generation = queue.new(), nil, now
end

--- Why a call has no use for joining the line, or nil.
---@return table? failure
function limits.obstacle(client, call)
  local now = client.clock.monotonic()
  local entry = call.deadline_at and client.records:entry(call, now)
  return entry and forecast_failure(call, entry,
    entry.queue:ahead_of(call.is_bulk), now) or nil
end

--- Waits for a cell and claims it.
---@param client table clock, records, runtime
---@param call table  limit_key, account, rate, connect (the seconds that may
---  pass until the request is written), is_tls, is_bulk, deadline_at (or nil);
---  written to: waited
---@param obstacle fun(client, call): table? a failure once the call must not
---  go on
---@return table? ticket to settle with what came of it
---@return table? failure
function limits.acquire(client, call, obstacle)
  local began = client.clock.monotonic()
  local entry, message = client.records:entry(call, began)
  if not entry then return nil, unusable(message) end
  forget_parents(client, entry)
  local waiter, ahead = entry.queue:join(client.runtime.semaphore(),
    call.is_bulk)
  local ok, ticket = true, nil
  local failure = forecast_failure(call, entry, ahead, began)
  if not failure then
    ok, ticket, failure = pcall(stand_in_line, client, call, entry, waiter,
      obstacle)
  end
  local now = client.clock.monotonic()
  entry.queue:leave(waiter) -- whatever happened, or all others would wait
  give_up_place(entry, now)
  client.records:warn()
  call.waited = call.waited + (now - began)
  if not ok then error(ticket, 0) end
  return ticket, failure
end

--- When the start after `ahead` others may be.
---@return number|false at seconds, monotonic; false: it can't be known
---@return string? message
function limits.forecast(client, entry, rate, ahead)
  return patience.call(client, patience.LONGEST, entry.limiter, "forecast",
    client.clock.monotonic(), rate, ahead)
end

return limits
