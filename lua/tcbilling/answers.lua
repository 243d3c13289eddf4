-- Answers shared by many callers: one that is kept, or that of a flight.

local cache = require "tcbilling.cache"
local copy = require "tcbilling.copy"
local decode = require "tcbilling.decode"
local flights = require "tcbilling.flights"
local retry = require "tcbilling.retry"
local tell = require "tcbilling.tell"

local answers = {}

local CANCELLED = { kind = "cancelled", message = "cancelled" }

--- Is this call's answer one to share? Only what is known to read is.
function answers.cover(client, call)
  return client.cache and call.cache ~= false and call.entry
    and call.entry.kind == "read" or false
end

local function report(client, call, kept)
  if not client.on_event then return end
  tell(call, "on_event", client.on_event, { service = call.service.service,
    action = call.action, attempt = 0, kind = "cached", waited = 0,
    elapsed = 0, bytes = kept.bytes })
end

-- What the call's detail says of where the answer is from.
local function note(client, call, kept, is_own, seconds)
  call.shared = kept.is_shared or not is_own or nil
  call.waited = call.waited + (is_own and kept.waited or seconds)
  call.problem = call.problem or kept.problem
  if kept.is_kept then
    call.cached = true
    call.age = math.max(0, (cache.time(client) - kept.asked) / 1e6)
    report(client, call, kept)
  else
    call.attempts = call.attempts + (kept.attempts or 0)
    call.status, call.trace_id = kept.status, kept.trace_id
  end
end

-- The response, or a failure; neither where what was kept can't be read.
local function read(client, call, key, kept)
  if kept.raised then error(kept.raised[1], 0) end
  if kept.failure then return nil, kept.failure end
  if client.runtime.take_turn then client.runtime.take_turn(#kept.body) end
  local response, failure = decode(call, { outcome = "done", status = 200,
    body = kept.body })
  if failure and kept.is_kept then
    client.cache.dict:delete(key)
    return nil
  end
  return response, failure
end

-- Nobody flies: the caller's own call, kept if it is an answer. What failed
-- may have done so for a deadline or options of its own.
local function ask_alone(client, call, key, ask)
  call.keeps_body = true
  function call.before_send() call.asked = cache.time(client) end
  local response, failure = ask(client, call)
  if response then
    cache.keep(client, call, key, { body = call.kept_body,
      asked = call.asked })
  end
  call.kept_body = nil
  return response, failure
end

local function find_or_fly(client, call, key, ask)
  local kept = cache.find(client, call, key)
  if kept then return kept, nil, true end
  return flights.take(client, call, key, ask)
end

-- Until there is one that will do.
local function get(client, call, key, ask)
  call.since = cache.time(client)
  call.cached, call.age, call.shared = nil, nil, nil
  while true do
    local began = client.clock.monotonic()
    local kept, failure, is_own = find_or_fly(client, call, key, ask)
    local seconds = client.clock.monotonic() - began
    if failure then
      call.waited = call.waited + seconds
      return nil, failure
    elseif not kept then
      return ask_alone(client, call, key, ask)
    elseif is_own or cache.fits(call, kept) then
      local response
      response, failure = read(client, call, key, kept)
      if response or failure then
        note(client, call, kept, is_own, seconds)
        return response, failure
      end
      -- what can't be read may stay there: only what is newer will do
      call.cache, call.since = "refresh", cache.time(client)
    end
  end
end

-- Seconds until a bill that is not ready is asked for again, or nil.
local function delay_after(client, call, failure)
  if failure.kind ~= "not_ready" then return nil end
  local now = client.clock.monotonic()
  local delay = retry.delay(client.retry, call, failure, now, 0)
  local deadline = call.deadline_at or math.huge
  return delay and now + delay < deadline and delay or nil
end

--- The answer to a call.
---@param client table with `cache`
---@param call table   with its `body`; written to: attempts, waited, status,
---  trace_id, problem, cached, age (seconds), shared
---@param ask fun(client, call): table?, table? makes a call
---@return table? response, table? failure
function answers.get(client, call, ask)
  local key = cache.key(client, call)
  call.params = copy(call.params) -- the caller's may change meanwhile
  call.awaits_bill = call.ready_until ~= nil
  while true do
    local response, failure = get(client, call, key, ask)
    local delay = failure and delay_after(client, call, failure)
    if not delay then return response, failure end
    call.waited = call.waited + delay
    if client.runtime.sleep(delay) == false then return nil, CANCELLED end
  end
end

return answers
