-- A runtime that answers from a list, on a clock that only sleeping moves.

local cjson = require "cjson"

local canned = {}

-- An answer of the API with this Response.
function canned.response(response, changes)
  if type(response) == "table" then
    response.RequestId = response.RequestId or "r"
  end
  local answer = {
    outcome = "done",
    status = 200,
    body = type(response) == "string" and response
      or cjson.encode { Response = response },
    sent = true,
    took = 0.15,
  }
  for name, value in pairs(changes or {}) do answer[name] = value end
  return answer
end

function canned.error(code, changes)
  return canned.response({
    Error = { Code = code, Message = "said the server" },
    RequestId = "r-1",
  }, changes)
end

function canned.broken(outcome, changes)
  local answer = { outcome = outcome, message = "so it broke", sent = true,
    took = 0.1 }
  for name, value in pairs(changes or {}) do answer[name] = value end
  return answer
end

-- Stamps an answer with times, as a transport does.
local function stamp(box, answer)
  local copy = {}
  for name, value in pairs(answer) do copy[name] = value end
  copy.started, copy.connected = box.now, box.now
  if copy.sent then copy.written = box.now end
  box.now = box.now + copy.took
  copy.ended = box.now
  if copy.outcome == "done" then copy.received = box.now end
  return copy
end

--- A box of answers: `answers` are given in turn, the last one for ever.
--- `requests`, `sleeps` and `logged` tell what was done with it.
function canned.new(answers)
  local box = { now = 1000, unix = 1700000000, requests = {}, sleeps = {},
    logged = {}, events = {}, answers = answers }
  box.clock = {
    monotonic = function() return box.now end,
    wall = function() return box.unix + box.now - 1000 end,
  }
  box.runtime = {
    sleep = function(seconds)
      box.sleeps[#box.sleeps + 1] = seconds
      box.now = box.now + math.max(seconds, 1e-9)
    end,
    send = function(request)
      box.requests[#box.requests + 1] = request
      local answer = answers[math.min(#box.requests, #answers)]
      if type(answer) == "function" then answer = answer(request) end
      return stamp(box, answer)
    end,
  }
  return box
end

local accounts = 0

--- A client on a box, each with limits of its own.
function canned.client(box, options)
  accounts = accounts + 1
  local all = {
    secret_id = "AKIDEXAMPLEEXAMPLE",
    secret_key = "SECRETEXAMPLE",
    account = "account " .. accounts,
    clock = box.clock,
    runtime = box.runtime,
    log = function(level, message)
      box.logged[#box.logged + 1] = level .. ": " .. message
    end,
    on_event = function(event) box.events[#box.events + 1] = event end,
  }
  for name, value in pairs(options or {}) do all[name] = value end
  return assert(require "tcbilling".new(all))
end

--- One call, the pay modes of 2018-11: the box, and what the call returned.
function canned.ask(answers, options, call_options)
  local box = canned.new(answers)
  return box, canned.client(box, options).billing
    :DescribeBillSummaryByPayMode({ BeginTime = "2018-11",
      EndTime = "2018-11" }, call_options)
end

--- The value of a header of the n-th request.
function canned.header(box, n, name)
  for _, header in ipairs(box.requests[n].headers) do
    local value = header:match("^" .. name:gsub("%-", "%%-") .. ": (.*)$")
    if value then return value end
  end
end

return canned
