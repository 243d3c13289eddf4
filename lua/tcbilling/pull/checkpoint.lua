-- How far a bill has been read: what is committed along with its rows.
--
-- A checkpoint is a plain table: { request, keys, state ("running" or "whole"),
-- reading (1, or 2: it moved the first time), rows, sums, border (a digest of
-- the last row), count (what the server counts), provisional (nil, "open",
-- "closing" or "moved"), summary (of a whole one, see summary.lua; nil: it has
-- none), started_at, finished_at (UNIX seconds) }.

local core = require "tcbilling.core"
local copy = require "tcbilling.copy"
local month = require "tcbilling.month"

local checkpoint = {}

local PROVISIONAL = { open = "open", closing = "closing" }

--- One of a bill that is about to be read.
---@param bill table
---@param keys string whose
---@param now number UNIX seconds
---@param reading 1|2
---@return table
function checkpoint.new(bill, keys, now, reading)
  now = math.floor(now)
  return {
    request = bill.request, keys = keys, state = "running",
    reading = reading, rows = 0, sums = {}, started_at = now,
    provisional = PROVISIONAL[month.state(bill.month, now)],
  }
end

--- The same with something changed.
---@param before table stays as it is
---@param changes table
---@return table
function checkpoint.after(before, changes)
  local after = copy(before)
  for name, value in pairs(changes) do after[name] = value end
  return after
end

--- Is it of the same request, by the same keys?
function checkpoint.is_of(found, bill, keys)
  return found.request == bill.request and found.keys == keys
end

--- A digest of a row.
---@param row table as answered
---@return string
function checkpoint.border(row)
  return core.sha256(assert(core.json.encode(row)))
end

return checkpoint
