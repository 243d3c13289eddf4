-- One attempt: limit -> sign -> send -> decode.

local decode = require "tcbilling.decode"
local limits = require "tcbilling.limits"
local sign = require "tcbilling.sign"
local tell = require "tcbilling.tell"

local attempt = {}

--- The server's idea of UNIX time, as far as is known.
function attempt.server_time(client)
  return math.floor(client.clock.wall() + client.clock_offset)
end

-- Milliseconds that an attempt may take; whether the deadline says so.
local function time_left(client, call)
  local left, is_deadline = call.timeout, false
  if call.deadline_at then
    local until_deadline = (call.deadline_at - client.clock.monotonic()) * 1000
    if until_deadline < left then left, is_deadline = until_deadline, true end
  end
  return math.floor(left), is_deadline
end

-- What is wrong with the result of a runtime, which may be a program's own.
local function problem_with(answer)
  if type(answer) ~= "table" or type(answer.outcome) ~= "string"
    or answer.outcome == "done" and not (type(answer.body) == "string"
      and type(answer.status) == "number" and answer.received) then
    return "the runtime's send() returned no result as runtime/curl.lua "
      .. "describes it"
  end
end

-- The runtime's result. Raises what the runtime raises, and where it returns
-- none.
local function send(client, call, ticket, request)
  local left, is_deadline = time_left(client, call)
  request.timeout = math.max(left, 1)
  request.connect_timeout = math.min(math.floor(client.connect_timeout),
    request.timeout)
  request.ca_file, request.ca_path = client.ca_file, client.ca_path
  request.insecure, request.proxy = not client.verify, call.endpoint.proxy
  local returned, answer = pcall(client.runtime.send, request)
  local problem = returned and problem_with(answer)
  if not returned or problem then
    -- whatever was sent: its cell is held as long as that may matter
    limits.settle(ticket, { sent = true }, "failed", client.clock.monotonic())
    error(problem or answer, 0)
  end
  if is_deadline and answer.outcome == "timeout" then
    answer.message = "the deadline passed while waiting for the answer"
  end
  return answer
end

local function report(client, call, answer, failure)
  if not client.on_event then return end
  tell(call, "on_event", client.on_event, {
    service = call.service.service,
    action = call.action,
    attempt = call.attempts,
    waited = call.waited,
    status = answer.status,
    kind = failure and failure.kind or "ok",
    bytes = answer.bytes,
    elapsed = answer.ended and answer.started
      and answer.ended - answer.started or 0,
  })
end

-- What began too late is no attempt.
local function too_late(message)
  return { kind = "cancelled", message = message, too_late = true }
end

local function queue_failure(call, needed)
  return too_late(("it can't start before its deadline: its rate of %g a "
    .. "second is used up for another %.1f s"):format(call.rate, needed))
end

local CLOSED = { kind = "cancelled", message = "the client was closed" }

-- Why a call can't go on, or nil: its own functions, and whoever runs while it
-- waits, may close the client.
local function obstacle(client, call)
  if client.closed then return CLOSED end
  if time_left(client, call) <= 0 then
    return too_late("the deadline has passed")
  end
end

-- A cell to start in, or a failure.
local function begin(client, call)
  local failure = obstacle(client, call)
  if failure then return nil, failure end
  local ticket, waited = limits.acquire(call, client.clock,
    client.runtime.sleep)
  if not ticket then return nil, queue_failure(call, waited) end
  call.waited = call.waited + waited
  failure = obstacle(client, call)
  if not failure then return ticket end
  limits.settle(ticket, {}, nil, client.clock.monotonic())
  return nil, failure
end

--- The response, or a failure that knows whether anything was sent.
---@return table? response, table? failure
function attempt.make(client, call)
  local ticket, problem = begin(client, call)
  if not ticket then return nil, problem end
  call.attempts = call.attempts + 1
  local request, trace_id = sign(client, call, attempt.server_time(client))
  if not request then
    limits.settle(ticket, {}, nil, client.clock.monotonic())
    return nil, { kind = "invalid", message = trace_id }
  end
  local answer = send(client, call, ticket, request)
  local response, failure = decode(call, answer)
  limits.settle(ticket, answer, failure and failure.kind,
    client.clock.monotonic())
  report(client, call, answer, failure)
  call.status, call.trace_id = answer.status, trace_id
  if failure then failure.sent, failure.answer = answer.sent, answer end
  return response, failure
end

return attempt
