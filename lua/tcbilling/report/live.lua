-- What a report shows of a month, straight from the API: the rows of its bill,
-- added up as they come, and whether they agree with its summary.

local costliest = require "tcbilling.report.costliest"
local decimal = require "tcbilling.core".decimal
local money = require "tcbilling.money"
local month_of = require "tcbilling.month"
local reconcile = require "tcbilling.reconcile"
local scopes = require "tcbilling.scopes"

local live = {}

-- By what costs are parted, as in store.lua: the row's field of each.
local GROUPS = { pay_modes = "PayModeName", products = "BusinessCodeName",
  regions = "RegionName", owners = "OwnerUin" }

-- Adds an amount to that of a name.
local function add(sums, name, amount, more)
  local one = sums.by_name[name]
  if not one then
    one = { month = sums.month, name = name }
    for key, value in pairs(more or {}) do one[key] = value end
    sums.by_name[name], sums[#sums + 1] = one, one
  end
  one.total = one.total and amount and one.total + amount or amount
    or one.total
  return one
end

local function new_sums(month)
  return { by_name = {}, month = month }
end

local function text_of(value)
  return value ~= nil and tostring(value) or "-"
end

local function add_tags(sums, row, amount)
  for _, tag in ipairs(type(row.Tags) == "table" and row.Tags or {}) do
    if type(tag) == "table" then
      add(sums, text_of(tag.TagKey) .. ": " .. text_of(tag.TagValue), amount)
    end
  end
end

local function add_resource(sums, row, amount)
  local key = table.concat({ text_of(row.ResourceId),
    text_of(row.ResourceName), text_of(row.OwnerUin),
    text_of(row.PayModeName) }, "\0")
  local one = add(sums, key, amount, { resource_id = row.ResourceId,
    resource_name = row.ResourceName, region_name = row.RegionName,
    business_code_name = row.BusinessCodeName, pay_mode_name = row.PayModeName,
    owner_uin = row.OwnerUin, n = 0 })
  one.n = one.n + 1
end

-- What the page needs of all rows.
local function new_figures(client, month)
  local figures = { source = client.endpoints.billing.host, month = month,
    failures = {}, types = new_sums(month), tags = new_sums(month),
    resources = new_sums(month), n = 0 }
  for name in pairs(GROUPS) do figures[name] = new_sums(month) end
  return figures
end

-- An amount that is none is nothing; what is no number is reconcile's to tell.
local function amount_of(row)
  if money.is_none(row.RealTotalCost) then return nil end
  return (decimal(row.RealTotalCost))
end

local function take(figures, row)
  local amount = amount_of(row)
  figures.n = figures.n + 1
  for name, field in pairs(GROUPS) do
    add(figures[name], text_of(row[field]), amount)
  end
  local mode, kind = text_of(row.PayModeName), text_of(row.ActionTypeName)
  local one = add(figures.types, mode .. "\0" .. kind, amount, { mode = mode })
  one.name = kind
  add_tags(figures.tags, row, amount)
  add_resource(figures.resources, row, amount)
end

local PROVISIONAL = { open = "open", closing = "closing" }

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

local function bill_of(client, month, n)
  local now = client.clock.wall()
  return { account = "-", month = month, n = n,
    provisional = PROVISIONAL[month_of.state(month, now)],
    finished_at = math.floor(now) }
end

local MOST = 10000

local function finish(figures, client, rows, result, given, pause)
  for _, sums in pairs(figures) do
    if type(sums) == "table" then sums.by_name, sums.month = nil, nil end
  end
  figures.resources = costliest(figures.resources, given.most or MOST, pause)
  local bill = bill_of(client, figures.month, figures.n)
  if rows.moved then bill.provisional = "moved" end
  bill.compared = true
  figures.bills = { bill }
  figures.differences = of_cost(result.differences, bill)
  return figures
end

local TURN = 100 -- rows

-- Takes each row on its way to who compares them with the summary.
local function taken(figures, rows, given, pause)
  return function()
    local i, row, message, detail = rows()
    if row then
      take(figures, row)
      if i % TURN == 0 then
        pause()
        if given.on_progress then given.on_progress(i, rows.count) end
      end
    end
    return i, row, message, detail
  end
end

local function summary(client, month, given)
  local asked = scopes[given.scope or "organization"].summary
  return client.billing[asked.action](client.billing, asked.params(month),
    given.options)
end

--- Reads the figures of a month.
---@param client table
---@param month string "YYYY-MM"
---@param given table scope ("organization", or "account"), most (resources,
---  10,000), options (of calls), on_progress(rows, count)
---@return table? figures as store.lua's; and differences, as of
---  tcbilling.reconcile
---@return string? message, table? detail
function live.read(client, month, given)
  local scope = scopes[given.scope or "organization"]
  local bill, message, detail = summary(client, month, given)
  if not bill then return nil, message, detail end
  local figures = new_figures(client, month)
  local rows = client.billing:rows(scope.rows, { Month = month },
    given.options)
  local function pause() client:sleep(0) end
  local result
  result, message, detail = reconcile(scope.summary.action, bill,
    taken(figures, rows, given, pause))
  rows:close()
  if not result then return nil, message, detail end
  return finish(figures, client, rows, result, given, pause)
end

--- What a month costs in all, by its summary alone: one call.
---@param client table
---@param month string "YYYY-MM"
---@param given table scope, options
---@return table? figures bills and pay_modes of that month
---@return string? message, table? detail
function live.summary(client, month, given)
  local asked = scopes[given.scope or "organization"].summary
  local answer, message, detail = summary(client, month, given)
  if not answer then return nil, message, detail end
  local figures = { bills = { bill_of(client, month) }, pay_modes = {} }
  for i, mode in ipairs(answer[asked.items] or {}) do
    figures.pay_modes[i] = { month = month, name = text_of(mode[asked.name]),
      total = amount_of(mode) }
  end
  return figures
end

return live
