-- What can be asked, and who answers.

local answer = require "service.answer"
local bills = require "service.bills"
local metrics = require "service.metrics"
local page = require "service.page"
local query = require "service.query"
local tcbilling = require "tcbilling"

local app = {}

local client, began

--- Makes the client that all workers use, each its own copy. Runs in the
--- master process; raises, and nginx does not start, when there are no keys.
function app.start()
  local message
  client, message = tcbilling.new {
    endpoint = os.getenv "TCBILLING_ENDPOINT", -- nil: the real hosts
    timeout = 1000 * bills.DEADLINE, -- of one attempt
    cache = "answers", -- the lua_shared_dict
    on_event = metrics.on_event,
  }
  if not client then error(message, 0) end
  local store = os.getenv "TCBILLING_STORE" -- nil: the page is live
  page.start { client = client, store = store ~= "" and store or nil }
  began = ngx.now()
end

-- What `f` finds for a question, as JSON.
local function api(rules, f)
  return function()
    local asked, problem = query.read(rules)
    if not asked then return answer.failure(problem, { kind = "invalid" }) end
    local found, message, detail = f(client, asked)
    if not found then return answer.failure(message, detail) end
    answer.json(200, found)
  end
end

local function health()
  answer.json(200, {
    status = "ok",
    worker = ngx.worker.pid(),
    uptime = math.floor(ngx.now() - began), -- seconds since start or reload
  })
end

local function show_metrics()
  answer.send(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text())
end

local ROUTES = {
  ["/"] = page.show,
  ["/costs.csv"] = page.csv,
  ["/api/paymode"] = api({ query.month }, bills.pay_modes),
  ["/api/resources"] = api({
    query.month,
    query.whole("page", { default = 1, most = 1000000 }),
    query.whole("per_page", { default = 50, most = 1000 }),
  }, bills.resources),
  ["/api/customers"] = api({ query.month, query.uins }, bills.customers),
  ["/metrics"] = show_metrics,
  ["/healthz"] = health,
}

local function serve()
  local route, method = ROUTES[ngx.var.uri], ngx.req.get_method()
  if not route then
    return answer.failure("there is nothing at this path",
      { kind = "not_found" })
  elseif method ~= "GET" and method ~= "HEAD" then
    ngx.header.Allow = "GET, HEAD"
    return answer.failure("here is nothing but GET", { kind = "method" })
  end
  route()
end

local TOO_MUCH = {
  [413] = { "too_large", "a question has no body, or hardly one" },
  [414] = { "too_long", "the address is too long" },
}

--- Answers what nginx has refused by itself.
function app.refuse()
  local kind, message = unpack(TOO_MUCH[ngx.status])
  answer.failure(message, { kind = kind })
end

--- Answers a request. What goes wrong in here is logged, and nobody else's
--- business.
function app.serve()
  local ok, raised = xpcall(serve, debug.traceback)
  if ok then return end
  ngx.log(ngx.ERR, raised)
  answer.failure("the service has a fault: its log tells which",
    { kind = "internal" })
end

return app
