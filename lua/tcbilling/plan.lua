-- What a run will take at least: its calls, and the seconds that its rate
-- needs for them.

local bill = require "tcbilling.bill"
local call = require "tcbilling.call"
local limits = require "tcbilling.limits"
local pipeline = require "tcbilling.pipeline"
local schema = require "tcbilling.schema"

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
  return tonumber(schema.value_at(response, paging.count)) or 0
end

-- The calls that `rows` rows take.
local function pages_of(api, action, about, rows)
  local entry = api.actions[action]
  local asked = about.params and about.params[entry.paging.limit]
  local b = bill.new { paging = entry.paging, params = {},
    limit = about.limit or tonumber(asked) or bill.default_limit(entry),
    given_at = entry.paging.first or 0 }
  b.count = rows
  return b:pages()
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
  local rows, calls = about.rows, about.items
  if not calls then
    local message, detail
    if not rows then
      rows, message, detail = count_rows(client, api, action, about)
      if not rows then return nil, message, detail end
    end
    calls = pages_of(api, action, about, rows)
  end
  local c = call.new(client, api, action, {}, {})
  local now = client.clock.monotonic()
  local entry, message = client.records:entry(c, now)
  client.records:warn()
  local at
  if entry then
    at, message = limits.forecast(client, entry, c.rate,
      math.max(calls - 1, 0))
  end
  if not at then
    return nil, action .. ": " .. message, { kind = "limiter",
      service = api.service, action = action }
  end
  return { calls = calls, rows = rows, rate = c.rate,
    seconds = calls > 0 and math.max(0, at - now) or 0 }
end

return plan
