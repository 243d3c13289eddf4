-- Text from elsewhere, made harmless to what shows it: a terminal, or a page.

local character = require "tcbilling.character"

-- Marks of direction: they would turn the columns that follow around.
local function is_turning(code)
  return code == 0x61C or code == 0x200E or code == 0x200F
    or code >= 0x2028 and code <= 0x202E or code >= 0x2066 and code <= 0x2069
end

local function harmless(text)
  local code = character.code(text)
  if not code or code < 0x20 or code >= 0x7F and code < 0xA0
    or is_turning(code) then
    return "?"
  end
end

--- Text without control characters and without bytes that are no UTF-8.
---@param text string
---@return string
local function clean(text)
  if not text:find "[%c\128-\255]" then return text end
  text = text:gsub("^[\128-\191]+", "?") -- they continue what nothing began
  return (text:gsub(character.PATTERN, harmless))
end

return clean
