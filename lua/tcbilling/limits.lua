-- The documented rates, kept: a call starts when its key has a free cell.
--
-- A key is an account, an endpoint, a service and an action: what the API
-- counts by. All clients of one Lua state share it. The policy is the
-- core's; here is only the waiting.

local new_limiter = require "tcbilling.core".limiter

local limits = {}

--- Requests a second where no page names another number.
limits.USUAL_RATE = 20

-- By key, for all clients of this Lua state: { limiter =, rate = }, the rate
-- that the first of them was told; each keeps its own for what it starts.
local entries = {}

-- A limiter that holds no cell and has learned of nobody else is as good as
-- a new one. They are looked for when one more is made, so that a process
-- that serves ever new accounts stays small.
local function forget_idle(now)
  for key, entry in pairs(entries) do
    local stats = entry.limiter:stats(now)
    if stats.held == 0 and stats.rate >= entry.rate then entries[key] = nil end
  end
end

local function limiter_for(key, rate, now)
  local entry = entries[key]
  if not entry then
    forget_idle(now)
    entry = { limiter = new_limiter { rate = rate }, rate = rate }
    entries[key] = entry
  end
  return entry.limiter
end

--- Waits for a cell and claims it.
---@param call table  with `limit_key`, `rate`, `connect` (the seconds that
---  may pass until the request is written), `is_tls` and `deadline_at` (or nil)
---@param clock table `monotonic()` in seconds
---@param sleep fun(seconds: number)
---@return table? ticket to settle with what came of it
---@return number waited_or_needed seconds waited; without a ticket, seconds
---  that the queue would have needed beyond now
function limits.acquire(call, clock, sleep)
  local began = clock.monotonic()
  local limiter = limiter_for(call.limit_key, call.rate, began)
  local now = began
  while true do
    local cell, claim = limiter:claim(now, call.rate, call.connect)
    if cell then
      return { limiter = limiter, cell = cell, claim = claim,
        is_tls = call.is_tls }, now - began
    end
    local retry_at = claim
    if call.deadline_at and retry_at >= call.deadline_at then
      return nil, retry_at - now
    end
    sleep(retry_at - now)
    now = clock.monotonic()
  end
end

-- The kinds of answer whose time to come says how far away the server is.
local function round_trip(answer, kind)
  if not answer.reused or kind or not answer.written then return nil end
  return answer.received - answer.written
end

--- Tells the limiter what became of a claimed start.
---@param ticket table
---@param answer table as a runtime's `send` returns it
---@param kind string? of the failure; nil: a good answer
---@param now number   seconds, monotonic
function limits.settle(ticket, answer, kind, now)
  local limiter, cell, claim = ticket.limiter, ticket.cell, ticket.claim
  if not answer.sent then return limiter:cancelled(now, cell, claim) end
  if not answer.reused and answer.connected and answer.started then
    -- TCP's handshake is one round trip, TLS's another
    local trips = ticket.is_tls and 2 or 1
    limiter:connected(now, (answer.connected - answer.started) / trips)
  end
  local written = answer.written or answer.ended or now
  limiter:written(written, cell, claim)
  if kind == "throttled" then
    limiter:refused(now, cell, claim, written)
  elseif answer.received then
    limiter:received(answer.received, cell, claim, written,
      round_trip(answer, kind))
  else
    limiter:failed(now, cell, claim, written)
  end
end

return limits
