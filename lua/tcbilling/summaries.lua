-- The API's own summary of a bill by resource.

local amounts = require "tcbilling.reconcile.amounts"
local decimal = require "tcbilling.core".decimal

local summaries = {}

local ZERO = decimal "0"

-- The items of an answer; a month without a bill has none.
local function items_of(response, name)
  local list = response[name]
  if list == nil then return {} end
  if type(list) ~= "table" or #list == 0 and next(list) ~= nil then
    return nil, name .. " is no list"
  end
  return list
end

--- What it says, exactly.
---@param asked table the `summary` of scopes.lua
---@param response table the answer
---@return table? summary { total, groups } of RealTotalCost, texts; the groups
---  by pay mode, nil where it does not name them as rows do
---@return string? message
function summaries.read(asked, response)
  local list, message = items_of(response, asked.items)
  if not list then return nil, message end
  local total, groups = ZERO, {}
  for i, item in ipairs(list) do
    local amount = type(item) == "table" and amounts.of(item).RealTotalCost
    if not amount then
      return nil, ("%s[%d] has no RealTotalCost"):format(asked.items, i)
    end
    local name = tostring(item[asked.group] or "")
    total, groups[name] = total + amount, (groups[name] or ZERO) + amount
  end
  for name, sum in pairs(groups) do groups[name] = tostring(sum) end
  return { total = tostring(total), groups = asked.group and groups }
end

return summaries
