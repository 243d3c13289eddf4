-- Sums of what a store holds, by SQL, exact: each a list of rows, or nil,
-- message, detail.

local pack = require "tcbilling.values".pack

local sums = {}

-- Rows of a query, with their sums as decimals.
local function rows_of(c, sql, values)
  local list, message, detail = c:query(sql, values)
  if not list then return nil, message, detail end
  for _, row in ipairs(list) do
    row.total = c.dialect.total(row.total)
    row.n = tonumber(row.n)
  end
  return list
end

local WHOLE = "SELECT kind, account, month, provisional, "
  .. "CAST(row_count AS TEXT) AS n, CAST(finished_at AS TEXT) AS finished_at "
  .. "FROM bills WHERE state = 'whole' AND format = ? AND kind = ? "
  .. "ORDER BY month, account"

function sums.whole_bills(c, kind)
  return rows_of(c, WHOLE, pack(kind, kind))
end

--- By what costs are parted: the column of each group's names.
sums.GROUPS = { { "pay_modes", "pay_mode_name" },
  { "products", "business_code_name" }, { "regions", "region_name" },
  { "owners", "owner_uin" } }

function sums.group(c, column)
  return rows_of(c, ("SELECT month, %s AS name, %s AS total FROM resources "
    .. "GROUP BY month, %s ORDER BY month"):format(column,
    c.dialect.sum "real_total_cost", column))
end

--- By tag: a resource with several counts for each.
function sums.tags(c)
  local d = c.dialect
  return rows_of(c, ("SELECT month, %s AS name, %s AS total FROM resources, %s "
    .. "GROUP BY month, %s ORDER BY month"):format(d.TAG,
    d.sum "real_total_cost", d.TAGS, d.TAG))
end

--- By the transaction types of each pay mode.
function sums.types(c)
  return rows_of(c, ("SELECT month, pay_mode_name AS mode, action_type_name AS "
    .. "name, %s AS total FROM resources GROUP BY month, pay_mode_name, "
    .. "action_type_name ORDER BY month"):format(
    c.dialect.sum "real_total_cost"))
end

local RESOURCE = "account, resource_id, resource_name, business_code_name, "
  .. "region_name, owner_uin, pay_mode_name"

--- The costliest resources of a month, each once, whatever its rows.
function sums.resources(c, month, most)
  return rows_of(c, ("SELECT %s, CAST(count(*) AS TEXT) AS n, %s AS total FROM "
    .. "resources WHERE month = ? GROUP BY %s ORDER BY SUM(%s) DESC, "
    .. "resource_id LIMIT %d"):format(RESOURCE,
    c.dialect.sum "real_total_cost", RESOURCE,
    c.dialect.number "real_total_cost", most), pack(month))
end

--- How many there are.
---@return integer? n, string? message, table? detail
function sums.resource_count(c, month)
  local row, message, detail = c:one(("SELECT CAST(count(*) AS TEXT) AS n "
    .. "FROM (SELECT 1 FROM resources WHERE month = ? GROUP BY %s) AS each")
    :format(RESOURCE), pack(month))
  if not row then return nil, message, detail end
  return tonumber(row.n)
end

function sums.customers(c)
  return rows_of(c, ("SELECT account, customer_uin AS name, month, %s AS total "
    .. "FROM customers GROUP BY account, customer_uin, month ORDER BY month")
    :format(c.dialect.sum "total_cost"))
end

function sums.failures(c)
  return c:query("SELECT account, month, customer_uin, message, "
    .. "CAST(failed_at AS TEXT) AS failed_at FROM failures WHERE format IN "
    .. "('resources', 'customers') ORDER BY account, month, customer_uin")
end

return sums
