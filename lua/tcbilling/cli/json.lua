-- Answers as JSON, by the catalogue's types: an amount that was a number on
-- the wire is one again, with its digits, and an empty list is no object.
-- Names are in order of the alphabet, the same each time.

local item_of = require "tcbilling.catalog".item_of
local core = require "tcbilling.core".json
local money = require "tcbilling.money"

local json = {}

local INTEGERS = { int = true, uint = true, cents = true, usd_e8 = true }

-- Does a text stand for a number that Lua can't hold?
local function is_number(kind, text)
  if not kind or not core.number(text) then return false end
  return money.is_number_with_digits(kind)
    or INTEGERS[kind] and type(core.decode(text)) == "string" or false
end

-- Terminals take these for commands, even inside of UTF-8.
local function escaped(text)
  return (text:gsub("\127", "\\u007f"):gsub("\194([\128-\159])", function(c)
    return ("\\u00%02x"):format(c:byte())
  end))
end

local function plain(kind, value)
  if type(value) == "string" then
    if is_number(kind, value) then return value end
    return escaped((assert(core.encode(value))))
  end
  return (assert(core.encode(value)))
end

local function is_list(kind, value)
  if value[1] ~= nil or getmetatable(value) == core.list then return true end
  return next(value) == nil and kind ~= nil and item_of(kind) ~= false
end

local function names_of(value)
  local names = {}
  for name in pairs(value) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local write

-- What is between two brackets, each entry on a line of its own where there
-- is an indent.
local function enclose(out, open, close, entries, indent)
  local inner = indent and indent .. "  "
  out[#out + 1] = open
  for i, entry in ipairs(entries) do
    if i > 1 then out[#out + 1] = "," end
    if inner then out[#out + 1] = "\n" .. inner end
    entry(inner)
  end
  if indent and #entries > 0 then out[#out + 1] = "\n" .. indent end
  out[#out + 1] = close
end

local function write_list(out, api, kind, list, indent)
  local item, entries = kind and item_of(kind) or nil, {}
  for i, value in ipairs(list) do
    entries[i] = function(inner) write(out, api, item, value, inner) end
  end
  enclose(out, "[", "]", entries, indent)
end

local function write_object(out, api, fields, object, indent)
  local entries = {}
  for i, name in ipairs(names_of(object)) do
    entries[i] = function(inner)
      out[#out + 1] = escaped((assert(core.encode(name))))
        .. (inner and ": " or ":")
      write(out, api, fields and fields[name], object[name], inner)
    end
  end
  enclose(out, "{", "}", entries, indent)
end

function write(out, api, kind, value, indent)
  if type(value) ~= "table" then
    out[#out + 1] = plain(kind, value)
  elseif is_list(kind, value) then
    write_list(out, api, kind, value, indent)
  else
    write_object(out, api, kind and api and api.objects[kind], value, indent)
  end
end

--- A value.
---@param api table?  the catalogue of a service; nil: nothing is known
---@param kind string? the value's type there
---@param value any
---@param indent? string of its lines; nil: all on one
---@return string
function json.text(api, kind, value, indent)
  local out = {}
  write(out, api, kind, value, indent)
  return table.concat(out)
end

--- An object, such as an answer or a row.
---@param api table?
---@param fields table<string, string>? the types of its fields
---@param object table
---@param indent? string
---@return string text the last line without its end
function json.object(api, fields, object, indent)
  local out = {}
  write_object(out, api, fields, object, indent)
  return table.concat(out)
end

return json
