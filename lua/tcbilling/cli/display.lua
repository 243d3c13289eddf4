-- Text as a terminal shows it: how many columns it takes, and what of it is
-- harmless.

local display = {}

-- A character of UTF-8, or a byte that begins none.
local CHARACTER = "[%z\1-\127\194-\244][\128-\191]*"

-- First and last code points, in order. Marks that join the character before,
-- and what has no width.
local ZERO = { 0x300, 0x36F, 0x483, 0x489, 0x591, 0x5BD, 0x610, 0x61A, 0x64B,
  0x65F, 0x900, 0x902, 0x93C, 0x93C, 0x941, 0x948, 0x94D, 0x94D, 0xE31, 0xE31,
  0xE34, 0xE3A, 0xE47, 0xE4E, 0x1AB0, 0x1AFF, 0x1DC0, 0x1DFF, 0x200B, 0x200D,
  0x20D0, 0x20FF, 0x302A, 0x302D, 0x3099, 0x309A, 0xFE00, 0xFE0F, 0xFE20,
  0xFE2F, 0xFEFF, 0xFEFF, 0xE0100, 0xE01EF }

-- East Asian wide characters, and pictures.
local WIDE = { 0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF,
  0x4E00, 0x9FFF, 0xA000, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900,
  0xFAFF, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x1F300, 0x1F64F,
  0x1F680, 0x1F6FF, 0x1F900, 0x1F9FF, 0x20000, 0x3FFFD }

local function is_in(ranges, code)
  for i = 1, #ranges, 2 do
    if code < ranges[i] then return false end
    if code <= ranges[i + 1] then return true end
  end
  return false
end

-- Lengths by the first byte, and what that holds of the code point.
local function head_of(byte)
  if byte < 0x80 then return 1, byte end
  if byte < 0xE0 then return 2, byte - 0xC0 end
  if byte < 0xF0 then return 3, byte - 0xE0 end
  return 4, byte - 0xF0
end

-- The code point, or nil where the bytes are none.
local function code_of(character)
  local byte = character:byte()
  local length, code = head_of(byte)
  if #character ~= length or byte > 0xF4 or byte > 0x7F and byte < 0xC2 then
    return nil
  end
  for i = 2, length do
    code = code * 64 + character:byte(i) - 0x80
  end
  return code
end

local function width_of(character)
  if #character == 1 then return 1 end
  local code = code_of(character) or 0
  if is_in(ZERO, code) then return 0 end
  return is_in(WIDE, code) and 2 or 1
end

-- Marks of direction: they would turn the columns that follow around.
local function is_turning(code)
  return code == 0x61C or code == 0x200E or code == 0x200F
    or code >= 0x2028 and code <= 0x202E or code >= 0x2066 and code <= 0x2069
end

local function harmless(character)
  local code = code_of(character)
  if not code or code < 0x20 or code >= 0x7F and code < 0xA0
    or is_turning(code) then
    return "?"
  end
end

--- Text without control characters and without bytes that are no UTF-8.
---@param text string
---@return string
function display.clean(text)
  if not text:find "[%c\128-\255]" then return text end
  text = text:gsub("^[\128-\191]+", "?") -- they continue what nothing began
  return (text:gsub("[%z\1-\127\192-\255][\128-\191]*", harmless))
end

--- Columns that a clean text takes.
---@param text string
---@return integer
function display.width(text)
  if not text:find "[\128-\255]" then return #text end
  local width = 0
  for character in text:gmatch(CHARACTER) do
    width = width + width_of(character)
  end
  return width
end

--- As much of a clean text as fits, with a mark where something is missing.
---@param text string
---@param columns integer at least 1
---@param mark string of one column
---@return string
function display.shorten(text, columns, mark)
  if display.width(text) <= columns then return text end
  local kept, width = {}, 0
  for character in text:gmatch(CHARACTER) do
    width = width + width_of(character)
    if width > columns - 1 then break end
    kept[#kept + 1] = character
  end
  return table.concat(kept) .. mark
end

--- Does a terminal of this environment show UTF-8?
---@param getenv? fun(name: string): string? default os.getenv
---@return boolean
function display.is_utf8(getenv)
  getenv = getenv or os.getenv
  for _, name in ipairs { "LC_ALL", "LC_CTYPE", "LANG" } do
    local value = getenv(name)
    if value and value ~= "" then
      return value:lower():find "utf%-?8" ~= nil
    end
  end
  return false
end

return display
