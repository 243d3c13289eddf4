-- JSON documents that are known twice: as texts, and as the Lua values that
-- decoding must give. A document is one of
--   { string = "text" }, { boolean = true }, { null = true },
--   { number = "1.50", is_money = true },  a money field keeps its digits
--   { list = { document, ... } },
--   { object = { { name, document }, ... } }

local null = require "tcbilling".null

local documents = {}

local SHORT = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f",
  ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function escape(byte)
  return SHORT[byte] or ("\\u%04x"):format(byte:byte())
end

--- A JSON string that escapes no more than it must.
function documents.quote(text)
  return '"' .. text:gsub('[%z\1-\31"\\]', escape) .. '"'
end

--- A JSON object of texts, its names in order.
---@param parts table<string, string>
function documents.join(parts)
  local names = {}
  for name in pairs(parts) do names[#names + 1] = name end
  table.sort(names)
  for i, name in ipairs(names) do
    names[i] = documents.quote(name) .. ":" .. parts[name]
  end
  return "{" .. table.concat(names, ",") .. "}"
end

--- The text that JSON.encode must give for it.
function documents.canonical(document)
  if document.string then return documents.quote(document.string) end
  if document.number then return document.number end
  if document.null then return "null" end
  if document.list then
    local items = {}
    for i, item in ipairs(document.list) do
      items[i] = documents.canonical(item)
    end
    return "[" .. table.concat(items, ",") .. "]"
  elseif document.object then
    local parts = {}
    for _, member in ipairs(document.object) do
      parts[member[1]] = documents.canonical(member[2])
    end
    return documents.join(parts)
  end
  return tostring(document.boolean)
end

local SPACES = { "", "", "", "", " ", "\n  ", "\t", "\r\n" }

-- A letter, a slash and a letter beyond ASCII, as some servers write them.
local function loose_quote(text, random)
  local quoted = documents.quote(text)
  if random:once_in(4) then quoted = quoted:gsub("/", "\\/") end
  if random:once_in(4) then quoted = quoted:gsub("é", "\\u00E9") end
  if random:once_in(4) then quoted = quoted:gsub("😀", "\\ud83d\\uDE00") end
  return quoted
end

--- A text of the same document: escapes that need not be, and space.
function documents.loose(document, random)
  if document.string then return loose_quote(document.string, random) end
  local parts = {}
  for i, item in ipairs(document.list or document.object or parts) do
    local name = document.object and loose_quote(item[1], random)
      .. random:one_of(SPACES) .. ":" or ""
    parts[i] = random:one_of(SPACES) .. name .. random:one_of(SPACES)
      .. documents.loose(document.object and item[2] or item, random)
      .. random:one_of(SPACES)
  end
  if document.list then return "[" .. table.concat(parts, ",") .. "]" end
  if document.object then return "{" .. table.concat(parts, ",") .. "}" end
  return documents.canonical(document)
end

-- Integers are exact: where a Lua number can't be, they are text.
local function decoded_number(text)
  local number = tonumber(text)
  if not text:find "^%-?%d+$" then return number end
  if math.type then
    return math.type(number) == "integer" and number or text
  end
  local exact = math.abs(number) <= 2 ^ 53
    and ("%.0f"):format(number) == text
  return exact and number or text
end

--- What decoding must give: null is absent from objects, and kept in lists.
function documents.decoded(document)
  if document.null then return null end
  if document.number then
    return document.is_money and document.number
      or decoded_number(document.number)
  end
  if document.boolean ~= nil then return document.boolean end
  if document.string then return document.string end
  local value = {}
  for i, item in ipairs(document.list or {}) do
    value[i] = documents.decoded(item)
  end
  for _, member in ipairs(document.object or {}) do
    if not member[2].null then
      value[member[1]] = documents.decoded(member[2])
    end
  end
  return value
end

return documents
