-- What a report shows, out of a store. Amounts are decimals.

local MOST = require "tcbilling.report.parts.resources".MOST
local connection = require "tcbilling.pull.store.connection"
local differences = require "tcbilling.report.store.differences"
local pack = require "tcbilling.values".pack
local sums = require "tcbilling.report.store.sums"

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
  gather(figures, c, "bills", sums.whole_bills, "resources")
  gather(figures, c, "differences", differences, figures.bills)
  for _, one in ipairs(sums.GROUPS) do
    gather(figures, c, one[1], sums.group, one[2])
  end
  gather(figures, c, "types", sums.types)
  gather(figures, c, "tags", sums.tags)
  figures.month = given.month or figures.bills and latest(figures.bills)
  if not figures.month then return end
  gather(figures, c, "resources", sums.resources, figures.month, given.most)
  figures.resource_count = figures.resources and #figures.resources
  if figures.resource_count == given.most then
    gather(figures, c, "resource_count", sums.resource_count, figures.month)
  end
end

local function read(c, views, given)
  local figures = { source = c.name, month = given.month }
  if views.resources then read_resources(figures, c, given) end
  if views.customers then
    gather(figures, c, "customer_bills", sums.whole_bills, "customers")
    gather(figures, c, "customers", sums.customers)
  end
  gather(figures, c, "failures", sums.failures)
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

-- Opens a store, and lets f(c, views) read it as it is at one moment: a pull
-- may go on meanwhile.
local function reading(url, f)
  local c, message, detail = open(url)
  if not c then return nil, message, detail end
  local ok, views, found
  ok, message, detail = c:run(c.dialect.SNAPSHOT)
  if ok then views, message, detail = views_of(c) end
  if views then found, message, detail = f(c, views) end
  c:close()
  if not found then return nil, message, detail end
  return found
end

--- Reads the figures of a store.
---@param url string "sqlite:FILE" or "postgresql://..."
---@param given? table month: the last one that counts ("YYYY-MM", default the
---  latest); most: resources of it, the costliest (10,000)
---@return table? figures { source, month, bills and
---  customer_bills { account, month, n, provisional, finished_at; of bills,
---  compared: they have a summary }, differences { account, month, group (a
---  pay mode; nil: in all), left (the summary's amount), right (the rows' sum),
---  difference = left - right } of RealTotalCost where there is one, pay_modes,
---  products, regions, owners, tags { month, name, total }, types { month,
---  mode, name, total }, resources { account, resource_id, ..., n, total },
---  customers { account, name, month, total }, failures }: absent what it does
---  not hold
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
