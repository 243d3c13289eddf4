-- The way of every call: check -> limit -> sign -> send -> decode, and again
-- where a failure passes by itself; or check -> an answer that is shared.

local access = require "tcbilling.access"
local answers = require "tcbilling.answers"
local attempt = require "tcbilling.attempt"
local call_of = require "tcbilling.call"
local chance = require "tcbilling.chance"
local check = require "tcbilling.check"
local core = require "tcbilling.core"
local dry_run = require "tcbilling.dry_run"
local endpoint = require "tcbilling.endpoint"
local http_date = require "tcbilling.http_date"
local retry = require "tcbilling.retry"
local schema = require "tcbilling.schema"
local suggest = require "tcbilling.suggest"
local visible = require "tcbilling.visible"
local warn = require "tcbilling.warn"

-- Server and client may differ by five minutes; a difference below this is
-- no reason for a signature to have expired.
local CLOCK_TOLERANCE = 60
local CLOCK_IS_OFF = "AuthFailure.SignatureExpire"

-- Rows without a field that was misspelt would be empty, and cost nothing.
local function check_fields(call)
  if not call.entry or not call.fields or call.unchecked then return true end
  local known = schema.row_fields(call.service, call.entry)
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
  local params, message = check(call.service, call.entry, call.params,
    function(doubt) warn(call, client, call.action, doubt) end)
  if not params then return nil, message end
  return core.json.encode(params, "params")
end

-- How far the server's clock is ahead of this machine's, in seconds, by the
-- answer's Date; or nil.
local function clock_difference(client, answer)
  local date = answer and http_date(answer.date)
  return date and date - client.clock.wall()
end

-- A clock that is off is corrected once a call.
local function correct_clock(client, call, answer)
  if call.clock_corrected or call.retry == false then return false end
  call.clock_corrected = true
  local offset = clock_difference(client, answer)
  if not offset then return false end
  client.clock_offset = math.abs(offset) < CLOCK_TOLERANCE and 0 or offset
  return true
end

-- Seconds until the next attempt, or nil.
local function next_delay(client, call, failure)
  if failure.code == CLOCK_IS_OFF
    and correct_clock(client, call, failure.answer)
    or access.renew(client, call, failure) then
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
    cached = call.cached,
    age = call.age,
    shared = call.shared,
  }
  if failure then
    detail.kind, detail.code = failure.kind, failure.code
    detail.request_id = failure.request_id
  end
  return detail
end

-- What the caller can do about a code, or "".
local function advice(client, call, failure)
  if failure.code == "InvalidAction" then
    return suggest(call.action, call.service.actions)
  end
  local difference = failure.code == CLOCK_IS_OFF
    and clock_difference(client, failure.answer)
  if not difference or math.abs(difference) < CLOCK_TOLERANCE then
    return ""
  end
  return (" (this machine's clock is %.0f s %s the server's)"):format(
    math.abs(difference), difference > 0 and "behind" or "ahead of")
end

local function fail(client, call, failure)
  return nil, call.action .. ": " .. failure.message
    .. advice(client, call, failure), detail_of(call, failure)
end

-- What is said each time, since each time it matters.
local function warn_of_risks(client, call)
  if not client.verify then
    warn(call, client, call.action, "certificates are not verified (verify = "
      .. "false): anybody on the way can read and change the answers")
  elseif call.endpoint.scheme == "http"
    and not endpoint.is_loopback(call.endpoint) then
    warn(call, client, call.action, "the endpoint is not https: anybody on "
      .. "the way can read and change the answers")
  end
end

local CANCELLED = { kind = "cancelled", message = "cancelled" }

-- Said once by each client for each action.
local function warn_of_deprecation(client, call, response)
  local text = response.DeprecatedWarning
  if type(text) ~= "string" then return end
  local id = call.service.service .. " " .. call.action
  if client.deprecated[id] then return end
  client.deprecated[id] = true
  warn(call, client, call.action, "the API calls it deprecated: "
    .. visible(text))
end

-- Attempts until one succeeds or a failure stands.
local function persist(client, call)
  local before
  warn_of_risks(client, call)
  while true do
    local response, failure = attempt.make(client, call)
    if response then
      retry.refund(client.retry)
      return response
    end
    -- what made a repeat necessary tells more than that it came too late
    if failure.too_late then return nil, before or failure end
    local delay = next_delay(client, call, failure)
    if not delay then return nil, failure end
    call.waited = call.waited + delay
    if delay > 0 and client.runtime.sleep(delay) == false then
      return nil, CANCELLED
    end
    before = failure
  end
end

--- Makes a call.
---@param client table see client.lua
---@param call table   see call.lua; written to: body, attempts, waited, status,
---  trace_id, failures, clock_corrected, problem, cached, age, shared
---@return table? response, string? message, table detail
local function run(client, call)
  call.attempts, call.waited = 0, 0
  local message, response, failure
  call.body, message = encode_body(client, call)
  if not call.body then
    return fail(client, call, { kind = "invalid", message = message })
  end
  response, failure = access.ensure(client, call)
  if not response then return fail(client, call, failure) end
  call_of.identify(client, call)
  if call.dry_run then
    response, message = dry_run(client, call, attempt.server_time(client))
    if response then return response, nil, detail_of(call) end
    return fail(client, call, { kind = "invalid", message = message })
  end
  if answers.cover(client, call) then
    response, failure = answers.get(client, call, persist)
  else
    response, failure = persist(client, call)
  end
  if not response then return fail(client, call, failure) end
  warn_of_deprecation(client, call, response)
  return response, nil, detail_of(call)
end

return run
