-- The costliest of many resources, in their order. They are keys with totals,
-- and no tables: of so many the collector would hold up everybody. For the same
-- reason only those are sorted that may be among them.

local decimal = require "tcbilling.core".decimal
local sorted = require "tcbilling.report.sorting"

local ZERO = decimal "0"
local TURN = 500

-- About how much it is. Doubles keep the order of decimals but for those that
-- are about equal.
local function about(total)
  if not total then return 0 end
  return type(total) == "string" and tonumber(total) or total:tonumber()
end

local function each(shards, pause, f)
  local n = 0
  for _, totals in ipairs(shards) do
    for key, total in pairs(totals) do
      f(key, about(total))
      n = n + 1
      if n % TURN == 0 then pause() end
    end
  end
  return n
end

-- Amounts of the same bucket differ by a tenth or so.
local function bucket_of(value)
  return math.floor(math.log(value) * 8)
end

-- The bucket that the last one wanted is in; nil: all may be wanted.
local function least_bucket(shards, most, pause)
  local counts, low, high = {}, math.huge, -math.huge
  local all = each(shards, pause, function(_, value)
    if value <= 0 then return end
    local bucket = bucket_of(value)
    counts[bucket] = (counts[bucket] or 0) + 1
    low, high = math.min(low, bucket), math.max(high, bucket)
  end)
  local n = 0
  for bucket = high, low, -1 do
    n = n + (counts[bucket] or 0)
    if n >= most then return bucket, all end
  end
  return nil, all
end

local function candidates(shards, least, pause)
  local keys, values, order = {}, {}, {}
  each(shards, pause, function(key, value)
    if least and (value <= 0 or bucket_of(value) < least) then return end
    local n = #keys + 1
    keys[n], values[n], order[n] = key, value, n
  end)
  return keys, values, order
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
  local least, all = least_bucket(shards, most, pause)
  local keys, values, order = candidates(shards, least, pause)
  order = sorted(order, function(a, b)
    if values[a] ~= values[b] then return values[b] < values[a] end
    local x, y = exact(shard_of(keys[a])[keys[a]]),
      exact(shard_of(keys[b])[keys[b]])
    if x ~= y then return y < x end
    return keys[a] < keys[b]
  end, pause)
  local kept = {}
  for i = 1, math.min(most, #order) do kept[i] = keys[order[i]] end
  return kept, all
end

return costliest
