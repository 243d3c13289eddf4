-- The query string of a GET, made into what a body would hold: `Name=value`,
-- lists as `Name.0=a&Name.1=b`, objects as `Name.Member=c`. What is text and
-- what a number is known from the descriptions alone.
local M = {}

local function unescape(text)
  return (text:gsub("+", " "):gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function new(type)
  if type == "list" then return { kind = "list", items = {}, length = 0 } end
  return { kind = "object", fields = {}, names = {} }
end

local function scalar(text, field)
  if field.type == "int" or field.type == "float" then
    return { kind = "number", text = text }
  end
  if field.type == "bool" and (text == "true" or text == "false") then
    return { kind = text }
  end
  return text
end

local function hold(whole, key, value)
  if whole.kind == "list" then
    whole.items[key + 1] = value
    whole.length = math.max(whole.length, key + 1)
  else
    if whole.fields[key] == nil then table.insert(whole.names, key) end
    whole.fields[key] = value
  end
end

-- `key` of `whole` with its description, {} when there is none: the names of
-- an object, the indexes of a list.
local function step(whole, key, field)
  if whole.kind == "object" then
    return key, whole.fields[key], (field.members or {})[key] or {}
  end
  local index = tonumber(key:match "^%d+$")
  return index, index and whole.items[index + 1], field.of or {}
end

-- Walks down as far as the descriptions go; the rest of a path that leads
-- nowhere is part of the name, which is then not recognized.
local function put(whole, path, text, field)
  local key, rest = path:match "^([^.]+)%.(.+)$"
  local name, held, inner = step(whole, key or path, field)
  if not name then return nil end
  local goes_on = key and (inner.type == "list" or inner.type == "object")
  if not goes_on then
    if key and whole.kind == "list" then return nil end
    hold(whole, whole.kind == "list" and name or path, scalar(text, inner))
    return true
  end
  if type(held) ~= "table" or held.kind ~= inner.type then
    held = new(inner.type)
    hold(whole, name, held)
  end
  return put(held, rest, text, inner)
end

--- @param input table name -> parameter
--- @return table as json.read returns it, a list's `length` beside its items;
---   or nil
function M.read(query, input)
  local object = new "object"
  for pair in query:gmatch "[^&]+" do
    local name, value = pair:match "^([^=]*)=(.*)$"
    if not name or not put(object, unescape(name), unescape(value),
      { members = input }) then
      return nil
    end
  end
  return object
end

return M
