-- What a client is made of, from the options given.

local access = require "tcbilling.access"
local catalog = require "tcbilling.catalog"
local copy = require "tcbilling.copy"
local core = require "tcbilling.core"
local credentials = require "tcbilling.credentials"
local endpoint = require "tcbilling.endpoint"
local proxy = require "tcbilling.proxy"
local records = require "tcbilling.records"
local retry = require "tcbilling.retry"
local suggest = require "tcbilling.suggest"
local tell = require "tcbilling.tell"
local visible = require "tcbilling.visible"

-- Warnings are few, and each is of money or trust: none goes unseen unless
-- the program takes them.
local function complain(level, message)
  io.stderr:write("tcbilling: ", level, ": ", message, "\n")
end

-- The proxy that leads to an endpoint. What can't use one has no need of the
-- environment's either.
local function find_proxy(given, parsed, runtime)
  if given.proxy then return given.proxy end
  if runtime.ignores_proxies then return "" end
  return proxy.find(parsed)
end

-- By service: where it is, and the proxy that leads there.
local function find_endpoints(given, runtime)
  local urls, result = given.endpoint, {}
  for _, name in ipairs(catalog.SERVICES) do
    local url = type(urls) == "table" and urls[name]
      or type(urls) == "string" and urls
      or "https://" .. catalog.HOSTS[name]
    local parsed, message = endpoint.parse(url)
    if not parsed then return nil, name .. ": " .. message end
    parsed.proxy, message = find_proxy(given, parsed, runtime)
    if not parsed.proxy then return nil, message end
    result[name] = parsed
  end
  return result
end

local function request_client(tag)
  local name = "tcbilling_" .. core._VERSION
  return tag and name .. ";" .. tag or name
end

-- The region of the environment, where the program names none.
local function find_region(given)
  local region = given.region or os.getenv "TENCENTCLOUD_REGION"
  return region ~= "" and region or nil
end

local function assemble(given, provider, endpoints, runtime)
  local log = given.log or runtime.log or complain
  return {
    access = access.new(provider, given.account),
    endpoints = endpoints,
    region = find_region(given),
    language = given.language,
    request_client = request_client(given.request_client),
    user_agent = "tcbilling/" .. core._VERSION,
    timeout = given.timeout or 60000,
    connect_timeout = given.connect_timeout or 5000,
    limits = copy(given.limits or {}),
    deprecated = {},
    retry = retry.new(given.retry),
    ca_file = given.ca_file,
    ca_path = given.ca_path,
    verify = given.verify ~= false,
    on_event = given.on_event,
    log = log,
    cache = given.cache and require "tcbilling.cache".new(given.cache),
    records = records.find(given.limiter, function(text)
      log("warning", text)
    end),
    clock = given.clock or core,
    clock_offset = 0,
    runtime = runtime,
  }
end

-- What only calls and runs need is loaded by the first of them.
local LATER = { "tcbilling.adjustments", "tcbilling.each",
  "tcbilling.pipeline", "tcbilling.plan", "tcbilling.reconcile",
  "tcbilling.rows", "tcbilling.transaction_types" }

-- Actions that are not known may be limited, too; but who misspells one
-- should be told.
local function warn_of_limits(parts)
  for name, rates in pairs(parts.limits) do
    local actions = catalog.load(name).actions
    for action in pairs(rates) do
      if not actions[action] then
        tell({}, "log", parts.log, "warning",
          ("limits.%s: no action %s is known%s"):format(name,
            visible(tostring(action), 60), suggest(action, actions)))
      end
    end
  end
end

local function load_ahead()
  for _, name in ipairs(LATER) do require(name) end
  for _, name in ipairs(catalog.SERVICES) do catalog.load(name) end
end

--- Finds the parts of a client.
---@param given table options, checked
---@param runtime table
---@return table? parts, string? message
local function configure(given, runtime)
  local provider, message = credentials.find(given)
  local endpoints
  if provider then endpoints, message = find_endpoints(given, runtime) end
  if not endpoints then return nil, message end
  local parts = assemble(given, provider, endpoints, runtime)
  if provider.is_given then
    local ok
    ok, message = access.begin(parts)
    if not ok then return nil, message end
  end
  warn_of_limits(parts)
  if runtime.is_before_fork and runtime.is_before_fork() then load_ahead() end
  return parts
end

return configure
