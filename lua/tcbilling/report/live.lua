-- What a report shows of a month, straight from the API: the rows of its bill,
-- added up as they come, and whether they agree with its summary.

local MOST = require "tcbilling.report.parts.resources".MOST
local adding = require "tcbilling.report.adding"
local compare = require "tcbilling.report.comparing"
local copy = require "tcbilling.copy"
local decimal = require "tcbilling.core".decimal
local month_of = require "tcbilling.month"
local scopes = require "tcbilling.scopes"
local summaries = require "tcbilling.summaries"

local live = {}

local PROVISIONAL = { open = "open", closing = "closing" }

-- What is known of a month's bill when it was asked for.
local function new_bill(client, month)
  local now = client.clock.wall()
  return { account = "-", month = month, finished_at = math.floor(now),
    provisional = PROVISIONAL[month_of.state(month, now)] }
end

local function ask_summary(client, month, given)
  local asked = scopes[given.scope or "organization"].summary
  return client.billing[asked.action](client.billing, asked.params(month),
    given.options)
end

local TURN = 100 -- rows

-- Adds up all rows. Returns the sums, and whether the bill moved meanwhile.
local function add_rows(client, month, given, pause)
  local sums, options = adding.new(month), copy(given.options or {})
  options.fields = adding.FIELDS -- a third of the time, and of the memory
  local rows = client.billing:rows(scopes[given.scope or "organization"].rows,
    { Month = month }, options)
  for i, row, message, detail in rows do
    if not row then
      rows:close()
      return nil, message, detail
    end
    sums:take(row)
    if i % TURN == 0 then
      pause()
      if given.on_progress then given.on_progress(i, rows.count) end
    end
  end
  return sums, rows.moved
end

-- A summary of texts as decimals.
local function exact(summary)
  local groups = summary.groups and {}
  for name, amount in pairs(summary.groups or {}) do
    groups[name] = decimal(amount)
  end
  return { total = decimal(summary.total), groups = groups }
end

--- Reads the figures of a month.
---@param client table
---@param month string "YYYY-MM"
---@param given table scope ("organization", or "account"), most (resources,
---  10,000), options (of calls), on_progress(rows, count)
---@return table? figures as store/init.lua's
---@return string? message, table? detail
function live.read(client, month, given)
  local bill = new_bill(client, month)
  local answer, message, detail = ask_summary(client, month, given)
  if not answer then return nil, message, detail end
  local function pause() client:sleep(0) end
  local sums, moved
  sums, moved, detail = add_rows(client, month, given, pause)
  if not sums then return nil, moved, detail end
  bill.n, bill.finished_at = sums.n, math.floor(client.clock.wall())
  if moved then bill.provisional = "moved" end
  local figures = sums:figures(given.most or MOST, pause)
  figures.source, figures.failures = client.endpoints.billing.host, {}
  figures.is_live, figures.bills, figures.differences = true, { bill }, {}
  local asked = scopes[given.scope or "organization"].summary
  local summary = summaries.read(asked, answer)
  bill.compared = summary ~= nil
  if summary then
    compare(figures.differences, bill, exact(summary), sums:by_pay_mode())
  end
  return figures
end

-- What a summary is shown as whose items are not named as rows name them.
local ALL = "all pay modes"

--- What a month costs in all, by its summary alone: one call.
---@param client table
---@param month string "YYYY-MM"
---@param given table scope, options
---@return table? figures bills and pay_modes of that month
---@return string? message, table? detail
function live.summary(client, month, given)
  local bill = new_bill(client, month)
  local answer, message, detail = ask_summary(client, month, given)
  if not answer then return nil, message, detail end
  bill.finished_at = bill.finished_at - math.floor(detail.age or 0)
  local asked = scopes[given.scope or "organization"].summary
  local found
  found, message = summaries.read(asked, answer)
  if not found then
    return nil, asked.action .. ": " .. message, { kind = "decode" }
  end
  local figures = { bills = { bill }, pay_modes = {} }
  for name, total in pairs(found.groups or { [ALL] = found.total }) do
    table.insert(figures.pay_modes, { month = month, name = name,
      total = decimal(total) })
  end
  return figures
end

return live
