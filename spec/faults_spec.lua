-- All that can go wrong x read and write: the kind, the attempts, that no
-- write is read twice, and that the deadline holds. The table is
-- spec/faults.lua; `script/test faults` prints what came of it.

local faults = require "spec.faults"
local faulty_server = require "spec.faulty_server"
local limited_call = require "spec.limited_call"
local monotonic = require "tcbilling.core".monotonic
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local ACTIONS = { read = "DescribeBillSummaryByPayMode", write = "PayDeals" }
local PULL = "DescribeBillResourceSummaryForOrganization"
local ROWS = 2500 -- three pages
local RUNTIME = rawget(_G, "ngx") and "nginx" or "curl"

local DEADLINE = 1.2 -- seconds
-- Milliseconds of an attempt: the second one would end much too late.
local TIMEOUT = 900
-- What a call may take beyond its deadline: nginx reads on for 0.25 s what is
-- there, and others use this machine.
local LATE = 0.5

local box, server, results
local left_out = {} -- { fault, read or write, why }

-- A line of what `script/test faults` prints.
local function note(fault, way, ...)
  if not results then return end
  results:write(table.concat({ fault.name, way, RUNTIME, ... }, "\t"), "\n")
  results:flush()
end

setup(function()
  box = sandbox.start { no_limits = true }
  server = faulty_server.start()
  local path = os.getenv "TCBILLING_FAULTS"
  results = path and assert(io.open(path, "a"))
  for _, fault in ipairs(faults) do note(fault, "") end -- their order
  for _, one in ipairs(left_out) do note(one[1], one[2], "left out", one[3]) end
end)

teardown(function()
  if results then results:close() end
  server:stop()
  box:stop()
end)

local function endpoint_of(fault)
  if fault.raw then
    return ("%s://127.0.0.1:%s"):format(fault.scheme or "http",
      server.ports[fault.raw])
  elseif fault.to then
    local place = box.env["TCBILLING_SANDBOX_" .. fault.to]
    return place:find "^http" and place or "https://127.0.0.1:" .. place
  end
end

-- Keys that another call for them gives anew.
local function temporary_keys()
  return { get = function()
    return true, { secret_id = box.env.TCBILLING_SANDBOX_STS_ID,
      secret_key = box.env.TCBILLING_SANDBOX_STS_KEY,
      token = box.env.TCBILLING_SANDBOX_STS_TOKEN }
  end }
end

local clients = 0

local function new_client(fault)
  clients = clients + 1
  local rate = fault.rate or 128
  local options = box:options({ limiter = "process",
    account = "faults " .. clients, endpoint = endpoint_of(fault),
    timeout = TIMEOUT, retry = { base = 0.01, attempts = 4 },
    limits = { billing = { [ACTIONS.read] = rate, [ACTIONS.write] = rate,
      [PULL] = rate } }, log = function() end }, fault.options)
  if fault.is_temporary then
    options.secret_id, options.secret_key = nil, nil
    options.credentials = temporary_keys()
  end
  return assert(tcbilling.new(options))
end

local function params_of(way, order, fault)
  local params = way == "read"
    and { BeginTime = "2018-11", EndTime = "2018-11" }
    or { OrderIds = tcbilling.json.list { order } }
  for name, value in pairs(fault.params or {}) do params[name] = value end
  return params
end

-- Reads all rows: as a call of as many attempts as there were requests.
local function pull(client)
  local rows, count = client.billing:rows(PULL, { Month = "2023-08" },
    { concurrency = 1 }), 0
  for _, row, message, detail in rows do
    if not row then return nil, message, detail end
    count = count + 1
  end
  assert.equal(ROWS, count)
  assert.is_false(rows.moved)
  return true, nil, { attempts = #box:arrivals() }
end

local function call(client, fault, way, order)
  if fault.is_pull then return pull(client) end
  return client:call("billing", ACTIONS[way], params_of(way, order, fault),
    { deadline = fault.deadline or DEADLINE })
end

-- Where the fault needs a certain place of nginx's, there.
local function at(location, f)
  if not location or RUNTIME == "curl" then return f() end
  local answer
  require("tests.nginx.request").begin(function()
    answer = { f() }
    return ""
  end, location):answer()
  return unpack(answer, 1, 3) -- luacheck: ignore
end

local function prepare(fault, client, way)
  box:reset()
  box:config { no_limits = true, rows = ROWS }
  if fault.first then box:faults { fault.first } end
  if fault.after_one then
    assert(client:call("billing", ACTIONS[way],
      params_of(way, "before", {}), { deadline = 20 }))
  end
  if fault.config then box:config(fault.config) end
  if fault.rule then box:faults { fault.rule } end
end

-- How often servers read a write, and carried it out.
local function fate_of(order)
  local reads, done = box:writes()
  return math.floor((reads[order] or 0) + server:reads(order)),
    done[order] or 0
end

-- The same where the system grants a process of its own little.
local function observe_limited(fault, way)
  clients = clients + 1
  local order = ("order-%d-%s"):format(clients, way)
  prepare(fault)
  local params = way == "write" and { OrderIds = { order } }
    or params_of(way, order, fault)
  local seen = limited_call { box = box, limits = fault.limits,
    fills_descriptors = fault.fills_descriptors, action = ACTIONS[way],
    params = params, timeout = fault.options and fault.options.timeout
      or TIMEOUT, deadline = fault.deadline or DEADLINE }
  if way == "write" then seen.reads, seen.done = fate_of(order) end
  return seen
end

-- What became of the call.
local function observe(fault, way)
  if fault.limits then return observe_limited(fault, way) end
  local order = ("order-%d-%s"):format(clients + 1, way)
  local client = new_client(fault)
  prepare(fault, client, way)
  local began = monotonic()
  local result, message, detail = at(fault.location, function()
    return call(client, fault, way, order)
  end)
  local took = monotonic() - began
  client:close()
  local seen = { kind = result and "ok" or detail.kind, took = took,
    attempts = detail.attempts, message = message or "" }
  if way == "write" then seen.reads, seen.done = fate_of(order) end
  return seen
end

local function is_one_of(kinds, kind)
  for each in kinds:gmatch "[^|]+" do
    if each == kind then return true end
  end
  return false
end

-- How a write was read or done too often, or nil. What the server itself
-- refused may be read again, but not be done.
local function repetition(expected, seen)
  if seen.done > 1 then
    return ("it was carried out %d times"):format(seen.done)
  elseif expected.reads == "said" then
    return nil
  elseif seen.reads > 1 or expected.reads and seen.reads ~= expected.reads then
    return ("it was read %d times"):format(seen.reads)
  end
end

-- What is not as it should be, or nil.
local function deviation(fault, way, seen)
  local expected = fault[way]
  if not is_one_of(expected.kind, seen.kind) then
    return ("%s, not %s: %s"):format(seen.kind, expected.kind, seen.message)
  elseif seen.attempts < expected.attempts
    or seen.attempts > expected.most then
    return ("%.0f attempts, not %d to %d: %s"):format(seen.attempts,
      expected.attempts, expected.most, seen.message)
  elseif seen.took > (fault.deadline or DEADLINE) + LATE then
    return ("it took %.2f s"):format(seen.took)
  end
  return way == "write" and repetition(expected, seen) or nil
end

-- Why it is left out here, or nil.
local function why_not(fault, way)
  local why = fault.elsewhere
  return why and (why[RUNTIME] or why[way]
    or os.getenv "LD_PRELOAD" and why.sanitized)
end

for _, fault in ipairs(faults) do
  for _, way in ipairs { "read", "write" } do
    local elsewhere = why_not(fault, way)
    if elsewhere then
      left_out[#left_out + 1] = { fault, way, elsewhere }
    else
      it(("a %s meets %s"):format(way, fault.name), function()
        local seen = observe(fault, way)
        local problem = deviation(fault, way, seen)
        note(fault, way, problem and "failed" or "passed", seen.kind,
          ("%.0f"):format(seen.attempts), seen.reads or "",
          ("%.3f"):format(seen.took),
          ("%.3f"):format(seen.took - (fault.deadline or DEADLINE)),
          problem or "")
        assert.is_nil(problem)
      end)
    end
  end
end
