-- Values as messages show them.

local null = require "tcbilling.core".json.null
local visible = require "tcbilling.visible"

local shown = {}

local SHORT = { string = true, number = true, boolean = true }

--- The value alone: a text in quotes, as much of it as a line has room for; of
--- what has no short text the type.
function shown.value(value)
  if type(value) == "string" then return '"' .. visible(value, 60) .. '"' end
  return SHORT[type(value)] and tostring(value) or type(value)
end

--- With its type, which is all there is to say of most.
function shown.typed(value)
  local kind = type(value)
  if SHORT[kind] then return kind .. " " .. shown.value(value) end
  return value == null and "null" or kind
end

return shown
