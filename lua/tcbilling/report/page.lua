-- The page: what figures say, as HTML.

local controls = require "tcbilling.report.controls"
local document = require "tcbilling.report.document"
local headline = require "tcbilling.report.headline"
local html = require "tcbilling.report.html"
local parts = require "tcbilling.report.parts"
local tables = require "tcbilling.report.tables"

local h = html.new

local CHARTS = { stacked = require "tcbilling.report.charts.stacked",
  lines = require "tcbilling.report.charts.lines" }

-- More in one file, to be opened.
local function details_of(part, given)
  local list = {}
  for i, one in ipairs(part.details or {}) do
    list[i] = h("details", nil, h("summary", nil, h("bdi", nil, one.title)),
      tables.of(one, given))
  end
  return list
end

-- As many rows of a part as a page that is served shows: CSV has them all.
local MOST = 500

local function section(part, served, pause)
  local chosen = served and part.chosen
  local given = { pause = pause, most = served and MOST or nil,
    sorting = chosen and controls.sorting(served, chosen) or nil }
  return h("section", { id = part.id, ["aria-labelledby"] = part.id
    .. "-title" },
    h("h2", { id = part.id .. "-title" }, part.title),
    part.warning and h("p", { class = "warning" }, part.warning) or nil,
    part.chart and CHARTS[part.chart.kind](part.chart) or nil,
    part.note and h("p", { class = "note" }, part.note) or nil,
    chosen and controls.chooser(served, chosen) or nil,
    tables.of(part, given), details_of(part, given),
    served and controls.csv(served, part) or nil)
end

local function contents(list)
  local links = {}
  for i, part in ipairs(list) do
    links[i] = h("li", nil, h("a", { href = "#" .. part.id }, part.title))
  end
  return h("nav", { ["aria-label"] = "Contents" }, h("ul", nil, links))
end

local function whence(figures, made_at)
  return h("p", { class = "note" }, "Out of ", figures.source, ", made ",
    os.date("!%Y-%m-%d %H:%M", made_at), " UTC. All amounts are exact, in ",
    "USD.")
end

--- Makes the page.
---@param figures table see store.lua
---@param made_at integer UNIX seconds
---@param given? table served: what controls.lua needs, of one that is served;
---  pause(): called now and then, to let others have turns
---@return string html
local function page(figures, made_at, given)
  local served, pause = given and given.served, given and given.pause
  local list, sections = parts.of(figures, pause), {}
  for i, part in ipairs(list) do
    sections[i] = section(part, served, pause)
    if pause then pause() end
  end
  return document.new("Costs: " .. figures.source, served ~= nil,
    h("h1", nil, "Costs"), served and controls.picker(served) or nil,
    whence(figures, made_at),
    not list[1] and h("p", nil, "There is no bill.") or nil,
    headline(list), contents(list), sections)
end

return page
