-- One request to the API from its arrival to its answer: note the arrival,
-- verify, find the action, hold the rate, check parameters, answer - and then
-- whatever mischief was asked for.
local arrivals = require "sandbox.arrivals"
local catalog = require "sandbox.catalog"
local clock = require "sandbox.clock"
local deals = require "sandbox.deals"
local faults = require "sandbox.faults"
local identity = require "sandbox.identity"
local json = require "sandbox.json"
local limits = require "sandbox.limits"
local mischief = require "sandbox.mischief"
local parameters = require "sandbox.parameters"
local request = require "sandbox.request"
local service = require "sandbox.service"
local settings = require "sandbox.settings"
local verify = require "sandbox.verify"

local M = {}

local LARGEST = { POST = 10 * 1048576, GET = 32 * 1024 }

local function missing(name)
  return nil, "MissingParameter",
    "The request is missing a required parameter `" .. name .. "`."
end

local function check_form(req)
  local largest = LARGEST[req.method]
  if not largest then
    return nil, "UnsupportedProtocol", "Only GET and POST are supported."
  end
  if math.max(#req.body, #req.query) > largest then
    return nil, "RequestSizeLimitExceeded", "The request is too large."
  end
  for _, name in ipairs { "X-TC-Action", "X-TC-Version" } do
    if type(req.headers[name:lower()]) ~= "string" then
      return missing(name)
    end
  end
  local tag = req.headers["x-tc-requestclient"]
  if tag and (type(tag) ~= "string" or #tag > 128
    or tag:find "[^%w%-_,;.]") then
    return nil, "InvalidParameterValue", "X-TC-RequestClient takes up to 128 "
      .. "of 0-9 a-z A-Z - _ , ; ."
  end
  local language = req.headers["x-tc-language"]
  if language and language ~= "en-US" and language ~= "zh-CN" then
    return nil, "InvalidParameterValue", "X-TC-Language is not supported."
  end
  return true
end

-- TC3 takes JSON in a POST; a form belongs to the older signature.
local function check_content(req)
  local wanted = req.method == "POST" and "application/json"
    or "application/x-www-form-urlencoded"
  local sent = req.headers["content-type"]
  sent = type(sent) == "string" and sent:lower() or ""
  if sent ~= wanted and sent ~= wanted .. "; charset=utf-8" then
    return nil, "InvalidParameter", "The Content-Type is not " .. wanted .. "."
  end
  if req.method == "POST" and req.query ~= "" then
    return nil, "InvalidParameter", "A POST takes no query string."
  end
  return true
end

-- Who asks for what: everything that is settled before the rate is.
-- @return secret id, action; or nil, code, message
local function identify(req, now)
  local fine, code, why = check_form(req)
  if not fine then return nil, code, why end
  local headers = req.headers
  local action
  action, code, why = catalog.find(headers.host, headers["x-tc-action"],
    headers["x-tc-version"])
  if not action then return nil, code, why end
  local id
  id, code, why = verify.check(req, settings.keyring, now, action.service)
  if not id then return nil, code, why end
  fine, code, why = check_content(req)
  if not fine then return nil, code, why end
  return id, action
end

local function read_parameters(req, action)
  if req.method == "GET" then
    return parameters.of_query(req.query, action)
  end
  return parameters.of_body(req.body, action)
end

-- @return fields or a fixture; or nil, code, message
local function work(req, plan, now, arrival)
  local id, action, message = identify(req, now)
  if not id then return nil, action, message end -- a code in its place then
  local name = action.name
  local params, code, why = read_parameters(req, action)
  if params and name == "PayDeals" then deals.read(params) end
  arrival.accepted = limits.accept(id, action.service, name,
    action.rate, arrival.at)
  if not arrival.accepted then
    return nil, "RequestLimitExceeded", "Your current request times equals to "
      .. "the limit: too many requests to `" .. name .. "` in one second."
  end
  faults.plan(plan, name, req.requests == 1)
  if not params then return nil, code, why end
  if plan.code then return nil, plan.code, plan.message end
  return service.answer(action, params, plan, now)
end

local function envelope(fields, code, why, id)
  if type(fields) == "table" then return fields.text, fields.request_id end
  if not fields then
    fields = '"Error":{"Code":' .. json.quote(code) .. ',"Message":'
      .. json.quote(why) .. "}"
  end
  return '{"Response":{' .. fields .. (fields ~= "" and "," or "")
    .. '"RequestId":"' .. id .. '"}}', id
end

-- In front of everything else, a fixture's fields included.
local function deprecate(text, warning)
  return (text:gsub('^%s*{%s*"Response":%s*{', function(head)
    return head .. '"DeprecatedWarning":' .. json.quote(warning) .. ","
  end))
end

local function send(text, id, now, plan)
  ngx.header["Content-Type"] = "application/json"
  ngx.header["X-TC-RequestId"] = id
  ngx.header["Date"] = ngx.http_time(math.floor(now))
  if plan.mischief then
    return mischief[plan.mischief.kind](plan.mischief, text)
  end
  ngx.header["Content-Length"] = #text
  ngx.print(text)
end

--- The content handler.
function M.handle()
  if ngx.var.http_x_tc_version == identity.VERSION then
    return identity.sts()
  end
  local config = settings.now
  if config.way_there > 0 or config.way_there_jitter > 0 then
    ngx.sleep(settings.delay(config.way_there, config.way_there_jitter))
  end
  local at = clock.monotonic()
  local now = clock.wall() + config.clock_offset
  local req = request.read()
  local named = req.headers["x-tc-action"]
  named = type(named) == "string" and named or ""
  local arrival = arrivals.add(at, named, req,
    config.keep_bodies and req.body)
  local plan = { delay = 0 }
  local fields, code, why = work(req, plan, now, arrival)
  if not plan.asked and code ~= "RequestLimitExceeded" then
    faults.plan(plan, named, req.requests == 1)
    if plan.code then fields, code, why = nil, plan.code, plan.message end
  end
  arrival.code = not fields and code or ""
  local text, id = envelope(fields, code, why, request.new_id())
  if fields and plan.deprecated then text = deprecate(text, plan.deprecated) end
  local wait = plan.delay + settings.delay(config.latency, config.jitter)
  if wait > 0 then ngx.sleep(wait) end
  return send(text, id, now, plan)
end

return M
