-- Charts: axes of round numbers, and marks that are where the amounts say.
local decimal = require "tcbilling.core".decimal
local lines = require "tcbilling.report.charts.lines"
local scale = require "tcbilling.report.charts.scale"
local stacked = require "tcbilling.report.charts.stacked"

local function labels(axis)
  local list = {}
  for i, tick in ipairs(axis.ticks) do list[i] = tick.label end
  return list
end

describe("an axis", function()
  it("has round numbers, 0 among them, around all values", function()
    assert.same({ "0", "1,000", "2,000", "3,000", "4,000", "5,000" },
      labels(scale.new(0, 4864)))
    assert.same({ "-5", "0", "5", "10", "15" }, labels(scale.new(-3.2, 12)))
    assert.same({ "0.000", "0.002", "0.004", "0.006" },
      labels(scale.new(0, 0.0051)))
    assert.same({ "-500", "-400", "-300", "-200", "-100", "0" },
      labels(scale.new(-480, -10)))
  end)

  it("is there even where nothing is, or more than is likely", function()
    local axis = scale.new(0, 0)
    assert.same({ 0, 1 }, { axis.low, axis.high })
    for _, most in ipairs { 1e-9, 1e12, 1e30 } do
      axis = scale.new(-most, most)
      assert.is_true(#axis.ticks >= 3 and #axis.ticks <= 12)
    end
  end)
end)

local MONTHS = { "2023-07", "2023-08" }

local function series(name, a, b)
  return { name = name, by_month = { ["2023-07"] = a and decimal(a),
    ["2023-08"] = b and decimal(b) } }
end

-- Of each rectangle: its class, y, height and title.
local function rectangles(element)
  local list = {}
  for attributes, title in element.html:gmatch "<rect ([^>]*)><title>(.-)<" do
    list[#list + 1] = { class = attributes:match 'class="(.-)"',
      y = tonumber(attributes:match ' y="(.-)"'),
      height = tonumber(attributes:match 'height="(.-)"'), title = title }
  end
  return list
end

describe("stacked months", function()
  it("pile up what is positive, and hang what is not, to scale", function()
    local element = stacked { months = MONTHS, label = "Cost",
      provisional = { ["2023-08"] = true },
      series = { series("a", "30", "10"), series("b", "10", "-20"),
        series("c", nil, "0") } }
    local list = rectangles(element)
    assert.equal(4, #list) -- what is 0 or absent has none
    local a7, b7, a8, b8 = list[1], list[2], list[3], list[4]
    assert.same({ "s1", "s2", "s1 provisional", "s2 provisional" },
      { a7.class, b7.class, a8.class, b8.class })
    assert.is_true(math.abs(a7.height - 3 * b7.height) < 0.2)
    assert.is_true(math.abs(b7.y + b7.height - a7.y) < 0.2)
    assert.is_true(math.abs(a8.y + a8.height - b8.y) < 0.2) -- the line of 0
    assert.equal("2023-08, b: -20.00 USD", b8.title)
    assert.truthy(element.html:find('aria-label="Cost"', 1, true))
    assert.equal(3, select(2, element.html:gsub('class="key s', "")))
  end)

  it("tell exact figures, and nothing in a name is alive", function()
    local element = stacked { months = MONTHS, label = "Cost",
      provisional = {}, series = { series("<b>", "12345.00000001", nil) } }
    local list = rectangles(element)
    assert.equal("2023-07, &lt;b&gt;: 12,345.00000001 USD", list[1].title)
    assert.is_nil(element.html:find("<b>", 1, true))
  end)
end)

describe("lines", function()
  it("go through a point for each month", function()
    local element = lines { months = MONTHS, label = "Cost",
      series = { series("a", "0", "10"), series("b", "-10", nil) } }
    local points = {}
    for text in element.html:gmatch 'points="(.-)"' do
      points[#points + 1] = text
    end
    assert.equal(2, #points)
    local x1, y1, x2, y2 = points[1]:match "^(%S+),(%S+) (%S+),(%S+)$"
    assert.is_true(tonumber(x1) < tonumber(x2))
    assert.is_true(tonumber(y1) > tonumber(y2)) -- more is further up
    local _, b1, _, b2 = points[2]:match "^(%S+),(%S+) (%S+),(%S+)$"
    assert.equal(y1, b2) -- what is absent is 0
    assert.is_true(tonumber(b1) > tonumber(b2))
    assert.truthy(element.html:find("<title>2023-08, a: 10.00 USD", 1, true))
  end)

  it("name each month that there is room for", function()
    local months, by_month = {}, {}
    for i = 1, 36 do
      months[i] = ("%d-%02d"):format(2021 + math.floor((i - 1) / 12),
        (i - 1) % 12 + 1)
      by_month[months[i]] = decimal(i)
    end
    local element = lines { months = months, label = "Cost",
      series = { { name = "a", by_month = by_month } } }
    local named = select(2, element.html:gsub('"middle"[^>]*>%d', ""))
    assert.equal(12, named)
    assert.truthy(element.html:find(">2023-12</text>", 1, true))
  end)
end)
