-- What an action's answer is made of, by the catalogue's words for types.

local item_of = require "tcbilling.catalog".item_of
local money = require "tcbilling.money"
local suggest = require "tcbilling.suggest"

local schema = {}

-- Worked out once for each action.
local row_fields = setmetatable({}, { __mode = "k" })
local texts = setmetatable({}, { __mode = "k" })

-- The fields of the object that a type names, or nil; and is it a list's?
local function object_of(api, kind)
  local name = item_of(kind)
  return api.objects[name or kind], name and true
end

-- Adds the names of the objects in the outermost lists.
local function add_row_fields(api, fields, names)
  for _, kind in pairs(fields) do
    local object, is_list = object_of(api, kind)
    if object and is_list then
      for name in pairs(object) do names[name] = true end
    elseif object then
      add_row_fields(api, object, names)
    end
  end
  return names
end

--- The names that rows have, as a set: of the objects in an answer's
--- outermost lists.
---@param api table   the catalogue of a service
---@param entry table the action's in it
---@return table? names nil: there are no rows
function schema.row_fields(api, entry)
  local names = row_fields[entry]
  if names == nil then
    names = add_row_fields(api, entry.output, {})
    names = next(names) and names or false
    row_fields[entry] = names
  end
  return names or nil
end

-- The tree below these fields, or nil; objects may hold themselves, and have
-- no end then.
local function text_tree(api, fields, above)
  local tree
  for name, kind in pairs(fields) do
    local object = object_of(api, kind)
    local branch = money.is_number_with_digits(kind) or nil
    if object and not above[object] then
      above[object] = true
      branch = text_tree(api, object, above)
      above[object] = nil
    end
    if branch then
      tree = tree or {}
      tree[name] = branch
    end
  end
  return tree
end

--- The amounts of an answer that are JSON numbers with a fraction, to be read
--- as text: a tree by name, as json.decode takes it; nil if there are none.
---@param api table
---@param entry table
---@return table?
function schema.texts(api, entry)
  local tree = texts[entry]
  if tree == nil then
    tree = text_tree(api, entry.output, {})
    tree = tree and { Response = tree } or false
    texts[entry] = tree
  end
  return tree or nil
end

-- Deep enough for every answer that does not hold itself.
local DEEPEST = 4

-- Adds the paths to all fields.
local function add_paths(api, fields, prefix, depth, paths)
  for name, kind in pairs(fields) do
    paths[prefix .. name] = true
    local object = object_of(api, kind)
    if object and depth < DEEPEST then
      add_paths(api, object, prefix .. name .. ".", depth + 1, paths)
    end
  end
  return paths
end

--- A remark about the path that may have been meant, or "".
---@param api table
---@param entry table
---@param path string one that there is not
---@return string
function schema.suggest_path(api, entry, path)
  local paths = add_paths(api, entry.output, "", 1, {})
  local shortest
  for known in pairs(paths) do
    if known:sub(-#path - 1) == "." .. path
      and (not shortest or #known < #shortest) then
      shortest = known
    end
  end
  return shortest and ", did you mean " .. shortest .. "?"
    or suggest(path, paths)
end

--- The type at a path such as "SummaryOverview[1].Detail[2].TotalCost", where
--- indices may be left out.
---@param api table
---@param entry table
---@param path string
---@return string? kind the catalogue's word for it; nil: there is none
function schema.kind_at(api, entry, path)
  if path == "RequestId" then return "string" end -- of every answer
  local fields, kind = entry.output, nil
  for name in (path:gsub("%[%d*%]", "") .. "."):gmatch("([^.]*)%.") do
    kind = fields and fields[name]
    if not kind then return nil end
    fields = object_of(api, kind)
  end
  return kind
end

local WORDS = { string = "a text", int = "an integer", uint = "an integer",
  float = "a number", bool = "a boolean" }

--- A type in words.
---@param kind string the catalogue's word
---@return string
function schema.words(kind)
  return WORDS[kind] or item_of(kind) and "a list" or "an object"
end

--- What is in an answer at such a path of objects, without indices.
---@param response table
---@param path string
---@return any value
---@return string? holder what is no object on the way there, but something
function schema.value_at(response, path)
  local value, holder = response, nil
  for name in path:gmatch("[^.]+") do
    if value ~= nil and type(value) ~= "table" then return nil, holder end
    value, holder = value and value[name], name
  end
  return value
end

return schema
