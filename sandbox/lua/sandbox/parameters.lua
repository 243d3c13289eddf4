-- The parameters of a request, from its body or query, against the catalogue:
-- each by itself (`values.lua`), and those that belong together.
local json = require "sandbox.json"
local query = require "sandbox.query"
local values = require "sandbox.values"

local M = {}

local function is_given(value)
  if type(value) == "table" then return next(value) ~= nil end
  return value ~= nil and value ~= ""
end

local function are_given(params, names)
  for _, name in ipairs(names) do
    if not is_given(params[name]) then return false end
  end
  return true
end

local function check_one_of(params, alternatives)
  for _, names in ipairs(alternatives) do
    if are_given(params, names) then return params end
  end
  return values.missing(alternatives[1][1])
end

local function check_pairs(params, input)
  for name, value in pairs(params) do
    local other = input[name].together_with
    if other and params[other] == nil then return values.missing(other) end
    other = input[name].same_month_as
    if other and params[other] and params[other]:sub(1, 7) ~= value:sub(1, 7)
    then
      return nil, "InvalidParameterValue", "The parameters `" .. name
        .. "` and `" .. other .. "` must be in the same month."
    end
  end
  return params
end

local function check(object, action)
  local params, code, why = values.members("", object, action.input)
  if not params then return nil, code, why end
  params, code, why = check_pairs(params, action.input)
  if params and action.one_of then
    return check_one_of(params, action.one_of)
  end
  return params, code, why
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

--- @param text string what follows "?" in a GET
--- @return table, or nil, code, message
function M.of_query(text, action)
  local object = query.read(text, action.input)
  if not object then
    return nil, "InvalidParameter", "The query string is malformed."
  end
  return check(object, action)
end

return M
