-- One attempt: limit -> sign -> send -> decode.

local access = require "tcbilling.access"
local cells = require "tcbilling.cells"
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

local function is_answer(result)
  return (type(result.body) == "string"
      or type(result.take_body) == "function")
    and type(result.status) == "number" and result.received
end

-- What is wrong with the result of a runtime, which may be a program's own.
local function problem_with(result)
  if type(result) ~= "table" or type(result.outcome) ~= "string"
    or result.outcome == "done" and not is_answer(result) then
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
  request.send_by = ticket.send_by
  request.on_written = function(at) cells.written(ticket, at) end
  local returned, answer = pcall(client.runtime.send, request)
  local problem = returned and problem_with(answer)
  if not returned or problem then
    -- whatever was sent: its cell is held as long as that may matter
    cells.settle(client, ticket, { sent = true }, "failed")
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

local CLOSED = { kind = "cancelled", message = "the client was closed" }

local UNWANTED = { kind = "cancelled", message = "nobody waits for it" }

-- Why a call can't go on, or nil: its own functions, and whoever runs while it
-- waits, may close the client.
local function obstacle(client, call)
  if client.closed then return CLOSED end
  if call.is_unwanted and call.is_unwanted() then return UNWANTED end
  if time_left(client, call) <= 0 then
    return too_late("the deadline has passed")
  end
end

-- A cell to start in, or a failure. Keys may have grown old since.
local function begin(client, call)
  local failure = obstacle(client, call)
  if failure then return nil, failure end
  local ok
  ok, failure = access.ensure(client, call)
  if not ok then return nil, failure end
  local ticket
  ticket, failure = limits.acquire(client, call, obstacle)
  if not ticket then return nil, failure end
  failure = obstacle(client, call)
  if not failure then return ticket end
  cells.settle(client, ticket, {})
  return nil, failure
end

-- Bytes on the wire: a refusal is smaller.
local LARGE = 8192

-- A large answer may have to wait until somebody wants it, outside of Lua's
-- memory. It is no refusal, so its cell is settled before.
local function await_turn(client, call, ticket, answer)
  if not call.await_turn or answer.outcome ~= "done"
    or (answer.bytes or 0) < LARGE then
    return true
  end
  cells.settle(client, ticket, answer)
  ticket.is_settled = true
  return call.await_turn()
end

-- Reads the answer. Returns the response, or a failure.
local function read(client, call, ticket, answer)
  if not await_turn(client, call, ticket, answer) then
    if answer.let_go then answer.let_go() end
    return nil, { kind = "cancelled", message = "cancelled" }
  end
  if answer.take_body then answer.body = answer.take_body() end
  local response, failure = decode(call, answer)
  if call.keeps_body and answer.body then
    call.kept_body = tostring(answer.body)
  end
  if type(answer.body) == "userdata" then answer.body:close() end
  answer.body, answer.take_body, answer.let_go = nil, nil, nil
  return response, failure
end

--- The response, or a failure that knows whether anything was sent.
---@return table? response, table? failure
function attempt.make(client, call)
  local ticket, problem = begin(client, call)
  if not ticket then return nil, problem end
  call.attempts = call.attempts + 1
  if call.before_send then call.before_send() end
  local request, trace_id = sign(client, call, attempt.server_time(client))
  if not request then
    cells.settle(client, ticket, {})
    return nil, { kind = "invalid", message = trace_id }
  end
  local answer = send(client, call, ticket, request)
  local response, failure = read(client, call, ticket, answer)
  if not ticket.is_settled then
    cells.settle(client, ticket, answer, failure and failure.kind)
  end
  if failure then cells.back_off(client, call, failure.code) end
  report(client, call, answer, failure)
  call.status, call.trace_id, call.took = answer.status, trace_id,
    answer.ended and answer.started and answer.ended - answer.started or 0
  if failure then failure.sent, failure.answer = answer.sent, answer end
  return response, failure
end

return attempt
