-- What does not add up in a bill. Nothing is rejected and nothing rounded: the
-- API's own examples are off by 0.00001 here and there, so a difference is
-- something to know of, no error.

local amounts = require "tcbilling.reconcile.amounts"
local catalog = require "tcbilling.catalog"
local decimal = require "tcbilling.core".decimal
local findings = require "tcbilling.reconcile.findings"
local row_groups = require "tcbilling.reconcile.rows"
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"

-- Objects of the sums of a list beside them. That of a paged action sums all
-- pages.
local TOTALS = {
  SummaryTotal = function() return true end,
  Total = function(object, list)
    return tonumber(object.RecordNum) == #list
  end,
}

local function is_list(value)
  return type(value) == "table" and value[1] ~= nil
end

-- The names in an object, by alphabet: their order on the wire is not kept.
local function names_of(object)
  local names = {}
  for name in pairs(object) do
    if type(name) == "string" then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

local function inside(path, name)
  return path == "" and name or path .. "." .. name
end

local function check_payments(found, object, path)
  local read = findings.amounts_of(found, object, path)
  local cost, paid = read.RealTotalCost, decimal(0)
  if cost == nil then return end
  for _, field in ipairs(amounts.PAYMENTS) do
    local amount = read[field]
    if amount == nil then return end
    paid = paid and amount and paid + amount
  end
  findings.check(found, { path = path, kind = "payments" }, "RealTotalCost",
    cost, paid)
end

local function sum_of_one(found, object, path)
  local sum = amounts.sum()
  amounts.add(sum, findings.amounts_of(found, object, path))
  return sum
end

local function check_details(found, object, path, name)
  local own = sum_of_one(found, object, path)
  local list_path = inside(path, name)
  local details = findings.sum_of(found, object[name], list_path)
  if amounts.are_alike(own, details) then
    findings.compare(found, { path = list_path, kind = "details" }, own,
      details)
  end
end

-- `name` is that of the total in `object`.
local function check_total(found, object, path, name)
  local total_path = inside(path, name)
  local total = sum_of_one(found, object[name], total_path)
  for _, sibling in ipairs(names_of(object)) do
    local list = object[sibling]
    if is_list(list) then
      local sum = findings.sum_of(found, list, inside(path, sibling))
      if not TOTALS[name](object, list) then amounts.mark_partial(sum) end
      if amounts.are_alike(total, sum) then
        findings.compare(found, { path = total_path, kind = "total" }, total,
          sum)
      end
    end
  end
end

local visit

local function visit_list(found, list, path)
  for i, item in ipairs(list) do
    visit(found, item, ("%s[%d]"):format(path, i))
  end
end

-- An object before what is in it.
function visit(found, value, path)
  if type(value) ~= "table" then return end
  if is_list(value) then return visit_list(found, value, path) end
  check_payments(found, value, path)
  for _, name in ipairs(names_of(value)) do
    if is_list(value[name]) then
      check_details(found, value, path, name)
    elseif TOTALS[name] and type(value[name]) == "table" then
      check_total(found, value, path, name)
    end
    visit(found, value[name], inside(path, name))
  end
end

local function is_known(action)
  for _, service in ipairs(catalog.SERVICES) do
    if catalog.load(service).actions[action] then return true end
  end
  return false
end

-- Lists and objects of a bill are a tree.
local function holds_itself(value, above)
  if type(value) ~= "table" then return false end
  if above[value] then return true end
  above[value] = true
  for _, inner in pairs(value) do
    if holds_itself(inner, above) then return true end
  end
  above[value] = nil
  return false
end

-- A list with a gap would end there.
local function is_whole_list(rows)
  local n = 0
  for _ in pairs(rows) do n = n + 1 end
  return n == #rows
end

local function is_callable(rows)
  local meta = getmetatable(rows)
  return type(rows) == "function"
    or type(meta) == "table" and meta.__call ~= nil
end

local function check_rows(rows)
  if rows == nil then return end
  if type(rows) ~= "table" and type(rows) ~= "function" then
    error("rows are those of client.billing:rows, or a list, got "
      .. type(rows), 4)
  elseif is_callable(rows) then
    if type(rows) == "table" and rows.ended then
      error("these rows have ended: to read them again, make new ones", 4)
    end
  elseif not is_whole_list(rows) then
    error("rows must be a list: its entries have other keys than 1, 2, ...",
      4)
  end
end

local function check_arguments(action, bill, rows)
  if type(action) ~= "string" then
    error("an action's name expected, got " .. type(action), 3)
  elseif not is_known(action) then
    error(("no action %s is known%s"):format(shown.value(action),
      suggest(action, catalog.load("billing").actions)), 3)
  elseif type(bill) ~= "table" then
    error("a bill is the table that a call returned, got " .. type(bill), 3)
  elseif holds_itself(bill, {}) then
    error("a table in the bill holds itself", 3)
  end
  check_rows(rows)
end

--- Looks for what does not add up in a bill, exactly. Each difference is
--- { path, field, kind, left, right, difference = left - right }, of decimals,
--- and only if it is not zero. By kind, `left` and `right` are
---   payments: an object's RealTotalCost; the sum of its four payments
---   details:  an object's amount; the sum of the objects in the list `path`
---             inside of it
---   total:    the amount of SummaryTotal, or of the object Total where
---             RecordNum tells that the list is whole; the sum of the list
---             beside it
---   rows:     the sum of the summary; the sum of the rows; at first in all,
---             then of each `group` of the summary and, last, of those that
---             only rows have, where `left` is 0
--- All but payments are looked at for RealTotalCost, TotalCost and the four
--- payments, field by field. A check is skipped where an amount is "-", absent
--- or unreadable, or a total is of more than the list.
---@param action string its name, which says how rows are grouped: by
---  PayModeName, BusinessCode, RegionId or ProjectName for
---  DescribeBillSummaryByPayMode, -Product, -Region or -Project
---@param bill table a Response as a call returned it
---@param rows? table|function of the bill by instance of the same month:
---  client.billing:rows(...), or a list; they are not kept
---@return table? result { checked, skipped, differences, unreadable }: checks
---  made and not made; differences in the order of the lists, an object's own
---  before those inside of it, and names by alphabet; paths of what is no
---  decimal number, at most 100. nil: a row failed
---@return string? message, table? detail
local function reconcile(action, bill, rows)
  check_arguments(action, bill, rows)
  local found = findings.new()
  visit(found, bill, "")
  if rows then
    local done, message, detail = row_groups.check(found, action, bill, rows)
    if not done then return nil, message, detail end
  end
  return { checked = found.checked, skipped = found.skipped,
    differences = found.differences, unreadable = found.unreadable }
end

return reconcile
