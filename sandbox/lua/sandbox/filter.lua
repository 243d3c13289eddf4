-- The filters of the organisation bill, as one test of a row.
local bill_rows = require "sandbox.bill"

local M = {}

M.names = { "ActionType", "BusinessCode", "PayMode", "ResourceId", "TagKey",
  "TagValue" }

-- The names changed over time; either spelling finds the rows.
local function transaction_name(name)
  return (name:gsub("^Yearly/monthly subscription", "Monthly subscription"))
end

-- An empty TagValue asks for the rows that have no value under the key.
local function has_tag(held, key, value)
  if value == nil then return held[key] ~= nil end
  if value == "" then return (held[key] or "") == "" end
  if key then return held[key] == value end
  for _, found in pairs(held) do
    if found == value then return true end
  end
  return false
end

--- @return function row -> boolean, and a key that equal filters share;
--- nil when nothing is filtered
function M.new(params)
  local parts = {}
  for i, name in ipairs(M.names) do
    parts[i] = params[name] and name .. "=" .. params[name] or ""
  end
  local key = table.concat(parts, "\0")
  if not key:find "[^%z]" then return nil, "" end
  local action = params.ActionType and transaction_name(params.ActionType)
  return function(row)
    local code = row.product and row.product.code or "-"
    return (not params.PayMode or row.transaction.mode == params.PayMode)
      and (not action or row.transaction.plain == action)
      and (not params.BusinessCode or code == params.BusinessCode)
      and (not (params.TagKey or params.TagValue)
        or has_tag(row.tags.held, params.TagKey, params.TagValue))
      and (not params.ResourceId
        or bill_rows.resource_id(row) == params.ResourceId)
  end, key
end

return M
