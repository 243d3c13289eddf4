-- The rows of a month against its summary: in all, and by what the summary is
-- of. Rows come one by one and are not kept.

local amounts = require "tcbilling.reconcile.amounts"
local core = require "tcbilling.core"
local findings = require "tcbilling.reconcile.findings"
local shown = require "tcbilling.shown"

local row_groups = {}

-- What summaries and rows of the bill by instance both say of a group. (Billing
-- modes and projects have codes in summaries only; a tag's value in a row
-- needs its key, which the summary does not tell.)
local KEYS = {
  DescribeBillSummaryByPayMode = "PayModeName",
  DescribeBillSummaryByProduct = "BusinessCode",
  DescribeBillSummaryByProject = "ProjectName",
  DescribeBillSummaryByRegion = "RegionId", -- text there, a number in rows
}

-- The group of a summary's item or of a row, as text; "" if it does not say.
local function group_of(object, key)
  local value = object[key]
  if value == nil or value == core.json.null then return "" end
  if type(value) == "number" then return ("%.0f"):format(value) end
  return tostring(value)
end

local function new_group(path, name)
  return { path = path, kind = "rows", group = name, summary = amounts.sum(),
    rows = amounts.sum() }
end

-- Two items of a name (of projects, it may be given twice) are one group.
local function find(groups, name, path)
  local group = groups.by_name[name]
  if not group then
    group = new_group(path, name)
    groups.by_name[name] = group
    groups[#groups + 1] = group
  end
  return group
end

-- The first list of the bill whose objects have amounts, and its name.
local function summary_of(found, bill)
  local first
  for name, list in pairs(bill) do
    if type(name) == "string" and type(list) == "table" and list[1] ~= nil
      and (not first or name < first)
      and next(findings.sum_of(found, list, name).seen) then
      first = name
    end
  end
  return bill[first or ""] or {}, first or ""
end

local function group_summary(found, groups, list, path)
  for i, item in ipairs(list) do
    if type(item) == "table" then
      local its_path = ("%s[%d]"):format(path, i)
      local read = findings.amounts_of(found, item, its_path)
      amounts.add(groups.all.summary, read)
      if groups.key then
        local group = find(groups, group_of(item, groups.key), its_path)
        amounts.add(group.summary, read)
      end
    end
  end
end

local function add_row(found, groups, row, i)
  local read = findings.read(found, row, "rows", i)
  amounts.add(groups.all.rows, read)
  if groups.key then
    local group = find(groups, group_of(row, groups.key), groups.all.path)
    amounts.add(group.rows, read)
  end
end

-- As for's `in` takes them.
local function iterate(rows)
  local meta = getmetatable(rows)
  if type(rows) == "function" or type(meta) == "table" and meta.__call then
    return rows
  end
  return ipairs(rows)
end

--- Checks the sums of rows against those of the summary.
---@param found table of findings.new
---@param action string
---@param bill table
---@param rows table|function a list, or what gives `i, row, message, detail`
---@return boolean? done, string? message, table? detail of a row that failed
function row_groups.check(found, action, bill, rows)
  local list, path = summary_of(found, bill)
  local groups = { key = KEYS[action], by_name = {}, all = new_group(path) }
  group_summary(found, groups, list, path)
  local count = 0
  for _, row, message, detail in iterate(rows) do
    count = count + 1
    if type(row) ~= "table" then
      return nil, message or ("row %d is none, but %s"):format(count,
        shown.typed(row)), detail
    end
    add_row(found, groups, row, count)
  end
  findings.compare(found, groups.all, groups.all.summary, groups.all.rows)
  for _, group in ipairs(groups) do
    findings.compare(found, group, group.summary, group.rows)
  end
  return true
end

return row_groups
