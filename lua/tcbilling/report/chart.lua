-- Charts as SVG: no colours or sizes of their own but by classes and
-- attributes, which a strict Content-Security-Policy allows.

local amounts = require "tcbilling.report.amounts"
local decimal = require "tcbilling.core".decimal
local html = require "tcbilling.report.html"

local chart = {}

local h = html.new

local function largest_of(rows, amount)
  local largest = decimal "0"
  for _, row in ipairs(rows) do
    local value = amount(row)
    if value and largest < value:abs() then largest = value:abs() end
  end
  return largest
end

--- A bar in a table's cell: how much of the largest it is.
---@param amount table? a decimal
---@param largest table
---@return table element
function chart.bar(amount, largest)
  local share = amounts.share(amount, largest)
  local is_negative = amount and amount:sign() < 0
  return h("svg", { class = "bar", viewBox = "0 0 100 10", ["aria-hidden"] =
    "true", preserveAspectRatio = "none" },
    h("rect", { class = is_negative and "negative" or nil, height = 10,
      width = ("%.1f"):format(100 * share) }))
end

local WIDTH, HEIGHT, LEFT, FOOT = 720, 240, 10, 40

-- Room for a bar and its labels.
local function place(i, n)
  local step = (WIDTH - LEFT) / math.max(n, 1)
  return LEFT + (i - 1) * step, step
end

-- To the dollar: the exact figure is in the title, and in the table.
local function rounded(amount)
  local text = amounts.text(amount:round(0))
  return (text:gsub("%.00$", ""))
end

local function month_bar(row, i, n, largest)
  local x, step = place(i, n)
  local height = (HEIGHT - FOOT - 20) * amounts.share(row.total, largest)
  local middle = ("%.1f"):format(x + step / 2)
  local is_negative = row.total:sign() < 0
  return h("g", nil,
    h("rect", { x = ("%.1f"):format(x + step * 0.15),
      y = ("%.1f"):format(HEIGHT - FOOT - height),
      width = ("%.1f"):format(step * 0.7), height = ("%.1f"):format(height),
      class = is_negative and "negative" or next(row.reasons)
        and "provisional" or nil },
      h("title", nil, row.month, ": ", amounts.text(row.total), " USD")),
    h("text", { x = middle, y = HEIGHT - FOOT + 16,
      ["text-anchor"] = "middle" }, row.month),
    n <= 12 and h("text", { class = "value", x = middle,
      y = ("%.1f"):format(HEIGHT - FOOT - height - 6),
      ["text-anchor"] = "middle" },
      rounded(row.total)) or nil)
end

--- Months side by side.
---@param rows table[] of arrange.months
---@param label string what it shows, for those who can't see it
---@return table element
function chart.months(rows, label)
  local largest, bars = largest_of(rows, function(row) return row.total end),
    {}
  for i, row in ipairs(rows) do
    bars[i] = month_bar(row, i, #rows, largest)
  end
  return h("svg", { class = "months", role = "img", ["aria-label"] = label,
    viewBox = ("0 0 %d %d"):format(WIDTH, HEIGHT) },
    h("line", { x1 = LEFT, x2 = WIDTH, y1 = HEIGHT - FOOT,
      y2 = HEIGHT - FOOT }),
    bars, h("text", { class = "axis", x = LEFT, y = HEIGHT - 4 },
      "USD by month"))
end

--- The largest amount of some rows' month.
function chart.largest(rows, month)
  return largest_of(rows, function(row) return row.by_month[month] end)
end

return chart
