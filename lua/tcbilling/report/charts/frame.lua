-- What is around a chart: its axes with their labels, and the place of each
-- month and value. No colours or sizes of its own but by classes and
-- attributes, which a strict Content-Security-Policy allows.

local html = require "tcbilling.report.html"
local scale = require "tcbilling.report.charts.scale"

local h = html.new

local frame = {}

local WIDTH, HEIGHT = 720, 260
local TOP, RIGHT, BOTTOM = 12, 12, 28
local CHARACTER = 7 -- of a label, in width

local function rounded(number)
  return ("%.1f"):format(number)
end

frame.rounded = rounded

local function left_of(axis)
  local longest = 0
  for _, tick in ipairs(axis.ticks) do
    longest = math.max(longest, #tick.label)
  end
  return longest * CHARACTER + 14
end

--- A place for `n` columns and for values up to both.
---@param n integer
---@param least number
---@param largest number
---@return table { axis, left, step, x(i): the middle of a column, y(value) }
function frame.new(n, least, largest)
  local axis = scale.new(least, largest)
  local left = left_of(axis)
  local step = (WIDTH - RIGHT - left) / math.max(n, 1)
  local height = HEIGHT - TOP - BOTTOM
  return { axis = axis, left = left, step = step,
    x = function(i) return left + (i - 0.5) * step end,
    y = function(value)
      local share = (value - axis.low) / (axis.high - axis.low)
      return TOP + height * (1 - math.max(0, math.min(1, share)))
    end }
end

local function grid(place)
  local list = {}
  for _, tick in ipairs(place.axis.ticks) do
    local y = place.y(tick.value)
    list[#list + 1] = h("line", { class = tick.value == 0 and "zero" or nil,
      x1 = rounded(place.left), x2 = WIDTH - RIGHT, y1 = rounded(y),
      y2 = rounded(y) })
    list[#list + 1] = h("text", { class = "axis", x = rounded(place.left - 6),
      y = rounded(y + 4), ["text-anchor"] = "end" }, tick.label)
  end
  return list
end

-- Where there is no room for all of them, each second or third is named.
local ROOM = 8 * CHARACTER

local function month_labels(place, months)
  local every, list = math.ceil(ROOM / place.step), {}
  for i, month in ipairs(months) do
    if (#months - i) % every == 0 then
      list[#list + 1] = h("text", { x = rounded(place.x(i)), y = HEIGHT - 8,
        ["text-anchor"] = "middle" }, month)
    end
  end
  return list
end

-- What each colour stands for.
local function legend(series)
  local list = {}
  for i, one in ipairs(series) do
    list[i] = h("li", nil, h("span", { class = "key s" .. i }), h("bdi", nil,
      one.name))
  end
  return h("ul", { class = "legend" }, list)
end

--- The chart, with what its colours stand for. One that is wider than a phone
--- can be moved, by keyboard too.
---@param place table of frame.new
---@param given table months, series { name }, label: what it shows, for those
---  who can't see it
---@param marks table[] elements
---@return table element
function frame.drawn(place, given, marks)
  return h("figure", nil, h("div", { class = "wide", tabindex = 0,
    role = "group", ["aria-label"] = given.label }, h("svg", { class = "chart",
      role = "img", ["aria-label"] = given.label,
      viewBox = ("0 0 %d %d"):format(WIDTH, HEIGHT) }, grid(place), marks,
      month_labels(place, given.months))), legend(given.series))
end

return frame
