-- Options, checked: a wrong one is the programmer's, so it raises.

local catalog = require "tcbilling.catalog"
local dict = require "tcbilling.dict"
local is_proxy_url = require "tcbilling.proxy".is_url
local rules = require "tcbilling.rules"
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"

local entries, methods, number = rules.entries, rules.methods, rules.number
local of_type, one_of, path = rules.of_type, rules.one_of, rules.path
local whole = rules.whole

local options = {}

local MAX_RATE = 128          -- as many cells as the limiter has
local LONGEST = 7 * 86400000  -- milliseconds

local MS = " milliseconds"

-- Text of one header's value: not empty, no control characters.
local function header(value)
  if type(value) ~= "string" then
    return "must be a string, got " .. type(value)
  elseif not value:find("^[\33-\126][\32-\126]*$") then
    return "must be printable ASCII and not empty"
  end
end

local function names_of_fields(value)
  if type(value) ~= "table" then
    return "must be a list of names, got " .. type(value)
  end
  local n = 0
  for _, name in pairs(value) do
    n = n + 1
    if type(name) ~= "string" or value[n] == nil then
      return "must be a list of names"
    end
  end
  if n == 0 then return "must name a field" end
end

local function by_service(rule)
  local names = {}
  for _, name in ipairs(catalog.SERVICES) do names[name] = rule end
  return entries(names, "service")
end

local function endpoint(value)
  if type(value) == "string" then return nil end
  if type(value) ~= "table" then
    return "must be a URL, or a table of one for each service, got "
      .. type(value)
  end
  return by_service(of_type "string")(value)
end

local function language(value)
  if value ~= "en-US" and value ~= "zh-CN" then
    return "must be en-US or zh-CN"
  end
end

local function request_client(value)
  if type(value) ~= "string" or #value > 128 or value == ""
    or value:find("[^%w%-_,;.]") then
    return "takes up to 128 of 0-9 a-z A-Z - _ , ; ."
  end
end

local function proxy(value)
  if type(value) ~= "string" then
    return "must be a string, got " .. type(value)
  elseif value ~= "" and not is_proxy_url(value) then
    return "must be a URL with http, https or socks5h, or \"\" for none"
  end
end

local function absolute_path(value)
  return path(value)
    or value:sub(1, 1) ~= "/" and "must begin with a /, for all that share it"
    or nil
end

local function group(value)
  if type(value) ~= "string" and type(value) ~= "number" then
    return "must be a name or a number, got " .. type(value)
  end
end

local function limiter(value)
  if value == "host" or value == "process" then return nil end
  if type(value) ~= "table" then
    return "must be \"host\", \"process\" or { path =, group =, fallback = "
      .. "\"process\" }"
  end
  local problem = entries({ path = absolute_path, group = group,
    fallback = one_of "process" }, "option")(value)
  if not problem and value.group and not value.path then
    return "needs the path of the file that the group shares"
  end
  return problem
end

options.RETRY = {
  attempts = whole(1), base = number(0), longest = number(0),
  budget = number(0), poll = number(0.001),
}

options.CLIENT = {
  secret_id = of_type "string", secret_key = of_type "string",
  token = of_type "string", account = of_type "string", region = header,
  language = language, endpoint = endpoint, timeout = number(1, LONGEST, MS),
  connect_timeout = number(1, LONGEST, MS),
  limits = by_service(entries({ ["*"] = whole(1, MAX_RATE) }, "action")),
  retry = entries(options.RETRY, "option"), ca_file = path,
  ca_path = path, verify = of_type "boolean", proxy = proxy,
  request_client = request_client, on_event = of_type "function",
  log = of_type "function", clock = methods("monotonic", "wall"),
  runtime = methods("sleep", "send", "spawn", "semaphore"),
  limiter = limiter, cache = dict.rule, credentials = methods("get"),
}

local function use_of_cache(value)
  if value ~= false and value ~= "refresh" then
    return "must be false or \"refresh\", got " .. shown.value(value)
  end
end

local function no_cache(value)
  if value ~= false then return "can only be false: rows are never cached" end
end

options.CALL = {
  timeout = number(1, LONGEST, MS), deadline = number(0),
  dry_run = of_type "boolean", fields = names_of_fields,
  wait_ready = number(0), unchecked = of_type "boolean",
  retry = of_type "boolean", priority = one_of("interactive", "bulk"),
  cache = use_of_cache,
}

local MAX_CONCURRENCY = 128

local function and_also(known, more)
  for name, rule in pairs(known) do more[name] = more[name] or rule end
  return more
end

local MOST = 1e15 -- of what is counted: exact in any number

options.EACH = {
  concurrency = whole(1), on_progress = of_type "function",
}

options.PLAN = {
  items = whole(0, MOST), rows = whole(0, MOST), limit = whole(1),
  params = of_type "table",
}

options.ROWS = and_also(options.CALL, {
  concurrency = whole(1, MAX_CONCURRENCY), cache = no_cache,
  ahead = rules.number(0, 1, " seconds"),
})

--- What is wrong with a client's options as a whole, or nil.
---@param runtime table that it would run on
function options.problem(given, runtime)
  if given.ca_file and given.ca_path then
    return "client options ca_file and ca_path: one of them, since libcurl "
      .. "would parse the file for each connection"
  end
  if given.credentials and (given.secret_id or given.secret_key
    or given.token) then
    return "client options credentials and secret_id, secret_key, token: "
      .. "either a provider, or keys"
  end
  local problem = runtime.problem and runtime.problem(given)
  if problem or not given.cache then return problem end
  local _, message = dict.find(given.cache)
  return message and "client option cache: " .. message
end

--- Raises unless every option is known and as its rule wants it.
---@param given table?
---@param known table<string, function> options.CLIENT, options.CALL, ...
---@param what string for the message: "client option"
---@param level integer as error() takes it, counted from the caller
function options.check(given, known, what, level)
  if given == nil then return end
  if type(given) ~= "table" then
    error(what .. "s must be a table, got " .. type(given), level + 1)
  end
  for name, value in pairs(given) do
    local rule = known[name]
    if not rule and known == options.CALL and options.ROWS[name] then
      error(("%s %s is of rows only"):format(what, shown.value(name)),
        level + 1)
    elseif not rule then
      error(("unknown %s %s%s"):format(what, shown.value(name),
        suggest(name, known)), level + 1)
    end
    local problem = rule(value)
    if problem then
      error(what .. " " .. rules.located(name, problem), level + 1)
    end
  end
end

return options
