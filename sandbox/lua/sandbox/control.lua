-- /_sandbox/: looking into the server and changing it, unsigned, on loopback.
local arrivals = require "sandbox.arrivals"
local cjson = require "cjson"
local clock = require "sandbox.clock"
local customer_summary = require "sandbox.customer_summary"
local deals = require "sandbox.deals"
local faults = require "sandbox.faults"
local limits = require "sandbox.limits"
local month = require "sandbox.month"
local organization_bill = require "sandbox.organization_bill"
local request = require "sandbox.request"
local settings = require "sandbox.settings"

local M = {}

local OK = '{"ok":true}'

-- lua-cjson can't write an empty list.
local function list_json(list)
  if #list == 0 then return "[]" end
  return cjson.encode(list)
end

-- A body is JSON of one kind; `first` is the character it must begin with.
local function read_json(first)
  local body = request.read().body
  local decoded, value = pcall(cjson.decode, body)
  if not decoded or body:match "^%s*(.)" ~= first then
    return nil, "the body must be JSON beginning with " .. first
  end
  return value
end

local routes = {}

routes["GET /ready"] = function() return OK end

routes["GET /now"] = function()
  return cjson.encode { monotonic = clock.text(clock.monotonic()),
    wall = clock.wall() + settings.now.clock_offset }
end

routes["GET /arrivals"] = function() return arrivals.json() end

routes["DELETE /arrivals"] = function()
  arrivals.reset()
  return OK
end

routes["GET /writes"] = function()
  local reads, done = deals.counts()
  return cjson.encode { reads = reads, done = done }
end

routes["DELETE /writes"] = function()
  deals.reset()
  return OK
end

routes["GET /total"] = function()
  local params = ngx.req.get_uri_args(20)
  if not month.is_valid(tostring(params.Month)) then
    return nil, "Month=YYYY-MM is needed"
  end
  local now = clock.wall() + settings.now.clock_offset
  return cjson.encode(organization_bill.total(params, settings.now, now))
end

routes["GET /customer"] = function()
  local params = ngx.req.get_uri_args(20)
  params.CustomerUin = tonumber(params.CustomerUin)
  if not (params.CustomerUin and month.is_valid(tostring(params.Month))) then
    return nil, "CustomerUin and Month=YYYY-MM are needed"
  end
  return cjson.encode { TotalCost = customer_summary.text(params,
    settings.now.seed) }
end

routes["GET /config"] = function() return cjson.encode(settings.now) end

routes["PUT /config"] = function()
  local changes, why = read_json "{"
  if not changes then return nil, why end
  local changed
  changed, why = settings.change(changes)
  if not changed then return nil, why end
  limits.reset()
  return cjson.encode(settings.now)
end

routes["GET /faults"] = function() return list_json(faults.list()) end

routes["PUT /faults"] = function()
  local list, why = read_json "["
  if not list then return nil, why end
  local set
  set, why = faults.set(list)
  if not set then return nil, why end
  return list_json(faults.list())
end

routes["DELETE /faults"] = function()
  faults.reset()
  return OK
end

routes["POST /reset"] = function()
  settings.reset()
  for _, part in ipairs { arrivals, deals, faults, limits } do part.reset() end
  return OK
end

--- The content handler.
function M.handle()
  local path = ngx.var.uri:gsub("^/_sandbox", "")
  local route = routes[ngx.req.get_method() .. " " .. path]
  ngx.header["Content-Type"] = "application/json"
  local text, why
  if route then
    text, why = route()
    if not text then ngx.status = 400 end
  else
    ngx.status, why = 404, "there is no such thing here"
  end
  text = text or cjson.encode { error = why }
  ngx.header["Content-Length"] = #text
  ngx.print(text)
end

return M
