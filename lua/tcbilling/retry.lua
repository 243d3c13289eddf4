-- Whether, and how long after, a failed attempt is repeated.
--
-- Reads are repeated after what passes by itself. A write is repeated only
-- if no byte of it can have reached the server, or the server refused it for
-- its rate before looking at it.

local retry = {}

retry.DEFAULTS = {
  attempts = 4,    -- that fail by themselves, in all
  throttled = 20,  -- that are refused for their rate
  base = 0.5,      -- seconds, doubled each time
  longest = 20,    -- seconds
  budget = 500,    -- tokens of a client; see COST
  poll = 60,       -- seconds between two looks for a bill that is not ready
}

-- Repeats cost tokens, successes give one back: a client whose every call
-- fails stops adding load.
local COST = { timeout = 10, network = 5, unavailable = 5, decode = 5 }

--- The retry state of a client.
---@param options? table attempts, base, longest, budget, poll: see DEFAULTS;
---  attempts binds refusals for the rate too
---@return table
function retry.new(options)
  options = options or {}
  local state = {}
  for name, default in pairs(retry.DEFAULTS) do
    state[name] = options[name] or default
  end
  state.throttled = options.attempts or state.throttled
  state.tokens = state.budget
  return state
end

--- A call succeeded.
function retry.refund(state)
  state.tokens = math.min(state.budget, state.tokens + 1)
end

-- Jitter: clients that failed together must not return together.
local function backoff(state, failures, fraction)
  local ceiling = math.min(state.longest, state.base * 2 ^ (failures - 1))
  return ceiling * (0.5 + 0.5 * fraction)
end

local function is_repeatable(call, failure, failures)
  if call.kind == "write" and failure.sent then return false end
  return failure.kind ~= "decode" or failures < 2
end

-- One more failure of a sort. They are counted apart, so that a long wait
-- for a bill does not use up what is kept for accidents.
local function count(call, sort)
  call.failures = call.failures or { throttled = 0, accident = 0,
    slow = 0 }
  call.failures[sort] = call.failures[sort] + 1
  return call.failures[sort]
end

-- A page that timed out twice is cut smaller by who asked for it.
local function is_too_slow(call, failure)
  if not call.slow_attempts or failure.kind ~= "timeout" or not failure.sent
  then
    return false
  end
  call.is_too_slow = count(call, "slow") >= call.slow_attempts
  return call.is_too_slow
end

local function after_accident(state, call, failure, fraction)
  if is_too_slow(call, failure) then return nil end
  local failures = count(call, "accident")
  local cost = COST[failure.kind]
  if not cost or failures >= state.attempts then return nil end
  if not is_repeatable(call, failure, failures) then return nil end
  if state.tokens < cost then return nil end
  state.tokens = state.tokens - cost
  return backoff(state, failures, fraction)
end

--- Seconds until the next attempt, or nil: the failure stands.
---@param state table   the client's
---@param call table    with `kind` (read or write), `retry`, `ready_until`;
---  keeps count of its failures
---@param failure table with `kind` and `sent`
---@param now number    seconds, monotonic
---@param fraction number 0 to 1, by chance
---@return number? seconds
function retry.delay(state, call, failure, now, fraction)
  if failure.kind == "not_ready" then
    local left = (call.ready_until or now) - now
    return left > 0 and math.min(state.poll, left) or nil
  end
  if call.retry == false then return nil end
  if failure.kind == "throttled" then
    -- a page in front of the API does not say that a write was not read
    if call.kind == "write" and failure.sent and not failure.code then
      return nil
    end
    local failures = count(call, "throttled")
    if failures >= state.throttled then return nil end
    return backoff(state, failures, fraction)
  end
  return after_accident(state, call, failure, fraction)
end

return retry
