-- The costliest of some resources, in their order.

local decimal = require "tcbilling.core".decimal
local sorted = require "tcbilling.report.sorting"

local ZERO = decimal "0"

-- Doubles keep the order of decimals but for those that are about equal.
local function is_costlier(a, b)
  if a.about ~= b.about then return b.about < a.about end
  local x, y = a.one.total or ZERO, b.one.total or ZERO
  if x ~= y then return y < x end
  return a.one.name < b.one.name
end

--- The first `most`, the costliest first.
---@param list table[] { name, total }
---@param most integer
---@param pause? fun() called now and then, to let others have turns
---@return table[]
local function costliest(list, most, pause)
  local keyed = {}
  for i, one in ipairs(list) do
    keyed[i] = { one = one, about = one.total and one.total:tonumber() or 0 }
    if pause and i % 1000 == 0 then pause() end
  end
  keyed = sorted(keyed, is_costlier, pause)
  local kept = {}
  for i = 1, math.min(most, #keyed) do kept[i] = keyed[i].one end
  return kept
end

return costliest
