-- DescribeBillSummaryForOrganization: the same rows that the organisation's
-- bill lists, summed by billing mode, product or region.
local bill_rows = require "sandbox.bill"
local stock = require "sandbox.stock"
local totals = require "sandbox.totals"

local M = {}

local NONE = { code = "-", name = "-" }

-- By GroupType: the code and the name of a row's group.
local GROUPS = {
  payMode = function(row)
    local mode = row.transaction.mode
    return mode, stock.mode_names[mode]
  end,
  business = function(row)
    local product = row.product or NONE
    return product.code, product.name
  end,
  region = function(row)
    return tostring(row.region.id), row.region.name
  end,
}

local function groups_of(bill, group)
  local list, known, row = {}, {}, {}
  for index = 0, bill.rows - 1 do
    bill_rows.draw(bill, index, row)
    local code, name = group(row)
    if not known[code] then
      known[code] = { code = code, name = name, sums = totals.new() }
      list[#list + 1] = known[code]
    end
    totals.add(known[code].sums, row)
  end
  return list
end

local function json(group)
  return '{"GroupKey":"' .. group.code .. '","GroupValue":"' .. group.name
    .. '",' .. totals.json(group.sums) .. ',"Business":[]}'
end

local function detail(bill, group)
  local texts = {}
  for i, one in ipairs(groups_of(bill, group)) do texts[i] = json(one) end
  return table.concat(texts, ",")
end

--- Is it a group that rows are summed by? (Others are made up.)
function M.has(group_type)
  return GROUPS[group_type] ~= nil
end

--- @param bill table of organization_bill.bill; its sums are kept in it
function M.answer(params, plan, bill)
  if plan.not_ready then return '"Ready":0,"SummaryDetail":null' end
  if bill.rows == 0 then return '"Ready":1,"SummaryDetail":null' end
  local kept = "by " .. params.GroupType
  bill[kept] = bill[kept] or detail(bill, GROUPS[params.GroupType])
  return '"Ready":1,"SummaryDetail":[' .. bill[kept] .. "]"
end

return M
