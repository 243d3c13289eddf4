-- How some amounts went from month to month: a line for each.

local amounts = require "tcbilling.report.amounts"
local frame = require "tcbilling.report.charts.frame"
local html = require "tcbilling.report.html"

local h, rounded = html.new, frame.rounded

local function extremes(series, months)
  local least, largest = 0, 0
  for _, one in ipairs(series) do
    for _, month in ipairs(months) do
      local value = amounts.number(one.by_month[month])
      least, largest = math.min(least, value), math.max(largest, value)
    end
  end
  return least, largest
end

local function line(place, months, one, class)
  local points, dots = {}, {}
  for i, month in ipairs(months) do
    local amount = one.by_month[month]
    local x = rounded(place.x(i))
    local y = rounded(place.y(amounts.number(amount)))
    points[i] = x .. "," .. y
    dots[i] = h("circle", { cx = x, cy = y, r = 4 }, h("title", nil,
      ("%s, %s: %s USD"):format(month, one.name, amounts.text(amount))))
  end
  return h("g", { class = class }, h("polyline",
    { points = table.concat(points, " ") }), dots)
end

--- The chart, with its legend.
---@param given table months, series { name, by_month = decimals }, label
---@return table element
local function lines(given)
  local months, series = given.months, given.series
  local place, marks = frame.new(#months, extremes(series, months)), {}
  for n, one in ipairs(series) do
    marks[n] = line(place, months, one, "line s" .. n)
  end
  return frame.drawn(place, given, marks)
end

return lines
