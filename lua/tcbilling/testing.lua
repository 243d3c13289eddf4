-- For tests of programs that use tcbilling: a cloud that answers from a list,
-- on a clock that only sleeping and answering move. Nothing is sent, and no
-- test waits: an hour's backoff is over at once.
--
--   local testing = require "tcbilling.testing"
--   local box = testing.new {
--     testing.error "InternalError",
--     testing.response { Ready = 1, SummaryOverview = { ... } },
--   }
--   local client = testing.client(box)
--   ... -- the program, with this client
--   assert(#box.requests == 2 and box.now > 1000.25)

local errors = require "tcbilling.errors"
local json = require "tcbilling.core".json
local options_of = require "tcbilling.options"
local scheduler = require "tcbilling.runtime.scheduler"
local suggest = require "tcbilling.suggest"

local testing = {}

local SECONDS_A_CALL = 0.15

-- What a runtime's send returns; see runtime/curl.lua.
local function answer_with(fields, changes)
  fields.sent, fields.took = true, SECONDS_A_CALL
  for name, value in pairs(changes or {}) do fields[name] = value end
  return fields
end

--- An answer of the API.
---@param response table|string the Response object, without its RequestId if
---  that does not matter; or the whole body as it is on the wire
---@param changes? table of the answer: status (200), date, took (seconds),
---  reused, ...
---@return table answer
function testing.response(response, changes)
  local body = response
  if type(response) == "table" then
    local all = { RequestId = "r" }
    for name, value in pairs(response) do all[name] = value end
    local message
    body, message = json.encode({ Response = all }, "the answer")
    if not body then error(message, 2) end
  end
  return answer_with({ outcome = "done", status = 200, body = body }, changes)
end

--- An answer that is an error of the API's.
---@param code string "RequestLimitExceeded", ...
---@param changes? table as of testing.response
---@return table answer
function testing.error(code, changes)
  return testing.response({
    Error = { Code = code, Message = "said the server" },
    RequestId = "r-1",
  }, changes)
end

--- No answer: what a transport that failed tells.
---@param outcome string "connect", "tls", "closed", "timeout", ...; the list
---  is in runtime/curl.lua
---@param changes? table message, sent (true: the request may have left), ...
---@return table answer
function testing.broken(outcome, changes)
  if not errors.is_outcome(outcome) then
    error(("no transport tells of %q%s"):format(tostring(outcome),
      suggest(outcome, errors.outcomes())), 2)
  end
  return answer_with({ outcome = outcome, message = "so it broke" }, changes)
end

-- What became of an answer that took its time, or was not waited for.
local function stamp(box, answer, slept)
  answer.ended = box.now
  if not slept then
    answer.outcome, answer.message = "cancelled", "cancelled"
  elseif answer.outcome == "done" then
    answer.received = box.now
  end
  return answer
end

local function take_answer(box, request)
  box.requests[#box.requests + 1] = request
  local n = math.min(#box.requests, #box.answers)
  local answer = box.answers[n]
  if type(answer) == "function" then answer = answer(request) end
  if type(answer) ~= "table" or type(answer.outcome) ~= "string"
    or type(answer.took) ~= "number" then
    error(n == 0 and "the box has no answers"
      or ("the box's answer %d is none: testing.response, testing.error and "
        .. "testing.broken make them"):format(n), 0)
  end
  local copy = {}
  for name, value in pairs(answer) do copy[name] = value end
  return copy
end

-- The scheduler of the real runtime, on a clock that each wait moves.
local function new_runtime(box)
  local tasks = scheduler.new {
    monotonic = function() return box.now end,
    step = function(seconds) box.now = box.now + seconds end,
    is_idle = function() return true end,
  }
  return {
    sleep = function(seconds)
      if seconds > 0 then box.sleeps[#box.sleeps + 1] = seconds end
      return tasks:sleep(seconds)
    end,
    send = function(request)
      if tasks:is_cancelled() then
        tasks:sleep(0)
        return { outcome = "cancelled", message = "cancelled", sent = false }
      end
      local answer = take_answer(box, request)
      answer.started, answer.connected = box.now, box.now
      if answer.sent then
        answer.written = box.now
        if request.on_written then request.on_written(box.now) end
      end
      return stamp(box, answer, tasks:sleep(answer.took))
    end,
    spawn = function(...) return tasks:spawn(...) end,
    semaphore = function() return tasks:semaphore() end,
    level = function() return tasks:level() end,
  }
end

--- A box of answers, and of what was done with them.
---@param answers table[] given in turn, the last one for ever; one may be a
---  function(request) that returns the answer
---@return table box { answers, requests, sleeps (seconds), logged, events,
---  now (seconds, moves), unix (the wall clock where now was 1000) }
function testing.new(answers)
  if type(answers) ~= "table" then
    error("a list of answers expected, got " .. type(answers), 2)
  end
  local box = { now = 1000, unix = 1700000000, requests = {}, sleeps = {},
    logged = {}, events = {}, answers = answers }
  box.clock = {
    monotonic = function() return box.now end,
    wall = function() return box.unix + box.now - 1000 end,
  }
  box.runtime = new_runtime(box)
  return box
end

local accounts = 0

--- A client on a box, with keys, and limits of its own.
---@param box table
---@param options? table of tcbilling.new
---@return table client
function testing.client(box, options)
  if type(box) ~= "table" or type(box.runtime) ~= "table" then
    error("a box of testing.new expected, got " .. type(box), 2)
  end
  options_of.check(options, options_of.CLIENT, "client option", 2)
  accounts = accounts + 1
  local all = {
    secret_id = "AKIDEXAMPLEEXAMPLE",
    secret_key = "SECRETEXAMPLE",
    account = "account " .. accounts,
    proxy = "",
    clock = box.clock,
    runtime = box.runtime,
    limiter = "process",
    log = function(level, message)
      box.logged[#box.logged + 1] = level .. ": " .. message
    end,
    on_event = function(event) box.events[#box.events + 1] = event end,
  }
  if options and options.credentials then
    all.secret_id, all.secret_key = nil, nil
  end
  for name, value in pairs(options or {}) do all[name] = value end
  return assert(require "tcbilling".new(all))
end

--- The value of a header of the n-th request, or nil.
---@param box table
---@param n integer
---@param name string in any case
---@return string?
function testing.header(box, n, name)
  for _, header in ipairs(box.requests[n].headers) do
    local its_name, value = header:match("^([^:]+): (.*)$")
    if its_name and its_name:lower() == name:lower() then return value end
  end
end

return testing
