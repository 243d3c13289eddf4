-- What was given stays the giver's: it may change there, and must not here.

local list = require "tcbilling.core".json.list

-- `copies`: by table, so that one that is in itself is so in its copy, too.
local function copied(value, copies)
  if type(value) ~= "table" then return value end
  if copies[value] then return copies[value] end
  local result = {}
  copies[value] = result
  for key, item in pairs(value) do result[key] = copied(item, copies) end
  if getmetatable(value) == list then setmetatable(result, list) end
  return result
end

--- A copy of a table and of the tables in it; other values as they are. Of
--- metatables only json.list's stays.
---@generic T
---@param value T
---@return T
local function copy(value)
  return copied(value, {})
end

return copy
