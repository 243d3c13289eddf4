-- The client: `tcbilling.new` and the calls that all its methods make.

local catalog = require "tcbilling.catalog"
local core = require "tcbilling.core"
local copy = require "tcbilling.copy"
local credentials = require "tcbilling.credentials"
local endpoint = require "tcbilling.endpoint"
local limits = require "tcbilling.limits"
local options = require "tcbilling.options"
local pipeline = require "tcbilling.pipeline"
local proxy = require "tcbilling.proxy"
local retry = require "tcbilling.retry"
local service = require "tcbilling.service"
local suggest = require "tcbilling.suggest"
local visible = require "tcbilling.visible"

local Client = {}
local client_meta = { __index = Client, __name = "tcbilling.client" }

-- Warnings are few, and each is of money or trust: none goes unseen unless
-- the program takes them.
local function complain(level, message)
  io.stderr:write("tcbilling: ", level, ": ", message, "\n")
end

-- Making a client

-- By service: where it is, and the proxy that leads there.
local function find_endpoints(given)
  local urls, result = given.endpoint, {}
  for _, name in ipairs(catalog.SERVICES) do
    local url = type(urls) == "table" and urls[name]
      or type(urls) == "string" and urls
      or "https://" .. catalog.load(name).host
    local parsed, message = endpoint.parse(url)
    if not parsed then return nil, name .. ": " .. message end
    parsed.proxy = given.proxy
    if not parsed.proxy then parsed.proxy, message = proxy.find(parsed) end
    if not parsed.proxy then return nil, message end
    result[name] = parsed
  end
  return result
end

-- What sends and sleeps. libcurl would block an nginx worker, so it is never
-- loaded in one.
local function find_runtime(given)
  if given.runtime then return given.runtime end
  local nginx = rawget(_G, "ngx")
  if type(nginx) == "table" and nginx.get_phase then
    return nil, "inside nginx a call would block the worker, so there is no "
      .. "client yet: sign with tcbilling.core and send by other means, or "
      .. "give a runtime of your own"
  end
  return require "tcbilling.runtime.curl"
end

local function request_client(tag)
  local name = "tcbilling_" .. core._VERSION
  return tag and name .. ";" .. tag or name
end

local function assemble(given, keys, signer, endpoints, runtime)
  return {
    signer = signer,
    account = given.account or keys.secret_id,
    endpoints = endpoints,
    region = given.region,
    language = given.language,
    request_client = request_client(given.request_client),
    user_agent = "tcbilling/" .. core._VERSION,
    timeout = given.timeout or 60000,
    connect_timeout = given.connect_timeout or 5000,
    limits = copy(given.limits or {}),
    retry = retry.new(given.retry),
    ca_file = given.ca_file,
    ca_path = given.ca_path,
    verify = given.verify ~= false,
    on_event = given.on_event,
    log = given.log or complain,
    clock = given.clock or core,
    clock_offset = 0,
    runtime = runtime,
  }
end

--- Makes a client. No I/O happens here.
---@param given table? options: secret_id, secret_key, token (default: the
---  environment's); account; region; language; endpoint (a URL, or one a
---  service); timeout, connect_timeout (ms, one attempt); limits (by service
---  and action, a second); retry { attempts, base, longest, budget, poll };
---  ca_file, ca_path, verify; proxy; request_client; on_event; log; clock;
---  runtime
---@return table? client, string? message
function Client.new(given)
  options.check(given, options.CLIENT, "client option", 2)
  given = given or {}
  local problem = options.problem(given)
  if problem then error(problem, 2) end
  local keys, message = credentials.find(given)
  if not keys then return nil, message end
  local signer, endpoints, runtime
  runtime, message = find_runtime(given)
  if not runtime then return nil, message end
  signer, message = core.signer(keys)
  if not signer then return nil, message end
  endpoints, message = find_endpoints(given)
  if not endpoints then return nil, message end
  local client = setmetatable(assemble(given, keys, signer, endpoints,
    runtime), client_meta)
  for _, name in ipairs(catalog.SERVICES) do
    client[name] = service.new(client, catalog.load(name))
  end
  return client
end

-- Calls

local function check_self(self, method)
  if getmetatable(self) ~= client_meta then
    error("call it with a colon: client:" .. method, 3)
  end
end

local function rate_of(client, name, action, entry)
  local given = client.limits[name]
  return given and given[action] or entry and entry.rate or limits.USUAL_RATE
end

-- A call as the pipeline takes it. Whatever the catalogue does not know may
-- be a write.
local function describe(client, api, action, params, call_options)
  local name = api.service
  local entry = api.actions[action]
  local where = client.endpoints[name]
  local now = client.clock.monotonic()
  return {
    service = api,
    action = action,
    entry = entry,
    endpoint = where,
    params = params,
    kind = entry and entry.kind or "write",
    rate = rate_of(client, name, action, entry),
    connect = client.connect_timeout / 1000,
    is_tls = where.scheme == "https",
    limit_key = table.concat({ client.account, where.host, name, action }, " "),
    timeout = call_options.timeout or client.timeout,
    deadline_at = call_options.deadline and now + call_options.deadline,
    ready_until = call_options.wait_ready and now + call_options.wait_ready,
    fields = call_options.fields,
    retry = call_options.retry,
    unchecked = call_options.unchecked,
    dry_run = call_options.dry_run,
  }
end

--- Raises, blaming the caller at `level`, unless this can be called.
function Client:check_call(action, params, call_options, level)
  if type(action) ~= "string" or not action:find("^%a%w*$") then
    error("an action's name is letters and digits, got "
      .. visible(tostring(action), 60), level + 1)
  elseif params ~= nil and type(params) ~= "table" then
    error("parameters must be a table, got " .. type(params), level + 1)
  elseif self.closed then
    error("the client is closed", level + 1)
  end
  options.check(call_options, options.CALL, "call option", level + 1)
end

--- Calls an action by name: what every method is made of, and the way to an
--- action that the catalogue lacks.
---@param service_name string "billing" or "intlpartnersmgt"
---@param action string
---@param params table? wire names; default none
---@param call_options table? timeout (ms), deadline (s), dry_run, fields,
---  wait_ready (s), unchecked, retry
---@return table? response the API's Response; nil on failure
---@return string? message, table detail { kind, code, request_id, trace_id,
---  status, service, action, attempts, waited }
function Client:call(service_name, action, params, call_options)
  check_self(self, "call(service, action, ...)")
  local target = self[service_name]
  if not service.is_one(target) then
    error(("no service %q%s"):format(tostring(service_name),
      suggest(service_name, catalog.SERVICES)), 2)
  end
  self:check_call(action, params, call_options, 2)
  return pipeline(self, describe(self, target.catalog, action, params or {},
    call_options or {}))
end

--- Takes the keys out of memory; the client can't be used any more. Also
--- done by `<close>` and by the collector.
function Client:close()
  check_self(self, "close()")
  self.closed = true
  self.signer:close()
end

client_meta.__close = Client.close

function client_meta.__tostring(client)
  return "tcbilling.client (" .. tostring(client.signer) .. ")"
end

return Client
