-- A Lua value as source text, one line where it fits.

local WIDTH = 76

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do
    if type(key) == "string" then keys[#keys + 1] = key end
  end
  table.sort(keys)
  return keys
end

local function plain(value)
  if type(value) == "string" then return ("%q"):format(value) end
  if math.type(value) == "float" and value % 1 == 0 then
    return ("%d"):format(value)
  end
  return tostring(value)
end

--- Of strings, numbers, booleans and tables of them: lists, or names as keys.
---@param value any
---@param indent string? of the line that it begins on
---@param used integer? columns of that line that are taken
---@return string
local function literal(value, indent, used)
  if type(value) ~= "table" then return plain(value) end
  indent = indent or ""
  local inner = indent .. "  "
  local parts = {}
  for _, item in ipairs(value) do parts[#parts + 1] = literal(item, inner) end
  for _, key in ipairs(sorted_keys(value)) do
    parts[#parts + 1] = key .. " = " .. literal(value[key], inner, #key + 3)
  end
  if #parts == 0 then return "{}" end
  local line = "{ " .. table.concat(parts, ", ") .. " }"
  if #indent + (used or 0) + #line < WIDTH and not line:find("\n") then
    return line
  end
  return "{\n" .. inner .. table.concat(parts, ",\n" .. inner) .. ",\n"
    .. indent .. "}"
end

return literal
