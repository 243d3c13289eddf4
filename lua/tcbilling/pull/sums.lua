-- Exact sums of the amounts in rows, as texts by field.

local core = require "tcbilling.core"
local catalog = require "tcbilling.catalog"
local money = require "tcbilling.money"

local sums = {}

-- By action: the names of the amounts in its rows.
local known = {}

local function find(service, action)
  local api = catalog.load(service)
  local entry = api.actions[action]
  local item = entry.paging
    and entry.output[entry.paging.items]:match("^(%w+)%[%]$")
  local names = {}
  for name, word in pairs(item and api.objects[item] or entry.output) do
    if money.is_form(word) then names[#names + 1] = name end
  end
  return names
end

--- Adds rows of a bill to its sums. "-" and absent amounts are left out.
---@param bill table
---@param before table<string, string> as they were; stays so
---@param rows table[] as answered
---@return table<string, string>? after, string? message an amount is none
function sums.add(bill, before, rows)
  known[bill.action] = known[bill.action] or find(bill.service, bill.action)
  local after = {}
  for _, name in ipairs(known[bill.action]) do
    local sum, message = core.decimal.sum(rows, name)
    if not sum then return nil, message end
    local fits, total = pcall(function()
      return core.decimal(before[name] or 0) + sum
    end)
    if not fits then return nil, name .. ": the sum has too many digits" end
    after[name] = tostring(total)
  end
  return after
end

return sums
