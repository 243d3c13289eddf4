-- The rows in an answer: the objects of its list, or where it has none itself
-- as one, with the fields of what is inside of it under their paths.

local item_of = require "tcbilling.catalog".item_of
local money = require "tcbilling.money"
local schema = require "tcbilling.schema"
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"

local answer = {}

local function sorted_names(fields)
  local names = {}
  for name in pairs(fields) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- Calls f(path, kind) for what is in no list, objects aside.
local function each_leaf(api, fields, prefix, above, f)
  for _, name in ipairs(sorted_names(fields)) do
    local kind = fields[name]
    local object = api.objects[kind]
    if object and not above[object] then
      above[object] = true
      each_leaf(api, object, prefix .. name .. ".", above, f)
      above[object] = nil
    else
      f(prefix .. name, kind)
    end
  end
end

-- The outermost lists, { path, kind } in order.
local function lists_of(api, entry)
  local lists = {}
  each_leaf(api, entry.output, "", {}, function(path, kind)
    if item_of(kind) then
      lists[#lists + 1] = { path = path, kind = item_of(kind) }
    end
  end)
  return lists
end

local function find(lists, path)
  for _, list in ipairs(lists) do
    if list.path == path then return list end
  end
end

local function paths_of(lists)
  local paths = {}
  for i, list in ipairs(lists) do paths[i] = list.path end
  return paths
end

-- Balances are of the account, whatever lists they come with.
local function is_of_amounts(entry)
  for _, kind in pairs(entry.output) do
    if money.is_form(kind) then return true end
  end
  return false
end

-- The list to take; false: none; or nil and a sentence.
local function choose(api, action, entry, name)
  local lists = lists_of(api, entry)
  if name then
    local list = find(lists, name)
    if list then return list end
    return nil, ("an answer of %s has no list %s%s"):format(action,
      shown.value(name), #lists > 0 and suggest(name, paths_of(lists)) or "")
  elseif entry.paging then
    return find(lists, entry.paging.items)
  elseif #lists == 0 or is_of_amounts(entry) then
    return false, #lists > 0 and paths_of(lists) or nil
  elseif #lists > 1 then
    return nil, ("an answer of %s has several lists: --list says which, of %s")
      :format(action, table.concat(paths_of(lists), ", "))
  end
  return lists[1]
end

local function columns_of(api, entry, list)
  local columns = {}
  local function add(name, kind)
    columns[#columns + 1] = { name = name, kind = kind }
  end
  local object = list and api.objects[list.kind]
  if object then
    for _, name in ipairs(sorted_names(object)) do add(name, object[name]) end
  elseif list then
    add(list.path, list.kind)
  else
    each_leaf(api, entry.output, "", {}, add)
    if #columns == 0 then add("RequestId", "string") end
  end
  return columns
end

local function pick(columns, fields)
  local by_name, picked = {}, {}
  for _, column in ipairs(columns) do by_name[column.name] = column end
  for i, name in ipairs(fields) do
    if not by_name[name] then
      return nil, ("--fields: there is no field %s%s"):format(
        shown.value(name), suggest(name, by_name))
    end
    picked[i] = by_name[name]
  end
  return picked
end

--- How rows are taken from the answers of an action.
---@param api table
---@param action string that the catalogue knows
---@param options table list (a path), fields (names; all columns without)
---@return table? rows { path, columns = { { name, kind } }, others },
---  without a path where the answer is the row; others: the lists left out
---@return string? message
function answer.rows(api, action, options)
  local entry = api.actions[action]
  local list, others = choose(api, action, entry, options.list)
  if list == nil then return nil, others end
  local columns = columns_of(api, entry, list)
  if options.fields then
    local problem
    columns, problem = pick(columns, options.fields)
    if not columns then return nil, problem end
  end
  return { path = list and list.path or nil, columns = columns,
    others = others }
end

--- A row as its columns name it.
---@param rows table as answer.rows returned it
---@param item any of the list; or the answer
---@return table row values by the names of columns
function answer.row(rows, item)
  if not rows.path then
    local row = {}
    for _, column in ipairs(rows.columns) do
      row[column.name] = schema.value_at(item, column.name)
    end
    return row
  end
  return type(item) == "table" and item or { [rows.path] = item }
end

--- The rows in an answer, in order.
---@param rows table
---@param response table
---@return table[]
function answer.take(rows, response)
  if not rows.path then return { answer.row(rows, response) } end
  local taken = {}
  local list = schema.value_at(response, rows.path)
  for i, item in ipairs(type(list) == "table" and list or {}) do
    taken[i] = answer.row(rows, item)
  end
  return taken
end

return answer
