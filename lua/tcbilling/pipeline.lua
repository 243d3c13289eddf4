-- The way of every call: check -> limit -> sign -> send -> decode, and again
-- where a failure passes by itself.

local attempt = require "tcbilling.attempt"
local chance = require "tcbilling.chance"
local check = require "tcbilling.check"
local core = require "tcbilling.core"
local endpoint = require "tcbilling.endpoint"
local http_date = require "tcbilling.http_date"
local retry = require "tcbilling.retry"
local sign = require "tcbilling.sign"
local suggest = require "tcbilling.suggest"
local tell = require "tcbilling.tell"
local visible = require "tcbilling.visible"

-- Server and client may differ by five minutes; a difference below this is
-- no reason for a signature to have expired.
local CLOCK_TOLERANCE = 60

local function warn(client, call, text)
  tell(call, "log", client.log, "warning", call.action .. ": " .. text)
end

-- Rows without a field that was misspelt would be empty, and cost nothing.
local function check_fields(call)
  if not call.entry or not call.fields or call.unchecked then return true end
  local known = call.entry.fields
  if not known then return nil, "it has no rows to take fields of" end
  for _, name in ipairs(call.fields) do
    if not known[name] then
      return nil, ("its rows have no field %q%s"):format(visible(name, 60),
        suggest(name, known))
    end
  end
  return true
end

local function encode_body(client, call)
  local ok, problem = check_fields(call)
  if not ok then return nil, problem end
  if not call.entry or call.unchecked then
    return core.json.encode(call.params, "params")
  end
  local params, message = check(call.entry.input, call.params, function(doubt)
    warn(client, call, doubt)
  end)
  if not params then return nil, message end
  return core.json.encode(params, "params")
end

-- A clock that is off is corrected once a call, by the answer's Date.
local function correct_clock(client, call, answer)
  if call.clock_corrected or call.retry == false then return false end
  call.clock_corrected = true
  local date = http_date(answer.date)
  if not date then return false end
  local offset = date - client.clock.wall()
  client.clock_offset = math.abs(offset) < CLOCK_TOLERANCE and 0 or offset
  return true
end

-- Seconds until the next attempt, or nil.
local function next_delay(client, call, failure)
  if failure.code == "AuthFailure.SignatureExpire"
    and correct_clock(client, call, failure.answer) then
    return 0
  end
  local now = client.clock.monotonic()
  local delay = retry.delay(client.retry, call, failure, now,
    chance.fraction())
  if delay and call.deadline_at and now + delay >= call.deadline_at then
    return nil
  end
  return delay
end

local function detail_of(call, failure)
  local detail = {
    service = call.service.service,
    action = call.action,
    attempts = call.attempts,
    waited = call.waited,
    status = call.status,
    trace_id = call.trace_id,
    problem = call.problem,
  }
  if failure then
    detail.kind, detail.code = failure.kind, failure.code
    detail.request_id = failure.request_id
  end
  return detail
end

local function fail(call, failure)
  local message = call.action .. ": " .. failure.message
  if failure.code == "InvalidAction" then
    message = message .. suggest(call.action, call.service.actions)
  end
  return nil, message, detail_of(call, failure)
end

local function redacted(client, call)
  local request, message = sign(client, call, attempt.server_time(client))
  if not request then
    return fail(call, { kind = "invalid", message = message })
  end
  for i, header in ipairs(request.headers) do
    request.headers[i] = header:gsub("^(Authorization: ).*", "%1[redacted]")
      :gsub("^(X%-TC%-Token: ).*", "%1[redacted]")
  end
  return request, nil, detail_of(call)
end

-- What is said each time, since each time it matters.
local function warn_of_risks(client, call)
  if not client.verify then
    warn(client, call, "certificates are not verified (verify = false): "
      .. "anybody on the way can read and change the answers")
  elseif call.endpoint.scheme == "http"
    and not endpoint.is_loopback(call.endpoint) then
    warn(client, call, "the endpoint is not https: anybody on the way can "
      .. "read and change the answers")
  end
end

local CLOSED = { kind = "cancelled", message = "the client was closed" }

-- Attempts until one succeeds or a failure stands.
local function persist(client, call)
  local before
  while true do
    local response, failure = attempt.make(client, call)
    if response then return response end
    -- what made a repeat necessary tells more than that it came too late
    if failure.kind == "cancelled" then return nil, before or failure end
    local delay = next_delay(client, call, failure)
    if not delay then return nil, failure end
    call.waited = call.waited + delay
    if delay > 0 then client.runtime.sleep(delay) end
    if client.closed then return nil, CLOSED end
    before = failure
  end
end

--- Makes a call.
---@param client table see client.lua
---@param call table   service, action, entry, endpoint, params, kind, rate,
---  limit_key, timeout, deadline_at, ready_until, fields, retry, unchecked,
---  dry_run; written to: body, attempts, waited, status, trace_id, failures
---@return table? response, string? message, table detail
local function run(client, call)
  call.attempts, call.waited = 0, 0
  local message, response, failure
  call.body, message = encode_body(client, call)
  if not call.body then
    return fail(call, { kind = "invalid", message = message })
  end
  if call.dry_run then return redacted(client, call) end
  warn_of_risks(client, call)
  response, failure = persist(client, call)
  if not response then return fail(call, failure) end
  retry.refund(client.retry)
  return response, nil, detail_of(call)
end

return run
