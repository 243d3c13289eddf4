-- Whether an offset counts pages or rows, where the documentation calls it a
-- page's number: if it is a row's, the second page begins with the second row.

local moved = require "tcbilling.moved"

local doubt = {}

-- What tells a row from others, as a text.
local function key_of(row, identity)
  local parts = {}
  for i, name in ipairs(identity) do parts[i] = tostring(row[name]) end
  return table.concat(parts, "\0")
end

-- The places of rows in a page, by what tells them apart.
local function places_of(list, identity)
  local places = {}
  for i, row in ipairs(list) do places[key_of(row, identity)] = i end
  return places
end

--- Settles it with the second page, which is the wrong one if rows are counted:
--- then the bill is cut anew, behind the first page.
---@param rows table see rows.lua
---@param list table[] of the page that came
---@return boolean is_cut_anew
function doubt.settle(rows, list)
  local b = rows.bill
  local identity = b.paging.identity
  if not b.is_doubtful then return false end
  if rows.page == 0 then
    rows.places = places_of(list, identity)
    return false
  end
  local place = list[1] and rows.places[key_of(list[1], identity)]
  b.is_doubtful, rows.places = false, nil
  if not place then return false end
  if place ~= 2 then moved.mark(rows, "the second row is another one") end
  b:cut("offset")
  b.offset = b.given_at
  b.base = b.given_at + b.limit - b.overlap
  return true
end

return doubt
