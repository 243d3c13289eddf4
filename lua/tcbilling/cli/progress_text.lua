-- How far a run is, in words and a bar, fitted to a width.

local clean = require "tcbilling.clean"
local bars = require "tcbilling.cli.bars"
local display = require "tcbilling.cli.display"

local text = {}

--- "250,000"
function text.number(n)
  local digits = ("%.0f"):format(n)
  local grouped = digits:reverse():gsub("(%d%d%d)", "%1,"):reverse()
  return (grouped:gsub("^,", ""))
end

--- "1:02:03", "2:03"
function text.duration(seconds)
  local s = math.floor(seconds + 0.5)
  local hours, minutes = math.floor(s / 3600), math.floor(s / 60) % 60
  if hours > 0 then
    return ("%d:%02d:%02d"):format(hours, minutes, s % 60)
  end
  return ("%d:%02d"):format(minutes, s % 60)
end

local function share_of(p)
  if not p.total or p.total <= 0 then return nil end
  return math.min(1, p.done / p.total)
end

local function done_of(p)
  return p.total and text.number(p.done) .. "/" .. text.number(p.total)
    or text.number(p.done)
end

-- What there is to say, the most important first.
local function parts_of(p)
  local share, parts = share_of(p), {}
  local function say(...) parts[#parts + 1] = (...):format(select(2, ...)) end
  if share then say("%3d %%", math.floor(share * 100)) end
  say("%s", done_of(p))
  if p.eta then say("%s left", text.duration(p.eta)) end
  if (p.failed or 0) > 0 then say("%s failed", text.number(p.failed)) end
  if (p.refused or 0) > 0 then say("%s refused", text.number(p.refused)) end
  if p.rate then say("%.1f calls/s", p.rate) end
  if (p.waited or 0) >= 0.1 then say("waits %.1f s", p.waited) end
  return parts, share
end

local LEAST_BAR, MOST_BAR = 8, 30

--- One line, no wider than `width`.
---@param p table title, done, total, eta (s), failed; rate (calls a second),
---  refused, waited (s, the latest call for its rate)
---@param width integer
---@param is_utf8 boolean
---@return string
function text.line(p, width, is_utf8)
  local parts, share = parts_of(p)
  local line = p.title or ""
  local left = width - display.width(line)
  if left < 20 then line, left = "", width end
  local said = ""
  for _, part in ipairs(parts) do
    local longer = said == "" and part or said .. "  " .. part
    if display.width(longer) + 2 > left then break end
    said = longer
  end
  local room = left - display.width(said) - 4
  if share and room >= LEAST_BAR then
    local size = math.min(room, MOST_BAR)
    local bar = bars.bar(share, size, is_utf8)
    said = bar .. (" "):rep(size - display.width(bar)) .. "  " .. said
  end
  line = line == "" and said or line .. "  " .. said
  return display.shorten(clean(line), width, "~")
end

return text
