-- A strict reader for request bodies. lua-cjson won't do here: it takes NaN,
-- 0x10, 01 and raw control characters, keeps the last of two equal keys, and
-- can't tell 5 from 5.0 or [] from {}, all of which this server must judge.
--
-- A string is a Lua string; anything else is { kind = "object" | "list" |
-- "number" | "true" | "false" | "null" }: an object has `fields` and `names`,
-- a list has `items`, a number has its `text`.
local M = {}

local MAX_DEPTH = 64
local ESCAPES = { ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b",
  f = "\f", n = "\n", r = "\r", t = "\t" }

local function fail(at, what)
  error({ message = what .. " at byte " .. at }, 0)
end

local function skip(text, at)
  return text:find("[^ \t\r\n]", at) or #text + 1
end

local function utf8(code)
  local char, floor = string.char, math.floor
  if code < 0x80 then return char(code) end
  if code < 0x800 then
    return char(0xC0 + floor(code / 64), 0x80 + code % 64)
  end
  if code < 0x10000 then
    return char(0xE0 + floor(code / 4096), 0x80 + floor(code / 64) % 64,
      0x80 + code % 64)
  end
  return char(0xF0 + floor(code / 262144), 0x80 + floor(code / 4096) % 64,
    0x80 + floor(code / 64) % 64, 0x80 + code % 64)
end

-- `at` is the byte after "\u"; returns the character and the byte after it.
local function read_unicode(text, at)
  local high = tonumber(text:match("^%x%x%x%x", at) or fail(at, "bad \\u"), 16)
  if high < 0xD800 or high > 0xDFFF then return utf8(high), at + 4 end
  local low = text:match("^\\u(%x%x%x%x)", at + 4)
  low = tonumber(low or "0", 16)
  if high > 0xDBFF or low < 0xDC00 or low > 0xDFFF then
    fail(at, "lone surrogate")
  end
  return utf8(0x10000 + (high - 0xD800) * 1024 + low - 0xDC00), at + 10
end

local function read_string(text, at)
  local pieces = {}
  at = at + 1
  while true do
    local stop = text:find('[%z\1-\31"\\]', at) or fail(at, "open string")
    pieces[#pieces + 1] = text:sub(at, stop - 1)
    local found = text:sub(stop, stop)
    if found == '"' then return table.concat(pieces), stop + 1 end
    if found ~= "\\" then fail(stop, "control character in a string") end
    local escape = text:sub(stop + 1, stop + 1)
    if escape == "u" then
      pieces[#pieces + 1], at = read_unicode(text, stop + 2)
    else
      pieces[#pieces + 1] = ESCAPES[escape] or fail(stop, "bad escape")
      at = stop + 2
    end
  end
end

local function read_number(text, at)
  local number = text:match("^-?%d+%.?%d*[eE]?[+-]?%d*", at)
  local whole, rest = (number or ""):match "^-?(%d+)(.*)$"
  if not whole or (#whole > 1 and whole:sub(1, 1) == "0") then
    fail(at, "bad value")
  end
  local exponent = rest:gsub("^%.%d+", "")
  if exponent ~= "" and not exponent:find "^[eE][+-]?%d+$" then
    fail(at, "bad number")
  end
  return { kind = "number", text = number }, at + #number
end

local read_value

local function read_list(text, at, depth)
  local items = {}
  at = skip(text, at + 1)
  if text:sub(at, at) == "]" then
    return { kind = "list", items = items }, at + 1
  end
  while true do
    items[#items + 1], at = read_value(text, at, depth)
    at = skip(text, at)
    local mark = text:sub(at, at)
    at = skip(text, at + 1)
    if mark == "]" then return { kind = "list", items = items }, at end
    if mark ~= "," then fail(at, "',' or ']' expected") end
  end
end

local function read_object(text, at, depth)
  local object = { kind = "object", fields = {}, names = {} }
  at = skip(text, at + 1)
  if text:sub(at, at) == "}" then return object, at + 1 end
  while true do
    if text:sub(at, at) ~= '"' then fail(at, "a name expected") end
    local name
    name, at = read_string(text, at)
    if object.fields[name] ~= nil then fail(at, "a name given twice") end
    at = skip(text, at)
    if text:sub(at, at) ~= ":" then fail(at, "':' expected") end
    object.fields[name], at = read_value(text, skip(text, at + 1), depth)
    object.names[#object.names + 1] = name
    at = skip(text, at)
    local mark = text:sub(at, at)
    at = skip(text, at + 1)
    if mark == "}" then return object, at end
    if mark ~= "," then fail(at, "',' or '}' expected") end
  end
end

function read_value(text, at, depth)
  local first = text:sub(at, at)
  if first == '"' then return read_string(text, at) end
  if first == "{" or first == "[" then
    if depth >= MAX_DEPTH then fail(at, "nested too deeply") end
    local read = first == "{" and read_object or read_list
    return read(text, at, depth + 1)
  end
  local word = text:match("^%l+", at)
  if word == "true" or word == "false" or word == "null" then
    return { kind = word }, at + #word
  end
  return read_number(text, at)
end

-- Longest sequences first, each replaced by one byte so that what stood on
-- its two sides can't join.
local function is_utf8(text)
  if not text:find "[\128-\255]" then return true end
  local rest = text:gsub("\240[\144-\191][\128-\191][\128-\191]", ".")
    :gsub("[\241-\243][\128-\191][\128-\191][\128-\191]", ".")
    :gsub("\244[\128-\143][\128-\191][\128-\191]", ".")
    :gsub("\224[\160-\191][\128-\191]", ".")
    :gsub("[\225-\236\238\239][\128-\191][\128-\191]", ".")
    :gsub("\237[\128-\159][\128-\191]", ".")
    :gsub("[\194-\223][\128-\191]", ".")
  return not rest:find "[\128-\255]"
end

--- @return the value, or nil and a message
function M.read(text)
  if not is_utf8(text) then return nil, "not UTF-8" end
  local parsed, value, at = pcall(function()
    return read_value(text, skip(text, 1), 0)
  end)
  if not parsed then
    return nil, type(value) == "table" and value.message or tostring(value)
  end
  if skip(text, at) <= #text then return nil, "more after the value" end
  return value
end

local QUOTES = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b",
  ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

--- A JSON string: only what must be escaped is.
function M.quote(text)
  return '"' .. text:gsub('[%z\1-\31"\\]', function(c)
    return QUOTES[c] or string.format("\\u%04x", c:byte())
  end) .. '"'
end

return M
