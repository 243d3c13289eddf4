-- Months side by side, each a stack of its parts: what is negative hangs below
-- the line of 0.

local amounts = require "tcbilling.report.amounts"
local frame = require "tcbilling.report.charts.frame"
local html = require "tcbilling.report.html"

local h, rounded = html.new, frame.rounded

local WIDE, WIDEST = 0.7, 64 -- of a month's room; and at most

local function width_at(place)
  return math.min(place.step * WIDE, WIDEST)
end

-- The ends of a month's stack.
local function ends(series, month)
  local below, above = 0, 0
  for _, one in ipairs(series) do
    local value = amounts.number(one.by_month[month])
    if value < 0 then below = below + value else above = above + value end
  end
  return below, above
end

local function extremes(series, months)
  local least, largest = 0, 0
  for _, month in ipairs(months) do
    local below, above = ends(series, month)
    least, largest = math.min(least, below), math.max(largest, above)
  end
  return least, largest
end

local function block(place, i, from, to, class, title)
  local y1, y2 = place.y(math.max(from, to)), place.y(math.min(from, to))
  local width = width_at(place)
  return h("rect", { class = class, x = rounded(place.x(i) - width / 2),
    width = rounded(width), y = rounded(y1), height = rounded(y2 - y1) },
    h("title", nil, title))
end

local function add_stack(marks, place, series, month, i, is_provisional)
  local below, above = 0, 0
  for n, one in ipairs(series) do
    local amount = one.by_month[month]
    local value = amounts.number(amount)
    local from = value < 0 and below or above
    if value ~= 0 then
      marks[#marks + 1] = block(place, i, from, from + value, "s" .. n
        .. (is_provisional and " provisional" or ""),
        ("%s, %s: %s USD"):format(month, one.name, amounts.text(amount)))
    end
    if value < 0 then below = below + value else above = above + value end
  end
end

--- The chart, with its legend.
---@param given table months, series { name, by_month = decimals }, label,
---  provisional = { [month] = true }
---@return table element
local function stacked(given)
  local months, series = given.months, given.series
  local place = frame.new(#months, extremes(series, months))
  local marks = {}
  for i, month in ipairs(months) do
    add_stack(marks, place, series, month, i, given.provisional[month])
  end
  return frame.drawn(place, given, marks)
end

return stacked
