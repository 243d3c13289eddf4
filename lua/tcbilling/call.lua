-- A call as the pipeline takes it: what is asked, where, and how long it may
-- take.

local limits = require "tcbilling.limits"

local call = {}

--- The rate of an action: the program's own, or the documented one.
---@param client table
---@param service string
---@param action string
---@param entry table? the catalogue's
---@return integer requests a second
function call.rate(client, service, action, entry)
  local given = client.limits[service]
  return given and given[action] or entry and entry.rate or limits.USUAL_RATE
end

--- By what the API counts. The account is known once there are keys.
function call.limit_key(client, service, action)
  return table.concat({ client.account, client.endpoints[service].host,
    service, action }, " ")
end

--- Notes whose rates it uses.
---@param client table with its account
---@param made table a call
function call.identify(client, made)
  made.account = client.account
  made.limit_key = call.limit_key(client, made.service.service, made.action)
end

-- Should the answer say how many rows there are?
local function is_counted(entry, params)
  local paging = entry and entry.paging
  if not paging or not paging.count then return false end
  return not paging.count_switch
    or tostring(params[paging.count_switch]) == "1"
end

--- Makes one. Whatever the catalogue does not know may be a write.
---@param client table
---@param api table     the catalogue of its service
---@param action string
---@param params table  wire names
---@param options table call options, checked
---@return table
function call.new(client, api, action, params, options)
  local service = api.service
  local entry = api.actions[action]
  local endpoint = client.endpoints[service]
  local now = client.clock.monotonic()
  return {
    service = api,
    action = action,
    entry = entry,
    endpoint = endpoint,
    params = params,
    is_counted = is_counted(entry, params),
    kind = entry and entry.kind or "write",
    rate = call.rate(client, service, action, entry),
    connect = client.connect_timeout / 1000,
    is_tls = endpoint.scheme == "https",
    is_bulk = options.priority == "bulk",
    timeout = options.timeout or client.timeout,
    deadline_at = options.deadline and now + options.deadline,
    ready_until = options.wait_ready and now + options.wait_ready,
    fields = options.fields,
    retry = options.retry,
    unchecked = options.unchecked,
    dry_run = options.dry_run,
    cache = options.cache,
  }
end

return call
