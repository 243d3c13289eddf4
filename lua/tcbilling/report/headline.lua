-- What a page says first: the latest month's cost, how much it changed, and
-- what cost most.

local amounts = require "tcbilling.report.amounts"
local decimal = require "tcbilling.core".decimal
local find = require "tcbilling.report.parts".find
local html = require "tcbilling.report.html"

local h = html.new

local HUNDRED = decimal "100"

-- "+6.2 %" of what there was before; nil: of nothing, or of less.
local function percent(change, before)
  if before:sign() <= 0 then return nil end
  local fits, share = pcall(function()
    return (change * HUNDRED):div(before, 1)
  end)
  if not fits then return nil end
  return (share:sign() > 0 and "+" or "") .. tostring(share) .. " %"
end

local function figure(label, value, note)
  return h("div", nil, h("dt", nil, label), h("dd", nil, value,
    note and h("span", { class = "note" }, " ", note) or nil))
end

-- A row of months: month, cost, change, n, state.
local function change_of(months)
  local now, before = months.rows[1], months.rows[2]
  if not now[3] then return nil end
  return figure("Against " .. before[1], amounts.change(now[3]),
    percent(now[3], before[2]))
end

local function largest_of(products)
  local first = products and products.rows[1]
  if not first or not first[2] then return nil end
  return figure("Largest product", h("bdi", nil, first[1]),
    amounts.text(first[2]))
end

--- The headline of parts; nil: they have no month.
---@param list table[] see parts/init.lua
---@return table? element
local function headline(list)
  local months = find(list, "months") or find(list, "customer-months")
  if not months then return nil end
  local now = months.rows[1]
  return h("dl", { class = "headline" },
    figure(("Cost of %s, USD"):format(now[1]), amounts.text(now[2]),
      now[5] ~= "final" and now[5] or nil),
    change_of(months), largest_of(find(list, "products")))
end

return headline
