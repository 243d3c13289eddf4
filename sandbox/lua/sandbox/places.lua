-- Where a page begins and what is said about it, in each of the styles in
-- which actions page.
local json = require "sandbox.json"
local settings = require "sandbox.settings"
local tokens = require "sandbox.tokens"

local M = {}

local LIMIT = 20 -- where neither the request nor the facts name one
local CONTEXT_SINCE = "2023-05"

-- A parameter as a number, whether it is sent as one, as text or not at all.
local function number_of(action, params, name, default)
  return tonumber(params[name]) or tonumber(action.input[name].default)
    or default
end

-- An empty one stands for none.
local function token_of(action, params)
  local text = params[action.paging.token_in]
  return text ~= "" and text or nil
end

local function month_of(params)
  return (params.BeginTime or params.Month or ""):sub(1, 7)
end

local function refused(action)
  return nil, "InvalidParameterValue", "The value of the parameter `"
    .. action.paging.token_in .. "` is not one that was given out."
end

local begins = {}

function begins.offset(action, params, limit)
  local offset = number_of(action, params, action.paging.offset, 0)
  if action.name == "DescribeDealsByCond"
    and settings.now.deals_offset == "page" then
    return offset * limit
  end
  return offset
end

begins["offset-as-string"] = begins.offset

begins["offset-or-context"] = function(action, params, limit)
  local offset, token = begins.offset(action, params, limit),
    token_of(action, params)
  if token and tokens.read(token, action, month_of(params)) ~= offset then
    return refused(action)
  end
  return offset
end

function begins.page(action, params, limit)
  local paging = action.paging
  return (number_of(action, params, paging.page, paging.first_page)
    - paging.first_page) * limit
end

begins["page-in-offset"] = begins.page

function begins.token(action, params)
  local token = token_of(action, params)
  if not token then return 0 end
  local offset = tokens.read(token, action, "")
  if not offset then return refused(action) end
  return offset
end

--- @return table { offset, limit }; or nil, code, message
function M.find(action, params)
  local limit = number_of(action, params, action.paging.limit, LIMIT)
  local offset, code, why = begins[action.paging.style](action, params, limit)
  if not offset then return nil, code, why end
  return { offset = offset, limit = limit }
end

local function field_of(fields, name)
  for _, field in ipairs(fields) do
    if field.name == name then return field end
  end
end

-- Puts `value` at a path such as "Data.Total".
local function put(given, path, value)
  local name, rest = path:match "^([^.]+)%.(.+)$"
  if not name then
    given[path] = value
    return
  end
  given[name] = given[name] or {}
  put(given[name], rest, value)
end

-- With a switch: absent unless asked for; asked with 0 it is null.
local function count_json(action, params, total)
  local switch = action.paging.count_switch
  if switch and params[switch] ~= 1 then
    return params[switch] == 0 and "null"
  end
  local field = field_of(action.output, action.paging.count)
  local text = ("%.0f"):format(total)
  return field and field.type == "string" and json.quote(text) or text
end

local function token_json(action, params, place, total)
  if action.paging.style == "token" then
    return place.stop < total
      and json.quote(tokens.make(action, "", place.stop))
  end
  local month = month_of(params)
  return month < CONTEXT_SINCE and '""'
    or json.quote(tokens.make(action, month, place.stop))
end

--- The field that holds the rows, and the name of the object that it is in.
--- @return table field as writers.lua made it, string or nil
function M.items(action, fields)
  local field = field_of(fields, action.paging.items)
  if field.item then return field end
  return field_of(field.members, "Records"), field.name
end

--- Puts into `given` what an answer says of its page beside the rows: name ->
--- JSON, false for what is absent, a table for an object.
--- @param place table { offset, limit, stop }
--- @param wrapper string|nil the object that the rows are in
--- @param count number what is given out as the number of rows
function M.describe(given, action, params, place, wrapper, total, count)
  local paging = action.paging
  if paging.count then
    put(given, paging.count, count_json(action, params, count))
  end
  if paging.token_out then
    given[paging.token_out] = token_json(action, params, place, total)
  end
  local current = place.offset / place.limit + (paging.first_page or 0)
  local page = wrapper and { Size = place.limit, Current = current,
    Pages = math.ceil(total / place.limit) }
    or paging.page and { [paging.limit] = place.limit,
      [paging.page] = current }
  for name, number in pairs(page or {}) do
    put(given, (wrapper and wrapper .. "." or "") .. name,
      ("%.0f"):format(number))
  end
end

return M
