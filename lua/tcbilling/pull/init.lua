-- Pulls bills into a file or a database, in runs that may be killed at any
-- moment and go on where they were.
--
-- A run goes through accounts (account.lua), and for each through its bills
-- (bills.lua): those that are settled are kept (settled.lua), the others read
-- (reading.lua, customers.lua) and committed with how far they are
-- (checkpoint.lua) into a sink (sinks.lua), as a format has it (formats/).

local account = require "tcbilling.pull.account"
local formats = require "tcbilling.pull.formats"
local month = require "tcbilling.month"
local options_of = require "tcbilling.options"
local rules = require "tcbilling.rules"
local shown = require "tcbilling.shown"
local sinks = require "tcbilling.pull.sinks"
local tally = require "tcbilling.pull.tally"

local pull = {}

local DEFAULT_ACCOUNT = "default"

local function list_of_texts(value)
  if type(value) ~= "table" or #value == 0 then
    return "must be a list, and not empty"
  end
end

local function text_or_sink(value)
  if type(value) ~= "string" and type(value) ~= "table" then
    return "must be a text or a sink, got " .. type(value)
  end
end

local OPTIONS = {
  months = list_of_texts, to = text_or_sink, format = rules.of_type "string",
  account = rules.of_type "string", refresh = rules.of_type "boolean",
  scope = rules.one_of("organization", "account"), uins = list_of_texts,
  no_formulas = rules.of_type "boolean", concurrency = rules.whole(1),
  on_progress = rules.of_type "function", note = rules.of_type "function",
  timeout = options_of.CALL.timeout, deadline = options_of.CALL.deadline,
}

local function invalid(message)
  return nil, message, { kind = "invalid" }
end

-- Once each, in their order.
local function unique(list)
  local seen, result = {}, {}
  for _, value in ipairs(list) do
    if not seen[value] then result[#result + 1] = value end
    seen[value] = true
  end
  return result
end

local function check_months(list, now)
  for _, text in ipairs(list) do
    local ok, message = month.check(text)
    if not ok then return nil, message end
    local this = os.date("!%Y-%m", math.floor(now) + 8 * 3600)
    if text > this then
      return nil, ("%s has not begun: the latest month is %s"):format(text,
        this)
    end
  end
  list = unique(list)
  table.sort(list)
  return list
end

local function check_uins(list)
  local texts = {}
  for i, uin in ipairs(list) do
    local text = type(uin) == "number" and ("%.0f"):format(uin)
      or tostring(uin)
    if not text:find("^[1-9]%d*$") or #text > 19 then
      return nil, ("uins[%d]: %s is no customer's UIN: digits expected")
        :format(i, shown.value(uin))
    end
    texts[i] = text
  end
  return unique(texts)
end

local NAME = "^[%w._@:+ -]+$"

-- Clients by account, and the names in order; or nil and a message.
local function accounts_of(clients, options)
  if getmetatable(clients) then
    clients = { [options.account or DEFAULT_ACCOUNT] = clients }
  end
  local names = {}
  for name in pairs(clients) do
    if type(name) ~= "string" or not name:find(NAME) or #name > 100 then
      return nil, ("%s is no name for an account: letters, digits and ._@:+- "
        .. "are"):format(shown.value(name))
    end
    names[#names + 1] = name
  end
  table.sort(names)
  return { by_name = clients, names = names }
end

-- Their accounts at once: each has rates of its own. The first that can't go
-- on ends them all.
local function read_at_once(run, accounts)
  local tasks, first = {}, accounts.by_name[accounts.names[1]]
  local outcome = { true }
  for i, name in ipairs(accounts.names) do
    tasks[i] = first:spawn(function()
      local ok, message, detail = account.read(run, name,
        accounts.by_name[name], true)
      if not ok and outcome[1] then outcome = { nil, message, detail } end
      if not ok then
        for _, task in ipairs(tasks) do task:cancel() end
      end
    end)
  end
  for _, task in ipairs(tasks) do
    local _, message, detail = task:wait()
    if detail and outcome[1] then outcome = { nil, message, detail } end
    if not outcome[1] then
      for _, other in ipairs(tasks) do other:cancel() end
    end
  end
  return outcome[1], outcome[2], outcome[3]
end

local function read(run, accounts, options)
  if #accounts.names > 1 then return read_at_once(run, accounts) end
  local name = accounts.names[1]
  return account.read(run, name, accounts.by_name[name],
    options.account ~= nil or name ~= DEFAULT_ACCOUNT)
end

-- What is whole is shown, unless the run was interrupted and will go on.
local function finish(run, ok, message, detail)
  if ok or detail.kind ~= "cancelled" and detail.kind ~= "storage" then
    local finished, problem, why = run.sink:finish()
    if not finished and (ok or why.kind == "storage") then
      ok, message, detail = nil, problem, why
    end
  end
  local report = run.tally:report()
  if run.is_own_sink then run.sink:close() end
  if ok then return report end
  detail.report = report
  return nil, message, detail
end

local function nothing() end

local function new_run(kind, clock, options)
  local format, message = formats.find(options.format, kind)
  if not format then return invalid(message) end
  local sink, detail
  sink, message, detail = sinks.open(options.to, format, options)
  if not sink then return nil, message, detail end
  local note = options.note or nothing
  return { kind = kind, months = options.months, uins = options.uins,
    scope = options.scope or "organization", refresh = options.refresh,
    concurrency = options.concurrency, format = format, sink = sink,
    is_own_sink = sink ~= options.to, note = note,
    tally = tally.new(kind, clock, options.on_progress or nothing, note),
    call_options = { priority = "bulk", timeout = options.timeout,
      deadline = options.deadline } }
end

local function check_arguments(kind, clients, options)
  if type(clients) ~= "table" or next(clients) == nil then
    error("a client, or a table of clients by account, expected", 3)
  elseif type(options) ~= "table" or not options.months or not options.to
    or kind == "customers" and not options.uins then
    error("options months and to are needed"
      .. (kind == "customers" and ", and uins" or ""), 3)
  end
  options_of.check(options, OPTIONS, "option", 3)
end

local function start(kind, clients, options)
  local accounts, message = accounts_of(clients, options)
  if not accounts then return invalid(message) end
  local clock = accounts.by_name[accounts.names[1]].clock
  local given = {}
  for name, value in pairs(options) do given[name] = value end
  given.months, message = check_months(options.months, clock.wall())
  if not given.months then return invalid(message) end
  if kind == "customers" then
    given.uins, message = check_uins(options.uins)
    if not given.uins then return invalid(message) end
  end
  local run, detail
  run, message, detail = new_run(kind, clock, given)
  if not run then return nil, message, detail end
  return finish(run, read(run, accounts, given))
end

--- Pulls bills by resource, month by month.
---@param clients table a client; or clients by the names of their accounts
---@param options table months (list of "YYYY-MM"), to (see sinks.lua); and
---  format ("resources" or "focus"), scope ("organization", or "account" for
---  the account's own bill), refresh (settled months, too), account (its name
---  where one client is given; "default"), no_formulas (CSV), timeout (ms) and
---  deadline (s) of each call, on_progress(p), note(text) for remarks
---@return table? report { bills, pulled, kept, failed, left, rows, resumed,
---  failures = { { account, month, customer_uin, message, kind, code } },
---  provisional = { [month] = { open|closing|moved = bills } }, elapsed (s) }
---@return string? message it could not begin, or go on
---@return table? detail kind: as of calls; "invalid" or "storage" of the
---  target; "cancelled"; and `report`, if it had begun
function pull.resources(clients, options)
  check_arguments("resources", clients, options)
  return start("resources", clients, options)
end

--- Pulls the totals of customers (DescribeCustomerBillSummary): one call for
--- each and each month.
---@param clients table as of resources
---@param options table uins (list of texts or integers), and as of resources,
---  without scope; concurrency of calls (32)
---@return table? report, string? message, table? detail as of resources
function pull.customers(clients, options)
  check_arguments("customers", clients, options)
  return start("customers", clients, options)
end

--- What of earlier runs failed and has not come since.
---@param target string|table
---@param kind "resources"|"customers"
---@param format? string
---@return table[]? failures, string? message, table? detail
function pull.failures(target, kind, format)
  local found, message = formats.find(format, kind)
  if not found then return invalid(message) end
  local sink, problem, detail = sinks.open(target, found, {})
  if not sink then return nil, problem, detail end
  local list
  list, problem, detail = sink:failures()
  if sink ~= target then sink:close() end
  return list, problem, detail
end

return pull
