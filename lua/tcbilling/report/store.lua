-- What a report shows, out of a store: sums by SQL, exact.
--
-- Figures are { source, months, bills, products, ..., resources, customers,
-- failures }; see `figures.read`. Amounts are decimals.

local connection = require "tcbilling.pull.store.connection"
local pack = require "tcbilling.values".pack

local store = {}

local DIALECTS = { sqlite = "sqlite", postgres = "postgresql",
  postgresql = "postgresql" }

local function invalid(message)
  return nil, message, { kind = "invalid" }
end

-- A store that is there; none is made.
local function open(url)
  local dialect = DIALECTS[url:match "^(%a+):" or ""]
  if not dialect then
    return invalid "a store is sqlite:FILE or postgresql://USER@HOST/DATABASE"
  end
  dialect = require("tcbilling.pull.store." .. dialect)
  if dialect.identity and not dialect.identity(url) then
    return invalid(dialect.name(url) .. ": there is no such file: pull into "
      .. "it first")
  end
  return connection.open(dialect, url)
end

-- The views that it has.
local function views_of(c)
  local found = {}
  for _, name in ipairs { "resources", "customers" } do
    local columns, message, detail = c:query(c.dialect.COLUMNS, pack(name))
    if not columns then return nil, message, detail end
    found[name] = columns[1] ~= nil
  end
  if not (found.resources or found.customers) then
    return invalid(c.name .. ": it holds no bills: pull into it first")
  end
  return found
end

-- Rows of a query, with their sums as decimals.
local function sums(c, sql, values)
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

local function whole_bills(c, kind)
  return sums(c, WHOLE, pack(kind, kind))
end

-- By what costs are parted: the column of each group's names.
local GROUPS = { { "pay_modes", "pay_mode_name" },
  { "products", "business_code_name" }, { "regions", "region_name" },
  { "owners", "owner_uin" } }

local function group(c, column)
  return sums(c, ("SELECT month, %s AS name, %s AS total FROM resources "
    .. "GROUP BY month, %s ORDER BY month"):format(column,
    c.dialect.sum "real_total_cost", column))
end

-- A resource with several tags counts for each.
local function tags(c)
  local d = c.dialect
  return sums(c, ("SELECT month, %s AS name, %s AS total FROM resources, %s "
    .. "GROUP BY month, %s ORDER BY month"):format(d.TAG,
    d.sum "real_total_cost", d.TAGS, d.TAG))
end

-- The transaction types of each pay mode.
local function types(c)
  return sums(c, ("SELECT month, pay_mode_name AS mode, action_type_name AS "
    .. "name, %s AS total FROM resources GROUP BY month, pay_mode_name, "
    .. "action_type_name ORDER BY month"):format(
    c.dialect.sum "real_total_cost"))
end

local RESOURCE = "account, resource_id, resource_name, business_code_name, "
  .. "region_name, owner_uin, pay_mode_name"

-- The costliest resources of a month, each once, whatever its rows.
local function resources(c, month, most)
  return sums(c, ("SELECT %s, CAST(count(*) AS TEXT) AS n, %s AS total FROM "
    .. "resources WHERE month = ? GROUP BY %s ORDER BY SUM(%s) DESC, "
    .. "resource_id LIMIT %d"):format(RESOURCE,
    c.dialect.sum "real_total_cost", RESOURCE,
    c.dialect.number "real_total_cost", most), pack(month))
end

local function customers(c)
  return sums(c, ("SELECT account, customer_uin AS name, month, %s AS total "
    .. "FROM customers GROUP BY account, customer_uin, month ORDER BY month")
    :format(c.dialect.sum "total_cost"))
end

local function failures(c)
  return c:query("SELECT account, month, customer_uin, message, "
    .. "CAST(failed_at AS TEXT) AS failed_at FROM failures WHERE format IN "
    .. "('resources', 'customers') ORDER BY account, month, customer_uin")
end

-- Takes what a function of the connection brings, until one fails.
local function gather(figures, c, name, f, ...)
  if figures.problem then return end
  local list, message, detail = f(c, ...)
  figures[name] = list
  if not list then figures.problem = { message, detail } end
end

local function latest(bills)
  return bills[#bills] and bills[#bills].month
end

local function has_month(bills, month)
  for _, bill in ipairs(bills or {}) do
    if bill.month == month then return true end
  end
end

-- What is of later months is not shown.
local function drop_later(figures, month)
  for name, list in pairs(figures) do
    local kept = {}
    for _, one in ipairs(type(list) == "table" and list or {}) do
      if not one.month or one.month <= month then kept[#kept + 1] = one end
    end
    if type(list) == "table" then figures[name] = kept end
  end
end

local function read_resources(figures, c, given)
  gather(figures, c, "bills", whole_bills, "resources")
  for _, one in ipairs(GROUPS) do
    gather(figures, c, one[1], group, one[2])
  end
  gather(figures, c, "types", types)
  gather(figures, c, "tags", tags)
  figures.month = given.month or figures.bills and latest(figures.bills)
  if figures.month then
    gather(figures, c, "resources", resources, figures.month, given.most)
  end
end

local function read(c, views, given)
  local figures = { source = c.name, month = given.month }
  if views.resources then read_resources(figures, c, given) end
  if views.customers then
    gather(figures, c, "customer_bills", whole_bills, "customers")
    gather(figures, c, "customers", customers)
  end
  gather(figures, c, "failures", failures)
  if figures.problem then
    return nil, figures.problem[1], figures.problem[2]
  end
  if given.month then
    if not has_month(figures.bills, given.month)
      and not has_month(figures.customer_bills, given.month) then
      return invalid(("%s: it holds no bill of %s: pull that month, or name "
        .. "another one"):format(c.name, given.month))
    end
    drop_later(figures, given.month)
  end
  return figures
end

-- Opens a store, and lets f(c, views) read it.
local function reading(url, f)
  local c, message, detail = open(url)
  if not c then return nil, message, detail end
  local views, found
  views, message, detail = views_of(c)
  if views then found, message, detail = f(c, views) end
  c:close()
  if not found then return nil, message, detail end
  return found
end

local MOST = 10000

--- Reads the figures of a store.
---@param url string "sqlite:FILE" or "postgresql://..."
---@param given? table month: the last one that counts ("YYYY-MM", default the
---  latest); most: resources of it, the costliest (10,000)
---@return table? figures { source, month, bills and customer_bills { account,
---  month, n, provisional, finished_at }, pay_modes, products, regions, owners,
---  tags { month, name, total }, types { month, mode, name, total }, resources
---  { account, resource_id, ..., n, total }, customers { account, name, month,
---  total }, failures }: absent what it does not hold
---@return string? message, table? detail
function store.read(url, given)
  given = { month = given and given.month, most = given and given.most
    or MOST }
  return reading(url, function(c, views) return read(c, views, given) end)
end

--- The months that a store has bills of.
---@param url string
---@return string[]? months in their order
---@return string? message, table? detail
function store.months(url)
  return reading(url, function(c)
    local list, message, detail = c:query("SELECT DISTINCT month FROM bills "
      .. "WHERE state = 'whole' AND format = kind ORDER BY month")
    if not list then return nil, message, detail end
    for i, row in ipairs(list) do list[i] = row.month end
    return list
  end)
end

return store
