-- Where the rows of a bill do not add up to its summary: in all, and by pay
-- mode where the summary names those as rows do.

local decimal = require "tcbilling.core".decimal

local ZERO = decimal "0"

local function add(list, bill, group, left, right)
  if left == right then return end
  list[#list + 1] = { account = bill.account, month = bill.month,
    group = group, left = left, right = right, difference = left - right }
end

-- Of either of two sides.
local function names_of(one, other)
  local names = {}
  for name in pairs(one) do names[#names + 1] = name end
  for name in pairs(other) do
    if not one[name] then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

--- Adds what differs to a list; all amounts are decimals.
---@param list table[] differences; see store/init.lua
---@param bill table account, month
---@param summary table total, groups (nil: they are named otherwise)
---@param rows table total, groups
local function compare(list, bill, summary, rows)
  add(list, bill, nil, summary.total, rows.total)
  if not summary.groups then return end
  for _, name in ipairs(names_of(summary.groups, rows.groups)) do
    add(list, bill, name, summary.groups[name] or ZERO,
      rows.groups[name] or ZERO)
  end
end

return compare
