-- Where the rows in a store do not add up to the summaries kept with them: what
-- tcbilling.reconcile says of rows, of RealTotalCost.

local compare = require "tcbilling.report.comparing"
local core = require "tcbilling.core"
local pack = require "tcbilling.values".pack

local decimal = core.decimal
local ZERO = decimal "0"

-- Has one of an earlier release, that was not pulled into since, any at all?
local function has_summaries(c)
  local list, message, detail = c:query(c.dialect.COLUMNS, pack "bills")
  if not list then return nil, message, detail end
  for _, column in ipairs(list) do
    if column.name == "summary" then return true end
  end
  return false
end

-- Summaries and sums in one statement: a bill may be replaced at any moment.
local SUMS = "SELECT b.account, b.month, b.summary, r.pay_mode_name AS name, "
  .. "%s AS total FROM bills b LEFT JOIN resources_rows r ON r.bill_id = b.id "
  .. "WHERE b.state = 'whole' AND b.format = 'resources' AND b.summary IS NOT "
  .. "NULL GROUP BY b.account, b.month, b.summary, r.pay_mode_name"

local function sums_of(c)
  local has, message, detail = has_summaries(c)
  if has == nil then return nil, message, detail end
  if not has then return {} end
  return c:query(SUMS:format(c.dialect.sum "r.real_total_cost"))
end

-- With decimals; nil: it was changed by another program.
local function read(text)
  local kept = core.json.decode(text)
  local total = type(kept) == "table" and decimal(tostring(kept.total))
  if not total then return nil end
  if type(kept.groups) ~= "table" then return { total = total } end
  local groups = {}
  for name, amount in pairs(kept.groups) do
    groups[name] = decimal(tostring(amount))
  end
  return { total = total, groups = groups }
end

local function key_of(bill)
  return bill.account .. "\0" .. bill.month
end

-- Both sides of each bill that has a summary, by account and month.
local function sides_of(c)
  local list, message, detail = sums_of(c)
  if not list then return nil, message, detail end
  local sides = {}
  for _, row in ipairs(list) do
    local key, total = key_of(row), c.dialect.total(row.total) or ZERO
    local one = sides[key] or { summary = read(row.summary), total = ZERO,
      groups = {} }
    sides[key] = one
    local name = row.name or "" -- both may be there
    one.total = one.total + total
    one.groups[name] = (one.groups[name] or ZERO) + total
  end
  return sides
end

--- Compares all bills that have a summary.
---@param c table a connection to a store
---@param bills table[] those by resource that are whole, by month and account;
---  they get `compared`: there is a summary
---@return table[]? differences in the order of bills, of each in all first,
---  then by pay mode; see store.lua
---@return string? message, table? detail
local function differences(c, bills)
  local sides, message, detail = sides_of(c)
  if not sides then return nil, message, detail end
  local list = {}
  for _, bill in ipairs(bills) do
    local found = sides[key_of(bill)]
    bill.compared = found ~= nil and found.summary ~= nil
    if bill.compared then compare(list, bill, found.summary, found) end
  end
  return list
end

return differences
