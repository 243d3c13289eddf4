-- What a run will take at least: its calls, and the seconds that its rate
-- needs for them.

local access = require "tcbilling.access"
local bill = require "tcbilling.bill"
local call = require "tcbilling.call"
local coerce = require "tcbilling.check.coerce"
local limits = require "tcbilling.limits"
local pipeline = require "tcbilling.pipeline"
local value_rules = require "tcbilling.check.value"

local function failure(api, action, kind, message)
  return nil, action .. ": " .. message, { kind = kind,
    service = api.service, action = action }
end

-- Asks how many rows there are: one call, of one row.
local function count_rows(client, api, action, about)
  local paging = api.actions[action].paging
  local params = {}
  for name, value in pairs(about.params or {}) do params[name] = value end
  params[paging.at], params[paging.limit] = paging.first or 0, 1
  if paging.count_switch then params[paging.count_switch] = 1 end
  local response, message, detail = pipeline(client, call.new(client, api,
    action, params, {}))
  if not response then return nil, message, detail end
  local rows = bill.count_of(paging, response)
  if rows then return rows end
  return failure(api, action, "decode", "the answer does not say how many "
    .. "rows there are")
end

-- Rows of a page, as they are given or as many as may be; nil and a message
-- if they can't be.
local function limit_of(entry, about)
  local name = entry.paging.limit
  local given = about.limit or about.params and about.params[name]
  if given == nil then return (bill.default_limit(entry)) end
  local _, number = coerce.uint(given)
  if type(number) ~= "number" then return nil, name .. " is no number" end
  for _, rule in ipairs(entry.input) do
    local problem = rule.name == name and value_rules.problem(rule, number)
    if problem then return nil, name .. " " .. problem end
  end
  return number
end

-- The calls that `rows` rows take.
local function pages_of(api, action, about, rows)
  local entry = api.actions[action]
  local limit, message = limit_of(entry, about)
  if not limit then return failure(api, action, "invalid", message) end
  local b = bill.new { paging = entry.paging, params = {}, limit = limit,
    given_at = entry.paging.first or 0 }
  b.count = rows
  return b:pages()
end

-- How many calls it takes, and rows if they are counted.
local function calls_of(client, api, action, about)
  if about.items then return about.items end
  local rows, message, detail = about.rows
  if not rows then
    rows, message, detail = count_rows(client, api, action, about)
  end
  if not rows then return nil, message, detail end
  local calls
  calls, message, detail = pages_of(api, action, about, rows)
  return calls, calls and rows or message, detail
end

-- When the last of so many calls may start, and when it is now.
local function last_start(client, c, calls)
  local now = client.clock.monotonic()
  local entry, message = client.records:entry(c, now)
  client.records:warn()
  if not entry then return nil, message end
  local at
  at, message = limits.forecast(client, entry, c.rate, math.max(calls - 1, 0))
  return at or nil, message or now
end

--- Plans a run.
---@param client table
---@param api table      the service's catalogue
---@param action string
---@param about table    `{ items = n }` calls; or of a paged action
---  `{ rows = n, limit = }`, or `{ params = {...} }`: then one call asks how
---  many there are
---@return table? plan { calls, rows, rate (a second), seconds (from now until
---  the last start, at least) }; nil, message, detail on failure
local function plan(client, api, action, about)
  local calls, rows, detail = calls_of(client, api, action, about)
  if not calls then return nil, rows, detail end
  local ok, problem = access.ensure(client)
  if not ok then return failure(api, action, problem.kind, problem.message) end
  local c = call.new(client, api, action, {}, {})
  call.identify(client, c)
  local at, now = last_start(client, c, calls)
  if not at then return failure(api, action, "limiter", now) end
  return { calls = calls, rows = rows, rate = c.rate,
    seconds = calls > 0 and math.max(0, at - now) or 0 }
end

return plan
