-- What a page shows, as data: out of figures (store.lua, live.lua) parts with
-- their rows, of which HTML (tables.lua) and CSV (export.lua) are made.
--
-- A part is { id, title, columns, rows; and where there is such a thing note,
-- warning, is_long, chart { kind, months, series, label, provisional }, details
-- (a list of { title, columns, rows }) }. A column is { title, kind }; with
-- `bar` its amounts are drawn, too. A row is a list with a value for each
-- column, false where there is none: by kind a decimal ("amount", "change"), a
-- number ("count") or text ("text" and "moment", of ours; "name", of somebody
-- else's).

local groups = require "tcbilling.report.parts.groups"
local months = require "tcbilling.report.parts.months"
local problems = require "tcbilling.report.parts.problems"
local resources = require "tcbilling.report.parts.resources"

local parts = {}

-- In the order of a page. Each makes a part of figures; nil: there is none.
local MAKERS = { problems.failures, months.costs, problems.differences,
  groups.pay_modes, groups.products, groups.movers, groups.regions,
  groups.owners, groups.tags, months.customers, groups.customers,
  resources.part }

--- The parts of figures that hold something.
---@param figures table see store.lua
---@param pause? fun() called now and then, to let others have turns
---@return table[]
function parts.of(figures, pause)
  local list = {}
  for _, make in ipairs(MAKERS) do
    list[#list + 1] = make(figures, pause)
    if pause then pause() end
  end
  return list
end

--- The part of that name; nil: there is none.
---@param list table[]
---@param id string
---@return table?
function parts.find(list, id)
  for _, part in ipairs(list) do
    if part.id == id then return part end
  end
end

return parts
