-- One value of a request against its description in the catalogue: a wrong
-- JSON type, an unknown or absent member or a value that is not allowed is
-- refused, with the path to it: `Filter.BusinessIn[2]` is the third of a list.
-- The result is plain: numbers are Lua numbers, objects and lists are tables.
local dates = require "sandbox.dates"

local M = {}

local function wrong_type(path, wanted)
  return nil, "InvalidParameter",
    "The parameter `" .. path .. "` is not " .. wanted .. "."
end

local function wrong_value(path, field)
  return nil, field.code or "InvalidParameterValue",
    "The value of the parameter `" .. path .. "` is not allowed."
end

--- @return nil, code, message
function M.unknown(path)
  return nil, "UnknownParameter",
    "The parameter `" .. path .. "` is not recognized."
end

--- @return nil, code, message
function M.missing(path)
  return nil, "MissingParameter",
    "The request is missing a required parameter `" .. path .. "`."
end

local function is_listed(value, values)
  if not values then return true end
  for _, allowed in ipairs(values) do
    if value == allowed then return true end
  end
  return false
end

local function is_within(number, least, most)
  return not (least and number < least or most and number > most)
end

local function kind_of(value)
  return type(value) == "table" and value.kind or type(value)
end

local read = {}

-- Does it fit into 64 bits, without a sign where none may be below zero?
local function fits(digits, is_unsigned)
  local sign, rest = digits:match "^(-?)0*(%d+)$"
  if is_unsigned and sign == "-" and rest ~= "0" then return false end
  local most = is_unsigned and "18446744073709551615"
    or sign == "-" and "9223372036854775808" or "9223372036854775807"
  return #rest < #most or #rest == #most and rest <= most
end

-- 5.0 and 5e0 are floats to the server, whatever their value.
function read.int(path, value, field)
  local digits = kind_of(value) == "number" and value.text:match "^-?%d+$"
  if not digits then return wrong_type(path, "an integer") end
  local number = tonumber(digits)
  if not fits(digits, field.unsigned) then
    return wrong_type(path, "an integer of its type")
  end
  if not is_within(number, field.min, field.max)
    or not is_listed(number, field.values) then
    return wrong_value(path, field)
  end
  return number
end

function read.float(path, value, field)
  if kind_of(value) ~= "number" then return wrong_type(path, "a number") end
  local number = tonumber(value.text)
  if not is_within(number, field.min, field.max) then
    return wrong_value(path, field)
  end
  return number
end

function read.bool(path, value)
  local kind = kind_of(value)
  if kind ~= "true" and kind ~= "false" then
    return wrong_type(path, "true or false")
  end
  return kind == "true"
end

-- Characters, not bytes: what isn't a continuation begins one.
local function length(text)
  return select(2, text:gsub("[^\128-\191]", ""))
end

function read.string(path, value, field)
  if type(value) ~= "string" then return wrong_type(path, "a string") end
  local number = field.is_digits and tonumber(value:match "^%d+$")
  if field.format and not dates.is_valid(value, field.format)
    or field.is_digits
      and not (number and is_within(number, field.min, field.max))
    or not is_within(length(value), field.min_length, field.max_length)
    or not is_listed(value, field.values) then
    return wrong_value(path, field)
  end
  return value
end

function read.list(path, value, field)
  if kind_of(value) ~= "list" then return wrong_type(path, "a list") end
  local items = {}
  for i = 1, value.length or #value.items do
    local code, why
    items[i], code, why = M.read(path .. "[" .. i - 1 .. "]", value.items[i],
      field.of)
    if items[i] == nil then return nil, code, why end
  end
  if not is_within(#items, field.min_items, field.max_items) then
    return wrong_value(path, field)
  end
  return items
end

function read.object(path, value, field)
  if kind_of(value) ~= "object" then return wrong_type(path, "an object") end
  return M.members(path .. ".", value, field.members)
end

--- The members of an object; null is as good as absent.
--- @param prefix string what their paths begin with
--- @param fields table name -> description
--- @return table, or nil, code, message
function M.members(prefix, object, fields)
  local values = {}
  for _, name in ipairs(object.names) do
    local field, value = fields[name], object.fields[name]
    if not field then return M.unknown(prefix .. name) end
    if kind_of(value) ~= "null" and not field.ignored then
      local code, why
      values[name], code, why = M.read(prefix .. name, value, field)
      if values[name] == nil then return nil, code, why end
    end
  end
  for name, field in pairs(fields) do
    if field.required and values[name] == nil then
      return M.missing(prefix .. name)
    end
  end
  return values
end

--- @return the value, or nil, code, message
function M.read(path, value, field)
  return read[field.type](path, value, field)
end

return M
