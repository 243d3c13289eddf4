-- Whether an offset counts pages or rows, where the documentation calls it a
-- page's number: if it is a row's, the second page begins with the second row.

local moved = require "tcbilling.moved"

local doubt = {}

-- What tells a row from others, as a text; nil: nothing does.
local function key_of(row, identity)
  local parts = {}
  for i, name in ipairs(identity) do
    if row[name] == nil then return nil end
    parts[i] = tostring(row[name])
  end
  return table.concat(parts, "\0")
end

-- The places of rows in a page, by what tells them apart.
local function places_of(list, identity)
  local places = {}
  for i, row in ipairs(list) do
    local key = key_of(row, identity)
    if key then places[key] = i end
  end
  return places
end

-- How many rows of a page were in the one before; and where its first was.
local function shared(list, places, identity)
  local n, place = 0, nil
  for i, row in ipairs(list) do
    local key = key_of(row, identity)
    local there = key and places[key]
    if there then n = n + 1 end
    if i == 1 then place = there end
  end
  return n, place
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
  local n, place = shared(list, rows.places, identity)
  b.is_doubtful, rows.places = false, nil
  -- by rows all but one are shared; by pages none are, or as many as moved
  local counts_rows = n > 0 and 2 * n >= #list
  if n > 0 and (not counts_rows or place ~= 2) then
    moved.mark(rows, "the second page is another one")
  end
  if not counts_rows then return false end
  b:cut("offset")
  b.offset = b.given_at
  b.base = b.given_at + b.limit - b.overlap
  return true
end

return doubt
