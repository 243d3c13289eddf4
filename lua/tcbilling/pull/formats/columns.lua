-- Columns made of what the catalogue knows of an answer's rows.

local core = require "tcbilling.core"
local digits = require "tcbilling.digits"
local money = require "tcbilling.money"

local unpack = table.unpack or unpack -- luacheck: std max

local columns = {}

-- RealTotalCost: real_total_cost; SPDeduction: sp_deduction;
-- OriginalCostWithRI: original_cost_with_ri.
local function snake_case(name)
  return (name:gsub("(%u+)(%u%l)", "%1_%2"):gsub("([%l%d])(%u)", "%1_%2")
    :lower())
end

-- By the catalogue's word for a field; what is not here is kept as JSON.
local KINDS = { string = "text", int = "integer", uint = "integer" }

---@param name string on the wire
---@param word string the catalogue's for its type
---@return table column
function columns.new(name, word)
  return { name = name, column = snake_case(name),
    kind = money.is_form(word) and "money" or KINDS[word] or "json",
    is_list = word:find("%[%]$") ~= nil }
end

-- What is no text as one.
local function text_of(value, column)
  if type(value) == "number" then
    return digits(value) or core.json.encode(value)
  elseif column.is_list and type(value) == "table" and next(value) == nil then
    return "[]"
  end
  return (core.json.encode(value))
end

local NONE = {}

--- A row's values.
---@param list table[] columns
---@param row table as it was answered
---@return table values texts, or nil where the row has none
function columns.read(list, row)
  local values = { unpack(NONE, 1, #list) } -- all its room at once
  for i = 1, #list do
    local column = list[i]
    local value = row[column.name]
    if type(value) == "string" and column.kind ~= "json" then
      values[i] = value
    elseif value ~= nil then
      values[i] = text_of(value, column)
    end
  end
  return values
end

return columns
