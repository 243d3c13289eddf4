-- Figures as a list of texts, none of them long: so they pass from one Lua
-- state to another, such as the workers of nginx, and are read again with turns
-- for others between them.

local copy = require "tcbilling.copy"
local core = require "tcbilling.core"

local decimal, json = core.decimal, core.json

local packed = {}

local MOST = 500 -- entries of a text

-- What is an amount in an entry of a list.
local AMOUNTS = { "total", "left", "right", "difference" }

local function plain(entry)
  local made = copy(entry)
  for _, name in ipairs(AMOUNTS) do
    made[name] = made[name] and tostring(made[name])
  end
  return made
end

local function add_list(texts, name, list, pause)
  for first = 1, math.max(#list, 1), MOST do
    local some = {}
    for i = first, math.min(first + MOST - 1, #list) do
      some[#some + 1] = plain(list[i])
    end
    texts[#texts + 1] = assert(json.encode { name = name,
      list = json.list(some) })
    if pause then pause() end
  end
end

--- Figures as texts.
---@param figures table see store.lua
---@param pause? fun() called between them
---@return string[]
function packed.texts(figures, pause)
  local texts, single = {}, {}
  for name, value in pairs(figures) do
    if type(value) == "table" then
      add_list(texts, name, value, pause)
    else
      single[name] = value
    end
  end
  texts[#texts + 1] = assert(json.encode { single = single })
  return texts
end

local function add_entries(list, entries)
  for _, entry in ipairs(entries) do
    for _, name in ipairs(AMOUNTS) do
      if entry[name] then entry[name] = decimal(entry[name]) end
    end
    list[#list + 1] = entry
  end
end

--- The figures of such texts.
---@param texts string[]
---@param pause? fun() called between them
---@return table figures
function packed.figures(texts, pause)
  local figures = {}
  for _, text in ipairs(texts) do
    local part = assert(json.decode(text))
    if part.single then
      for name, value in pairs(part.single) do figures[name] = value end
    else
      figures[part.name] = figures[part.name] or {}
      add_entries(figures[part.name], part.list)
    end
    if pause then pause() end
  end
  return figures
end

--- One month after another, in one: lists hold what all of them hold, the rest
--- is the last one's.
---@param list table[] figures; the latest month's last
---@param pause? fun() called between them
---@return table figures
function packed.joined(list, pause)
  local all = {}
  for _, figures in ipairs(list) do
    for name, value in pairs(figures) do
      if type(value) ~= "table" then
        all[name] = value
      elseif name ~= "resources" then
        all[name] = all[name] or {}
        for i = 1, #value do all[name][#all[name] + 1] = value[i] end
      end
      if pause then pause() end
    end
  end
  all.resources = list[#list].resources
  return all
end

return packed
