-- The axis of a chart: round numbers, from the least to the largest value, and
-- 0 always among them.

local grouped = require "tcbilling.report.amounts".grouped

local scale = {}

local STEPS = 5 -- about so many lines

-- 1, 2 or 5 times a power of ten: at least `least`.
local function round_step(least)
  local power = 10 ^ math.floor(math.log(least) / math.log(10))
  for _, factor in ipairs { 1, 2, 5 } do
    if factor * power >= least * 0.999999 then return factor * power end
  end
  return 10 * power
end

-- As many decimals as the step has.
local function format_of(step)
  local decimals = math.max(0, -math.floor(math.log(step) / math.log(10)
    + 1e-9))
  return ("%%.%df"):format(decimals)
end

local function labelled(text)
  local sign, whole, rest = text:match "^(%-?)(%d+)(.*)$"
  return sign .. grouped(whole) .. rest
end

-- More than any bill is, and few enough for exact labels.
local LARGEST = 1e15

local function bounded(value)
  return math.max(-LARGEST, math.min(LARGEST, value))
end

--- An axis that holds both values.
---@param least number
---@param largest number
---@return table { low, high, ticks = { { value, label } } }
function scale.new(least, largest)
  least = math.min(0, bounded(least))
  largest = math.max(0, bounded(largest))
  if least == largest then largest = 1 end
  local step = round_step(math.max((largest - least) / STEPS, 1e-8))
  local first = math.floor(least / step + 1e-9)
  local last = math.ceil(largest / step - 1e-9)
  local format, ticks = format_of(step), {}
  for i = first, last do
    ticks[#ticks + 1] = { value = i * step,
      label = labelled(format:format(i * step)) }
  end
  return { low = first * step, high = last * step, ticks = ticks }
end

return scale
