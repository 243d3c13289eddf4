-- Pulls bills into a file or a database, in runs that may be killed at any
-- moment and go on where they were.
--
-- A run goes through accounts (account.lua), and for each through its bills
-- (bills.lua): those that are settled are kept (settled.lua), the others read
-- (reading.lua, customers.lua) and committed with how far they are
-- (checkpoint.lua) into a sink (sinks.lua), as a format has it (formats/).

local account = require "tcbilling.pull.account"
local arguments = require "tcbilling.pull.arguments"
local copy = require "tcbilling.copy"
local formats = require "tcbilling.pull.formats"
local sinks = require "tcbilling.pull.sinks"
local tally = require "tcbilling.pull.tally"
local values = require "tcbilling.values"

local pack, unpack = values.pack, values.unpack

local pull = {}

local function invalid(message)
  return nil, message, { kind = "invalid" }
end

-- What ends all accounts' runs, not only that of one.
local ENDS_ALL = { storage = true, cancelled = true, invalid = true }

-- All accounts at once: each has rates of its own. What ends one of them is
-- told with its name in the end.
local function read_at_once(run, accounts)
  local tasks, first = {}, accounts.by_name[accounts.names[1]]
  local outcome, raised = { true }, nil
  local function cancel()
    for _, task in ipairs(tasks) do task:cancel() end
  end
  local function take(name, message, detail)
    if outcome[1] then
      outcome = { nil, ("account %s: %s"):format(name, message), detail }
    end
    if ENDS_ALL[detail.kind] then cancel() end
  end
  for i, name in ipairs(accounts.names) do
    tasks[i] = first:spawn(function()
      local done, ok, message, detail = pcall(account.read, run, name,
        accounts.by_name[name], true)
      if not done then
        raised = raised or { ok }
        cancel()
      elseif not ok then
        take(name, message, detail)
      end
    end)
  end
  for i, task in ipairs(tasks) do
    local _, message, detail = task:wait()
    if detail then take(accounts.names[i], message, detail) end
  end
  if raised then error(raised[1], 0) end
  return outcome[1], outcome[2], outcome[3]
end

local function read(run, accounts)
  if #accounts.names > 1 then return read_at_once(run, accounts) end
  local name = accounts.names[1]
  return account.read(run, name, accounts.by_name[name], accounts.is_named)
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
  detail = copy(detail) -- others may have it, too
  detail.report = report
  return nil, message, detail
end

local function nothing() end

local function new_run(kind, client, options)
  local format, message = formats.find(options.format, kind)
  if not format then return invalid(message) end
  local sink, detail
  sink, message, detail = sinks.open(options.to, format, {
    no_formulas = options.no_formulas,
    pause = function() return client:sleep(0) end })
  if not sink then return nil, message, detail end
  local note = options.note or nothing
  return { kind = kind, months = options.months, uins = options.uins,
    scope = options.scope or "organization", refresh = options.refresh,
    concurrency = options.concurrency, format = format, sink = sink,
    is_own_sink = sink ~= options.to, note = note,
    tally = tally.new(kind, client.clock, options.on_progress or nothing, note),
    call_options = { priority = "bulk", timeout = options.timeout } }
end

local function start(kind, clients, options)
  local accounts, message = arguments.accounts(clients, options)
  if not accounts then return invalid(message) end
  local client = accounts.by_name[accounts.names[1]]
  local given, problem = arguments.read(options, client.clock.wall())
  if not given then return invalid(problem) end
  local run, detail
  run, message, detail = new_run(kind, client, given)
  if not run then return nil, message, detail end
  local done = pack(pcall(read, run, accounts))
  if done[1] then return finish(run, unpack(done, 2)) end
  -- a callback of the caller's, for one
  if run.is_own_sink then run.sink:close() end
  error(done[2], 0)
end

--- Looks at options before there are clients, and touches nothing.
---@param kind "resources"|"customers"
---@param options table as of the functions below
---@return boolean? ok, string? message, table? detail
function pull.look(kind, options)
  local format, message = formats.find(options.format, kind)
  if not format then return invalid(message) end
  local given
  given, message = arguments.read(options, os.time())
  if not given then return invalid(message) end
  return sinks.look(options.to)
end

--- Pulls bills by resource, month by month.
---@param clients table a client; or clients by the names of their accounts
---@param options table months (list of "YYYY-MM"), to (see sinks.lua); and
---  format ("resources" or "focus"), scope ("organization", or "account" for
---  the account's own bill), refresh (settled months, too), account (its name
---  where one client is given; "default"), no_formulas (CSV), timeout (ms) of
---  each attempt, on_progress(p), note(text) for remarks. What ends it early is
---  its task's cancel()
---@return table? report { bills, pulled, kept, failed, left, rows, resumed,
---  failures = { { account, month, customer_uin, message, kind, code } },
---  months = { { account, month, bills, rows, sums (exact, by field),
---  provisional = { open|closing|moved = bills } } } of what is whole now,
---  elapsed (s) }
---@return string? message it could not begin, or go on
---@return table? detail kind: as of calls; "invalid" or "storage" of the
---  target; "cancelled"; and `report`, if it had begun
function pull.resources(clients, options)
  arguments.check("resources", clients, options, 2)
  return start("resources", clients, options)
end

--- Pulls the totals of customers (DescribeCustomerBillSummary): one call for
--- each and each month.
---@param clients table as of resources
---@param options table uins (list of texts or integers), and as of resources,
---  without scope; concurrency of calls (32)
---@return table? report, string? message, table? detail as of resources
function pull.customers(clients, options)
  arguments.check("customers", clients, options, 2)
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
