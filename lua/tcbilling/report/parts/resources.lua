-- The costliest resources of the latest month.

local grouped = require "tcbilling.report.amounts".grouped

local resources = {}

--- As many as are kept unless told: the costliest.
resources.MOST = 10000

--- Its columns: the title, and the figure's field.
resources.FIELDS = { { "Resource", "resource_id" }, { "Name", "resource_name" },
  { "Product", "business_code_name" }, { "Region", "region_name" },
  { "Owner", "owner_uin" }, { "Pay mode", "pay_mode_name" },
  { "Cost", "total" } }

local function columns_of()
  local columns = {}
  for i, field in ipairs(resources.FIELDS) do
    columns[i] = { title = field[1], field = field[2],
      kind = field[2] == "total" and "amount" or "name" }
  end
  return columns
end

local function row_of(one)
  local row = {}
  for i, field in ipairs(resources.FIELDS) do
    local value = one[field[2]]
    if field[2] == "total" then
      row[i] = value or false
    else
      row[i] = value or "-"
    end
  end
  return row
end

-- They may be more than are kept.
local function note_of(figures)
  local kept, all = #(figures.resources or {}), figures.resource_count
  if not all or all <= kept then return nil end
  return ("The %s costliest of %s: no other one is found or saved here.")
    :format(grouped(("%.0f"):format(kept)), grouped(("%.0f"):format(all)))
end

--- All that figures hold, or those of them that a viewer chose.
---@param figures table month, resources; and chosen: see chosen.lua
function resources.part(figures)
  local chosen = figures.chosen
  local list, rows = chosen and chosen.list or figures.resources or {}, {}
  for i, one in ipairs(list) do rows[i] = row_of(one) end
  if #rows == 0 and not chosen then return nil end
  return { id = "resources", title = "Resources of " .. figures.month,
    note = note_of(figures), columns = columns_of(), rows = rows,
    is_long = true, chosen = chosen }
end

return resources
