-- The costliest of many resources, in their order. They are keys with totals,
-- and no tables: of so many the collector would hold up everybody.

local decimal = require "tcbilling.core".decimal
local sorted = require "tcbilling.report.sorting"

local ZERO = decimal "0"
local TURN = 500

-- By numbers: all keys, and about how much each is.
local function listed(shards, pause)
  local keys, about, order = {}, {}, {}
  for _, totals in ipairs(shards) do
    for key, total in pairs(totals) do
      local n = #keys + 1
      keys[n], order[n] = key, n
      about[n] = not total and 0 or type(total) == "string"
        and tonumber(total) or decimal(total):tonumber()
      if n % TURN == 0 then pause() end
    end
  end
  return keys, about, order
end

local function exact(total)
  return total and decimal(total) or ZERO
end

--- The first `most`, the costliest first.
---@param shards table[] each from keys to totals: texts, decimals, or false
---@param shard_of fun(key: string): table the one that a key is in
---@param most integer
---@param pause fun() called now and then, to let others have turns
---@return string[] keys, integer count of all
local function costliest(shards, shard_of, most, pause)
  local keys, about, order = listed(shards, pause)
  -- doubles keep the order of decimals but for those that are about equal
  order = sorted(order, function(a, b)
    if about[a] ~= about[b] then return about[b] < about[a] end
    local x, y = exact(shard_of(keys[a])[keys[a]]),
      exact(shard_of(keys[b])[keys[b]])
    if x ~= y then return y < x end
    return keys[a] < keys[b]
  end, pause)
  local kept = {}
  for i = 1, math.min(most, #order) do kept[i] = keys[order[i]] end
  return kept, #order
end

return costliest
