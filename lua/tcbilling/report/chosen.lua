-- The resources that a viewer chose of those there are: filtered, sorted, and
-- one page of them.

local decimal = require "tcbilling.core".decimal
local fields = require "tcbilling.report.parts.resources".FIELDS
local sorted = require "tcbilling.report.sorting"

local chosen = {}

chosen.PER_PAGE = 50

local TURN = 200 -- resources

local ZERO = decimal "0"

--- The fields that one can sort by.
---@return string[]
function chosen.fields()
  local list = {}
  for i, field in ipairs(fields) do list[i] = field[2] end
  return list
end

local function holds(one, wanted)
  for _, field in ipairs(fields) do
    local value = one[field[2]]
    if type(value) == "string" and value:lower():find(wanted, 1, true) then
      return true
    end
  end
  return false
end

local function found_in(resources, q, pause)
  local wanted = q and q:lower():match "^%s*(.-)%s*$" or ""
  if wanted == "" then return resources end
  local list = {}
  for i, one in ipairs(resources) do
    if holds(one, wanted) then list[#list + 1] = one end
    if pause and i % TURN == 0 then pause() end
  end
  return list
end

local function key_of(field)
  if field == "total" then
    return function(one) return one.total or ZERO end
  end
  return function(one) return one[field] or "-" end
end

-- As they are, they have the costliest first.
local function in_order(list, asked, pause)
  if not asked.sort or asked.sort == "total" and asked.order == "desc" then
    return list
  end
  local key = key_of(asked.sort)
  if asked.order == "desc" then
    return sorted(list, function(a, b) return key(b) < key(a) end, pause)
  end
  return sorted(list, function(a, b) return key(a) < key(b) end, pause)
end

--- All that a viewer asked for, in the order asked for.
---@param resources table[] the costliest first, as figures have them
---@param asked table q (a text that one of the fields holds), sort (a field),
---  order ("asc" or "desc")
---@param pause? fun() called now and then, to let others have turns
---@return table chosen { list, found (how many), q, sort, order }
function chosen.all(resources, asked, pause)
  local list = in_order(found_in(resources, asked.q, pause), asked, pause)
  return { list = list, found = #list, q = asked.q, sort = asked.sort,
    order = asked.order }
end

--- One page of it: besides, page, pages, first, last (of those found).
---@param asked table as above, and page (the last one, if it is beyond it)
---@return table chosen
function chosen.page(resources, asked, pause)
  local result = chosen.all(resources, asked, pause)
  local all = result.list
  result.pages = math.max(1, math.ceil(#all / chosen.PER_PAGE))
  result.page = math.min(asked.page or 1, result.pages)
  result.first = (result.page - 1) * chosen.PER_PAGE + 1
  result.last = math.min(result.first + chosen.PER_PAGE - 1, #all)
  result.list = {}
  for i = result.first, result.last do
    result.list[#result.list + 1] = all[i]
  end
  return result
end

return chosen
