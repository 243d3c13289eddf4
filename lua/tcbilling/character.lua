-- The characters of a text in UTF-8.

local character = {}

--- For gmatch: a character, or bytes that are none.
character.PATTERN = "[%z\1-\127\192-\255][\128-\191]*"

-- Lengths by the first byte, and what that holds of the code point.
local function head_of(byte)
  if byte < 0x80 then return 1, byte end
  if byte < 0xE0 then return 2, byte - 0xC0 end
  if byte < 0xF0 then return 3, byte - 0xE0 end
  return 4, byte - 0xF0
end

--- Its code point.
---@param text string as PATTERN matches it
---@return integer? code nil: its bytes are no UTF-8
function character.code(text)
  local byte = text:byte()
  local length, code = head_of(byte)
  if #text ~= length or byte > 0xF4 or byte > 0x7F and byte < 0xC2 then
    return nil
  end
  for i = 2, length do
    code = code * 64 + text:byte(i) - 0x80
  end
  return code
end

return character
