-- What was given stays the giver's: it may change there, and must not here.

local list = require "tcbilling.core".json.list

-- No request is nested deeper; a table in itself is left for its encoder to
-- refuse.
local DEEPEST = 64

local function copied(value, depth)
  if type(value) ~= "table" or depth > DEEPEST then return value end
  local result = {}
  for key, item in pairs(value) do result[key] = copied(item, depth + 1) end
  if getmetatable(value) == list then setmetatable(result, list) end
  return result
end

--- A copy of a table and of the tables in it; other values as they are. Of
--- metatables only json.list's stays.
---@generic T
---@param value T
---@return T
local function copy(value)
  return copied(value, 1)
end

return copy
