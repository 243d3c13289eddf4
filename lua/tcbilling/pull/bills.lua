-- What a pull reads: bills, each of which is read and committed as one.
--
-- A bill is { key, kind, account, month, customer_uin, request } and how it is
-- asked for: service, action, params. Keys sort as bills stand in files;
-- `request` is a digest of what is asked and where. Those by resource have a
-- `summary` (scopes.lua), which is no part of it.

local catalog = require "tcbilling.catalog"
local core = require "tcbilling.core"
local scopes = require "tcbilling.scopes"

local bills = {}

local function digest(client, bill, format)
  return core.sha256(assert(core.json.encode {
    at = client.endpoints[bill.service].host, service = bill.service,
    version = catalog.load(bill.service).version, action = bill.action,
    params = bill.params, format = format.name,
  }))
end

local function finish(bill, client, format)
  bill.key = ("%s/%s/%s"):format(bill.kind, bill.account, bill.month)
  if bill.customer_uin then
    bill.key = bill.key .. "/" .. bill.customer_uin
  end
  bill.request = digest(client, bill, format)
  return bill
end

--- An account's bills by resource.
---@param client table
---@param account string its name
---@param run table months, scope ("organization"|"account"), format
---@return table[]
function bills.resources(client, account, run)
  local list, scope = {}, scopes[run.scope]
  for i, month in ipairs(run.months) do
    list[i] = finish({ kind = "resources", account = account, month = month,
      service = "billing", action = scope.rows,
      params = { Month = month }, summary = scope.summary }, client,
      run.format)
  end
  return list
end

-- What the other scope's bill of the same key would be asked for with.
local OTHER = { organization = "account", account = "organization" }

--- The bills of the other scope, which have the same keys.
---@param client table
---@param account string
---@param run table
---@return table[]? nil: there are none of that kind
function bills.of_other_scope(client, account, run)
  if run.kind ~= "resources" then return nil end
  return bills.resources(client, account, { months = run.months,
    scope = OTHER[run.scope], format = run.format })
end

--- The totals of an account's customers, month by month.
---@param client table
---@param account string
---@param run table months, uins (texts), format
---@return table[]
function bills.customers(client, account, run)
  local list = {}
  for _, month in ipairs(run.months) do
    for _, uin in ipairs(run.uins) do
      list[#list + 1] = finish({ kind = "customers", account = account,
        month = month, customer_uin = uin, service = "intlpartnersmgt",
        action = "DescribeCustomerBillSummary",
        params = { CustomerUin = uin, Month = month } }, client, run.format)
    end
  end
  return list
end

--- The run itself, which is kept like a bill without rows: it is whole when
--- all its bills are.
---@param account string
---@param list table[] its bills
---@param refresh boolean? whether all are asked for again
---@return table
function bills.of_run(account, list, refresh)
  local requests = { refresh and "all anew" or "what is not settled" }
  for _, bill in ipairs(list) do requests[#requests + 1] = bill.request end
  local kind = list[1].kind
  return { kind = "run", account = account, month = list[1].month,
    key = ("run/%s/%s"):format(kind, account),
    request = core.sha256(table.concat(requests, "\n")) }
end

--- A name for the keys that a client has, which tells nothing of them.
---@param client table
---@return string
function bills.keys_of(client)
  return core.sha256("tcbilling keys " .. client.account):sub(1, 16)
end

return bills
