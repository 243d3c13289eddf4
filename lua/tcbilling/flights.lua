-- One flight per key: who asks for what is being asked waits for that answer.
--
-- A flight is a task that belongs to none of its callers, so that nobody who
-- dies or gives up strands the others. One that all have left before it was
-- sent is given up, and its place in the line with it. Other workers of an
-- nginx are held back by a lease.

local cache = require "tcbilling.cache"
local generation = require "tcbilling.runtime".generation
local lease = require "tcbilling.lease"
local limits = require "tcbilling.limits"

local flights = {}

-- Seconds between two looks whether a flight is still to be waited for.
local LOOK = 1

-- Seconds between two looks for another worker's answer.
local SOON, LATER = 0.02, 0.25

local CANCELLED = { kind = "cancelled", message = "cancelled" }
local CLOSED = { kind = "cancelled", message = "the client was closed" }
local TOO_LATE = { kind = "cancelled", message = "the deadline has passed" }
local TIMEOUT = { kind = "timeout",
  message = "the deadline passed while waiting for the answer" }

-- Waits until nobody else flies, or what came of it is there. That may be so
-- once the lease is had, too.
local function find_or_lease(client, flight)
  local clock, pause = client.clock, SOON
  local began = clock.monotonic()
  while true do
    local is_taken = lease.take(client, flight.lease)
    local kept = cache.find(client, flight.call, flight.key)
    if kept and pause > SOON then
      kept.is_shared, kept.waited = true, clock.monotonic() - began
    end
    if kept or is_taken then
      return kept
    elseif client.closed then
      return { failure = CLOSED }
    elseif flight.call.is_unwanted()
      or client.runtime.sleep(pause) == false then
      return { failure = CANCELLED }
    end
    pause = math.min(pause * 2, LATER)
  end
end

-- Flying

-- Somebody who waits for it, and has not gone without a word.
local function has_callers(flight)
  for gate in pairs(flight.gates) do
    if not (gate.is_abandoned and gate:is_abandoned()) then return true end
  end
  return false
end

-- The call as nobody's own: with the client's timeouts and repeats, without
-- a deadline. Rows need not be built to be judged.
local function call_for(client, call, flight)
  local own = {}
  for name, value in pairs(call) do own[name] = value end
  own.timeout, own.fields = client.timeout, {}
  own.deadline_at, own.ready_until, own.retry = nil, nil, nil
  own.attempts, own.waited, own.problem = 0, 0, nil
  own.keeps_body = true
  function own.before_send()
    own.asked = cache.time(client)
    flight.seen_at = client.clock.monotonic()
    lease.renew(client, flight.lease)
  end
  function own.is_unwanted()
    flight.seen_at = client.clock.monotonic()
    flight.is_given_up = not has_callers(flight)
    return flight.is_given_up
  end
  return own
end

local function make(client, flight, ask)
  local found = find_or_lease(client, flight)
  if found then return found end
  local call = flight.call
  local _, failure = ask(client, call)
  local result = { body = not failure and call.kept_body or nil,
    failure = failure, asked = call.asked or cache.time(client),
    attempts = call.attempts, waited = call.waited, status = call.status,
    trace_id = call.trace_id }
  cache.keep(client, call, flight.key, result)
  result.problem = call.problem
  return result
end

-- One that was given up before its turn came has no callers left.
local function fly(client, flight, ask)
  local registered = client.cache.flights
  if registered[flight.key] ~= flight then return end
  flight.has_begun, flight.seen_at = true, client.clock.monotonic()
  local ok, result = pcall(make, client, flight, ask)
  pcall(lease.give_back, client, flight.lease)
  flight.result = ok and result or { raised = { result } }
  if registered[flight.key] == flight then registered[flight.key] = nil end
  for gate in pairs(flight.gates) do gate:post() end
end

local function start(client, call, key, ask, gate)
  local flight = { key = key, lease = lease.new(key), gates = {},
    made_at = client.clock.monotonic(),
    generation = generation(client.runtime) }
  flight.gates[gate] = true
  flight.call = call_for(client, call, flight)
  client.cache.flights[key] = flight
  local ok, started = pcall(client.runtime.detach or client.runtime.spawn,
    function() fly(client, flight, ask) end)
  if ok and started then return flight end
  client.cache.flights[key] = nil
  if not ok then error(started, 0) end
end

-- Waiting

-- In a forked child the flights are the parent's: none will ever land.
local function find(client, key)
  local flight = client.cache.flights[key]
  return flight and flight.generation == generation(client.runtime)
    and not flight.is_given_up and flight or nil
end

-- Its task may never run: nginx drops timers when too many are due. Or it may
-- have been aborted, by what the program does in on_event.
local function has_crashed(client, flight)
  local now = client.clock.monotonic()
  if not flight.has_begun then return now - flight.made_at >= LOOK end
  return client.runtime.is_mortal
    and now - flight.seen_at > lease.duration(client) + client.retry.longest
end

local function is_lost(client, flight)
  if not has_crashed(client, flight) then return false end
  local registered = client.cache.flights
  if registered[flight.key] == flight then registered[flight.key] = nil end
  return true
end

-- The result; nil and a failure; or nil alone where the flight is lost.
local function await(client, call, flight, gate)
  while not flight.result do
    local left = call.deadline_at
      and call.deadline_at - client.clock.monotonic() or LOOK
    if left <= 0 then return nil, TIMEOUT end
    local _, cancelled = gate:wait(math.min(left, LOOK))
    if cancelled then return nil, CANCELLED end
    if not flight.result and is_lost(client, flight) then return nil end
  end
  return flight.result
end

-- Who may not go on, or could not wait for his turn, starts nothing for others.
local function obstacle(client, call)
  if client.runtime.sleep(0) == false then return CANCELLED end
  if call.deadline_at and call.deadline_at <= client.clock.monotonic() then
    return TOO_LATE
  end
  return limits.obstacle(client, call)
end

--- What came of the flight for a key, which is begun if there is none.
---@param client table
---@param call table  whose deadline and task bound the wait
---@param key string
---@param ask fun(client, call): table?, table? makes the call
---@return table? result { raised, failure or body, asked, attempts, waited,
---  status, trace_id, problem }, or as cache.find returns it
---@return table? failure of the wait; without one the caller must ask itself
---@return boolean? is_own the flight was begun for this call
function flights.take(client, call, key, ask)
  local gate = client.runtime.semaphore()
  local flight, is_own = find(client, key), false
  if not flight then
    local failure = obstacle(client, call)
    if failure then return nil, failure end
    flight = find(client, key)
  end
  if not flight then
    flight, is_own = start(client, call, key, ask, gate), true
  end
  if not flight then return nil end
  flight.gates[gate] = true
  local result, failure = await(client, call, flight, gate)
  flight.gates[gate] = nil
  return result, failure, is_own
end

return flights
