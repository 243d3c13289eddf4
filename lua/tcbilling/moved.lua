-- Whether a bill moved while its rows were read: by the row that two pages
-- share, and by the server's counts.

local warn = require "tcbilling.warn"

local moved = {}

--- Are these the same, down to what is in them?
function moved.same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for key, value in pairs(a) do
    if not moved.same(value, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

--- Notes that rows moved, and why, once.
function moved.mark(rows, why)
  if rows.moved then return end
  rows.moved = true
  warn(rows, rows.bill.client, rows.bill.action,
    "rows moved while they were read: " .. why)
end

--- Checks the row that this page shares with the one before.
---@param rows table see rows.lua
---@param list table[] of the page
function moved.check_border(rows, list)
  if rows.bill.overlap == 0 or rows.page == 0 then return end
  if not moved.same(list[1], rows.border) then
    moved.mark(rows, ("row %.0f is gone, or another one"):format(
      rows.bill:begin(rows.ahead.taken) + 1))
  end
end

--- Takes what the server counts, if it does.
---@param rows table
---@param count integer?
function moved.take_count(rows, count)
  if not count then return end
  if rows.count and count ~= rows.count then
    moved.mark(rows, ("there are %.0f rows, there were %.0f"):format(count,
      rows.count))
  end
  rows.count, rows.bill.count = count, count
end

--- Holds the count against the rows that came: too low may be the server's
--- cache, too high is a bill cut short.
function moved.check_count(rows)
  local reached = rows.bill.offset + rows.read
  if rows.count and rows.count > reached then
    moved.mark(rows, ("it ended after %d of %.0f rows"):format(reached,
      rows.count))
  end
end

return moved
