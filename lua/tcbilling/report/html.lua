-- HTML, built of elements: text is escaped wherever it stands.

local clean = require "tcbilling.clean"

local html = {}

local element_meta = { __name = "tcbilling.html" }

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
  ['"'] = "&quot;", ["'"] = "&#39;" }

--- Text that can stand anywhere in a page: no markup, no control characters.
---@param text string
---@return string
function html.escape(text)
  return (clean(text):gsub("[&<>\"']", ENTITIES))
end

local function add(parts, child)
  if child == nil then return end
  if getmetatable(child) == element_meta then
    parts[#parts + 1] = child.html
  elseif type(child) == "table" then
    for i = 1, #child do add(parts, child[i]) end
  else
    parts[#parts + 1] = html.escape(tostring(child))
  end
end

-- In a fixed order, so that a page is the same each time.
local function attributes_of(given)
  local names, parts = {}, {}
  for name in pairs(given) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local value = given[name]
    if value == true then
      parts[#parts + 1] = " " .. name
    elseif value then
      parts[#parts + 1] = (' %s="%s"'):format(name,
        html.escape(tostring(value)))
    end
  end
  return table.concat(parts)
end

local VOID = { meta = true, input = true }

--- An element: html.new("td", { class = "amount" }, "1.50", ...).
---@param name string
---@param attributes? table<string, string|number|boolean>
---@param ... any texts, elements, and lists of these
---@return table element
function html.new(name, attributes, ...)
  local parts = { "<", name, attributes_of(attributes or {}), ">" }
  if not VOID[name] then
    for i = 1, select("#", ...) do add(parts, (select(i, ...))) end
    parts[#parts + 1] = ("</%s>"):format(name)
  end
  return setmetatable({ html = table.concat(parts) }, element_meta)
end

--- What is markup already.
---@param text string
---@return table element
function html.raw(text)
  return setmetatable({ html = text }, element_meta)
end

return html
