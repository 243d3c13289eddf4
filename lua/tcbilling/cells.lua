-- What became of a claimed cell, told to its limiter.

local patience = require "tcbilling.patience"

local cells = {}

-- Seconds for which an answer waits until that is told.
local TELLING = 0.1

-- The kinds of answer whose time to come says how far away the server is.
local function round_trip(answer, kind)
  if not answer.reused or kind or not answer.written then return nil end
  return answer.received - answer.written
end

-- Tells the record. Untold, it holds the cell a little longer than it would
-- have to: the caller's answer does not wait for that.
local function tell(client, ticket, method, ...)
  patience.call(client, TELLING, ticket.limiter, method, ...)
end

local function tell_connect(client, ticket, answer, now)
  if answer.reused or not answer.connected or not answer.started then return end
  -- TCP's handshake is one round trip, TLS's another
  local trips = ticket.is_tls and 2 or 1
  tell(client, ticket, "connected", now,
    (answer.connected - answer.started) / trips)
end

--- A request was written; told in the middle of anything, so it must not wait.
---@param ticket table
---@param at number seconds, monotonic
function cells.written(ticket, at)
  ticket.is_written = ticket.limiter:written(at, ticket.cell, ticket.claim)
    ~= false
  ticket.entry.queue:poke()
end

--- Tells the limiter what became of a claimed start.
---@param client table
---@param ticket table
---@param answer table as a runtime's `send` returns it
---@param kind string? of the failure; nil: a good answer
function cells.settle(client, ticket, answer, kind)
  local entry, cell, claim = ticket.entry, ticket.cell, ticket.claim
  local now = client.clock.monotonic()
  if not answer.sent then
    tell(client, ticket, "cancelled", now, cell, claim)
    return entry.queue:poke()
  end
  tell_connect(client, ticket, answer, now)
  local written = answer.written or answer.ended or now
  if not ticket.is_written then
    tell(client, ticket, "written", written, cell, claim)
  end
  if kind == "throttled" then
    tell(client, ticket, "refused", now, cell, claim, written)
  elseif answer.received then
    tell(client, ticket, "received", answer.received, cell, claim, written,
      round_trip(answer, kind))
  else
    tell(client, ticket, "failed", now, cell, claim, written)
  end
  entry.queue:poke()
end

-- Refusals that are not of this key alone: whom they concern.
local WIDER = {
  { "%.UinLimitExceeded$", "account" },
  { "%.GlobalRegionUinLimitExceeded$", "account" },
  { "%.IPLimitExceeded$", "host" },
}

--- Backs off for the other keys that a refusal concerns.
---@param client table
---@param call table
---@param code string? the API's
function cells.back_off(client, call, code)
  for _, rule in ipairs(WIDER) do
    if code and code:find(rule[1]) then
      client.records:back_off(client.clock.monotonic(),
        rule[2] == "account" and call.account or nil)
    end
  end
end

return cells
