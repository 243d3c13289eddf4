-- What a report shows of a month, straight from the API: the rows of its bill,
-- added up as they come, and whether they agree with its summary.

local adding = require "tcbilling.report.adding"
local decimal = require "tcbilling.core".decimal
local month_of = require "tcbilling.month"
local reconcile = require "tcbilling.reconcile"
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

-- The differences that rows and summary have, of what is to be paid.
local function of_cost(differences, bill)
  local list = {}
  for _, d in ipairs(differences) do
    if d.kind == "rows" and d.field == "RealTotalCost" then
      d.account, d.month = bill.account, bill.month
      list[#list + 1] = d
    end
  end
  return list
end

local TURN = 100 -- rows

-- Takes each row on its way to who compares them with the summary.
local function taken(sums, rows, given, pause)
  return function()
    local i, row, message, detail = rows()
    if row then
      sums:take(row)
      if i % TURN == 0 then
        pause()
        if given.on_progress then given.on_progress(i, rows.count) end
      end
    end
    return i, row, message, detail
  end
end

local function ask_summary(client, month, given)
  local asked = scopes[given.scope or "organization"].summary
  return client.billing[asked.action](client.billing, asked.params(month),
    given.options)
end

-- Rows are summed, and compared with the answer of the summary's action.
local function read_rows(client, sums, answer, given, pause)
  local scope = scopes[given.scope or "organization"]
  local rows = client.billing:rows(scope.rows, { Month = sums.month },
    given.options)
  local result, message, detail = reconcile(scope.summary.action, answer,
    taken(sums, rows, given, pause))
  rows:close()
  if not result then return nil, message, detail end
  return result, rows.moved
end

local MOST = 10000

--- Reads the figures of a month.
---@param client table
---@param month string "YYYY-MM"
---@param given table scope ("organization", or "account"), most (resources,
---  10,000), options (of calls), on_progress(rows, count)
---@return table? figures as store/init.lua's; the differences as of
---  tcbilling.reconcile, too
---@return string? message, table? detail
function live.read(client, month, given)
  local bill = new_bill(client, month)
  local answer, message, detail = ask_summary(client, month, given)
  if not answer then return nil, message, detail end
  local sums = adding.new(month)
  local function pause() client:sleep(0) end
  local result, moved
  result, moved, detail = read_rows(client, sums, answer, given, pause)
  if not result then return nil, moved, detail end
  bill.n, bill.finished_at = sums.n, math.floor(client.clock.wall())
  if moved then bill.provisional = "moved" end
  local asked = scopes[given.scope or "organization"].summary
  bill.compared = summaries.read(asked, answer) ~= nil
  local figures = sums:figures(given.most or MOST, pause)
  figures.source, figures.failures = client.endpoints.billing.host, {}
  figures.is_live = true
  figures.bills = { bill }
  figures.differences = of_cost(result.differences, bill)
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
