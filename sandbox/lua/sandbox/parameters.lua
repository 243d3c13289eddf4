-- Parameters of a request against the catalogue: an unknown name, an absent
-- one, a wrong JSON type or a value that is not allowed is refused, as the
-- real service does. The result is a plain table; numbers are Lua numbers.
local json = require "sandbox.json"
local month = require "sandbox.month"

local M = {}

local function wrong_type(name, wanted)
  return nil, "InvalidParameter",
    "The parameter `" .. name .. "` is not " .. wanted .. "."
end

local function wrong_value(name, field)
  return nil, field.code or "InvalidParameterValue",
    "The value of the parameter `" .. name .. "` is not allowed."
end

local function is_listed(value, values)
  if not values then return true end
  for _, allowed in ipairs(values) do
    if value == allowed then return true end
  end
  return false
end

local read = {}

-- Does it fit into 64 bits, without a sign where none may be below zero?
local function fits(digits, is_unsigned)
  local sign, rest = digits:match "^(-?)0*(%d+)$"
  if is_unsigned and sign == "-" and rest ~= "0" then return false end
  local most = is_unsigned and "18446744073709551615"
    or "9223372036854775807"
  return #rest < #most or #rest == #most and rest <= most
end

-- 5.0 and 5e0 are floats to the server, whatever their value.
function read.int(name, value, field)
  local digits = type(value) == "table" and value.kind == "number"
    and value.text:match "^-?%d+$"
  if not digits then return wrong_type(name, "an integer") end
  local number = tonumber(digits)
  if not fits(digits, field.min == 0) then
    return wrong_type(name, "an integer of its type")
  end
  if field.min and number < field.min or field.max and number > field.max
    or not is_listed(number, field.values) then
    return wrong_value(name, field)
  end
  return number
end

function read.string(name, value, field)
  if type(value) ~= "string" then return wrong_type(name, "a string") end
  if field.month and not month.is_valid(value)
    or not is_listed(value, field.values) then
    return wrong_value(name, field)
  end
  return value
end

function read.list(name, value, field)
  if type(value) ~= "table" or value.kind ~= "list" then
    return wrong_type(name, "a list")
  end
  for _, item in ipairs(value.items) do
    if type(item) ~= "string" then
      return wrong_type(name, "a list of strings")
    end
  end
  if field.most and #value.items > field.most then
    return wrong_value(name, field)
  end
  return value.items
end

local function missing(name)
  return nil, "MissingParameter",
    "The request is missing a required parameter `" .. name .. "`."
end

local function check_presence(params, action)
  for name, field in pairs(action.input) do
    if field.required and params[name] == nil then return missing(name) end
  end
  if not action.one_of then return params end
  for _, name in ipairs(action.one_of) do
    if params[name] and #params[name] > 0 then return params end
  end
  return missing(action.one_of[1])
end

local function check(object, action)
  local params = {}
  for _, name in ipairs(object.names) do
    local field, value = action.input[name], object.fields[name]
    if not field then
      return nil, "UnknownParameter",
        "The parameter `" .. name .. "` is not recognized."
    end
    if type(value) ~= "table" or value.kind ~= "null" then
      local code, why
      params[name], code, why = read[field.type](name, value, field)
      if params[name] == nil then return nil, code, why end
    end
  end
  return check_presence(params, action)
end

--- @param body string the JSON of a POST
--- @return table, or nil, code, message
function M.of_body(body, action)
  local object, why = json.read(body)
  if not object or object.kind ~= "object" then
    return nil, "InvalidParameter", "The request body is not valid JSON"
      .. (why and (": " .. why) or ": an object is expected") .. "."
  end
  return check(object, action)
end

local function unescape(text)
  return (text:gsub("+", " "):gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

-- `Name=value`, lists as `Name.0=a&Name.1=b`: made into what a body would hold.
local function put(object, input, name, value)
  local list, index = name:match "^([^.]+)%.(%d+)$"
  local field = input[list or name]
  if field and field.type == "int" then
    value = { kind = "number", text = value }
  end
  if not list then
    list, object.fields[name] = name, value
  else
    local held = object.fields[list] or { kind = "list", items = {} }
    held.items[tonumber(index) + 1], object.fields[list] = value, held
  end
  object.names[#object.names + 1] = list
end

--- @param query string what follows "?" in a GET
--- @return table, or nil, code, message
function M.of_query(query, action)
  local object = { kind = "object", fields = {}, names = {} }
  for pair in query:gmatch "[^&]+" do
    local name, value = pair:match "^([^=]*)=(.*)$"
    if not name then
      return nil, "InvalidParameter", "The query string is malformed."
    end
    put(object, action.input, unescape(name), unescape(value))
  end
  return check(object, action)
end

return M
