-- Text as a terminal shows it: how many columns it takes.

local character = require "tcbilling.character"

local display = {}

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

local function width_of(one)
  if #one == 1 then return 1 end
  local code = character.code(one) or 0
  if is_in(ZERO, code) then return 0 end
  return is_in(WIDE, code) and 2 or 1
end

--- Columns that a clean text takes.
---@param text string
---@return integer
function display.width(text)
  if not text:find "[\128-\255]" then return #text end
  local width = 0
  for one in text:gmatch(character.PATTERN) do
    width = width + width_of(one)
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
  for one in text:gmatch(character.PATTERN) do
    width = width + width_of(one)
    if width > columns - 1 then break end
    kept[#kept + 1] = one
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
