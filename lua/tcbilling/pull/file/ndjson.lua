-- Lines of newline-delimited JSON: an object a row, what is absent left out.

local json = require "tcbilling.core".json

local function text_of(value)
  if not value:find('[%c"\\\127-\255]') then return '"' .. value .. '"' end
  return assert(json.encode(value, "row"))
end

-- A JSON text may have ends of lines between its parts.
local function json_of(value)
  if value == "" then return '""' end
  return value:find("[\r\n]") and value:gsub("[\r\n]", " ") or value
end

local function integer_of(value)
  if value:find("^-?[1-9]%d*$") or value == "0" then return value end
  return text_of(value)
end

local WRITERS = { json = json_of, integer = integer_of }

--- What makes a line of a row.
---@param columns table { { name, kind } }
---@return fun(row: table): string
local function writer(columns)
  local names, write = {}, {}
  for i, column in ipairs(columns) do
    names[i] = text_of(column.name) .. ":"
    write[i] = WRITERS[column.kind] or text_of
  end
  return function(row)
    local fields, n = {}, 0
    for i = 1, #names do
      local value = row[i]
      if value ~= nil then
        n = n + 1
        fields[n] = names[i] .. write[i](value)
      end
    end
    return "{" .. table.concat(fields, ",") .. "}\n"
  end
end

return writer
