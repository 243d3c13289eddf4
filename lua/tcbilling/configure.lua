-- What a client is made of, from the options given.

local catalog = require "tcbilling.catalog"
local copy = require "tcbilling.copy"
local core = require "tcbilling.core"
local credentials = require "tcbilling.credentials"
local endpoint = require "tcbilling.endpoint"
local proxy = require "tcbilling.proxy"
local records = require "tcbilling.records"
local retry = require "tcbilling.retry"

-- Warnings are few, and each is of money or trust: none goes unseen unless
-- the program takes them.
local function complain(level, message)
  io.stderr:write("tcbilling: ", level, ": ", message, "\n")
end

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
  local log = given.log or complain
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
    log = log,
    records = records.find(given.limiter, function(text)
      log("warning", text)
    end),
    clock = given.clock or core,
    clock_offset = 0,
    runtime = runtime,
  }
end

--- Finds the parts of a client.
---@param given table options, checked
---@return table? parts, string? message
local function configure(given)
  local keys, message = credentials.find(given)
  if not keys then return nil, message end
  local signer, endpoints, runtime
  runtime, message = find_runtime(given)
  if not runtime then return nil, message end
  signer, message = core.signer(keys)
  if not signer then return nil, message end
  endpoints, message = find_endpoints(given)
  if not endpoints then return nil, message end
  return assemble(given, keys, signer, endpoints, runtime)
end

return configure
