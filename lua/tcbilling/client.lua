-- The client: `tcbilling.new` and the calls that all its methods make.

local catalog = require "tcbilling.catalog"
local configure = require "tcbilling.configure"
local options = require "tcbilling.options"
local runtimes = require "tcbilling.runtime"
local service = require "tcbilling.service"
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"
local tell = require "tcbilling.tell"
local visible = require "tcbilling.visible"

local Client = {}
local client_meta = { __index = Client, __name = "tcbilling.client" }

--- Makes a client. No I/O happens here, but of the catalogues of services
--- whose limits are given.
---@param given table? options: secret_id, secret_key, token; or credentials, a
---  provider (see credentials/init.lua; default: the first of the environment,
---  a profile, this pod, this machine); account; region; language; endpoint (a
---  URL, or one a service); timeout, connect_timeout (ms, one attempt); limits
---  (by service and action, a second); retry { attempts, base, longest, budget,
---  poll }; limiter ("host", "process", or { path, group, fallback }); cache
---  (see dict.lua; times in seconds); ca_file, ca_path, verify; proxy;
---  request_client; on_event; log; clock; runtime
---@return table? client, string? message
function Client.new(given)
  if type(given) == "table" and given.new == Client.new then
    error("call it with a dot: tcbilling.new { ... }", 2)
  end
  options.check(given, options.CLIENT, "client option", 2)
  given = given or {}
  local runtime = given.runtime or runtimes.find()
  local problem = options.problem(given, runtime)
  if problem then error(problem, 2) end
  local parts, message = configure(given, runtime)
  if not parts then return nil, message end
  local client = setmetatable(parts, client_meta)
  for _, name in ipairs(catalog.SERVICES) do
    client[name] = service.new(client, name)
  end
  return client
end

-- Calls

local function check_self(self, method, level)
  if getmetatable(self) ~= client_meta then
    error("call it with a colon: client:" .. method, (level or 2) + 1)
  end
end

-- Raises where nothing may wait.
local function check_place(client, level)
  local obstacle = client.runtime.obstacle and client.runtime.obstacle()
  if obstacle then error(obstacle, level + 1) end
end

local function check_open(self, method)
  if getmetatable(self) == client_meta and self.closed then
    error("the client is closed", 3)
  end
  check_self(self, method, 3)
  check_place(self, 3)
end

--- Raises, blaming the caller at `level`, unless this can be called.
function Client:check_call(action, params, call_options, rules, level)
  if type(action) ~= "string" or not action:find("^%a%w*$") then
    error("an action's name is letters and digits, got "
      .. visible(tostring(action), 60), level + 1)
  elseif params ~= nil and type(params) ~= "table" then
    error("parameters must be a table, got " .. type(params), level + 1)
  elseif self.closed then
    error("the client is closed", level + 1)
  end
  options.check(call_options, rules, "call option", level + 1)
  if not (call_options and call_options.dry_run) then
    check_place(self, level + 1)
  end
end

--- Its service of that name. Raises at `level` if there is none.
function Client:find_service(name, level)
  local found = self[name]
  if service.is_one(found) then return found end
  error(("no service %s%s"):format(shown.value(name),
    suggest(name, catalog.SERVICES)), level + 1)
end

--- Calls an action by name: what every method is made of, and the way to an
--- action that the catalogue lacks.
---@param service_name string "billing" or "intlpartnersmgt"
---@param action string
---@param params table? wire names; default none
---@param call_options table? timeout (ms), deadline (s), dry_run, fields,
---  wait_ready (s), unchecked, retry, priority, cache (false or "refresh")
---@return table? response the API's Response; nil on failure
---@return string? message, table detail { kind, code, request_id, trace_id,
---  status, service, action, attempts, waited, cached, age, shared }
function Client:call(service_name, action, params, call_options)
  check_self(self, "call(service, action, ...)")
  local target = self:find_service(service_name, 2)
  self:check_call(action, params, call_options, options.CALL, 2)
  local made = require "tcbilling.call".new(self, target.catalog, action,
    params or {}, call_options or {})
  return require "tcbilling.pipeline"(self, made)
end

-- Runs

local function warn_of_task(client, raised)
  local printed, text = pcall(tostring, raised)
  tell({}, "log", client.log, "warning", "a task failed: " .. visible(
    printed and text or "with an error that can't be printed"))
end

--- Runs f(...) as a task: its calls wait for the network, for rates and for
--- repeats while others go on. It runs at once until it waits for the first
--- time, and then whenever anything waits.
---@param f function
---@return table task wait() returns what f returned, and raises what it
---  raised; cancel(); done
function Client:spawn(f, ...)
  check_open(self, "spawn(f, ...)")
  if type(f) ~= "function" then
    error("a function expected, got " .. type(f), 2)
  end
  local task
  local function watch(ok, ...)
    if ok then return ... end
    if not (task and (task.joined or task.cancelled)) then
      warn_of_task(self, (...))
    end
    error((...), 0)
  end
  task = self.runtime.spawn(function(...) return watch(pcall(f, ...)) end, ...)
  return task
end

--- Waits, while tasks go on.
---@param seconds number
---@return boolean slept, string? cancelled false: the task was cancelled
function Client:sleep(seconds)
  check_open(self, "sleep(seconds)")
  if type(seconds) ~= "number" then
    error("seconds must be a number, got " .. type(seconds), 2)
  end
  return self.runtime.sleep(seconds)
end

-- Such as rows, which LuaJIT would take for a list of nothing.
local function is_callable(items)
  local meta = type(items) == "table" and getmetatable(items)
  return type(meta) == "table" and meta.__call ~= nil
end

--- Calls f(item) for each of the items, several at once:
--- `for item, result, message, detail in client:each(items, f) do`, in the
--- order in which they are done. A failure is one of the results.
---@param items table|function a list, or a function that returns the next item
---@param f fun(item): any ...
---@param given table? concurrency (32), on_progress(progress) with
---  { done, total, failed, elapsed, eta } in seconds
---@return table each callable, with close(), done, failed, total
function Client:each(items, f, given)
  check_open(self, "each(items, f, ...)")
  if type(items) ~= "table" and type(items) ~= "function" then
    error("items must be a list or a function, got " .. type(items), 2)
  elseif is_callable(items) then
    error("items is no list, but can be called: give a function that returns "
      .. "the next item", 2)
  elseif type(items) == "table" and #items == 0 and next(items) ~= nil then
    error("items must be a list: its entries have other keys than 1, 2, ...",
      2)
  elseif type(f) ~= "function" then
    error("a function expected, got " .. type(f), 2)
  end
  options.check(given, options.EACH, "option", 2)
  return require "tcbilling.each".new(self, items, f, given or {})
end

--- What a run will take at least; see plan.lua.
---@param service_name string
---@param action string
---@param about table items; or rows and limit; or params
---@return table? plan { calls, rows, rate, seconds }
---@return string? message, table? detail
function Client:plan(service_name, action, about)
  check_self(self, "plan(service, action, ...)")
  local api = self:find_service(service_name, 2).catalog
  options.check(about, options.PLAN, "option", 2)
  self:check_call(action, about and about.params, nil, nil, 2)
  local entry = api.actions[action]
  if not (about and (about.items or entry and entry.paging)) then
    error("say how many: client:plan(service, action, { items = 1000 })", 2)
  elseif about.items and (about.rows or about.params) then
    error("say items, for so many calls, or rows or params, for pages: not "
      .. "both", 2)
  elseif about.params and not about.rows and not entry.paging.count then
    error(action .. " tells no count: say { rows = 1000 }", 2)
  end
  return require "tcbilling.plan"(self, api, action, about)
end

--- Takes the keys out of memory; the client can't be used any more. Also
--- done by `<close>` and by the collector.
function Client:close()
  check_self(self, "close()")
  self.closed = true
  if self.signer then self.signer:close() end
end

client_meta.__close = Client.close

function client_meta.__tostring(client)
  return ("tcbilling.client (%s)"):format(client.signer
    and tostring(client.signer) or "no keys yet")
end

return Client
