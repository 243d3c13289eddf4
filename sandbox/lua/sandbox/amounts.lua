-- Amounts as JSON, in each of the forms in which answers carry money: drawn
-- from a state of `random.lua`, with the cases that a client gets wrong.
local money = require "sandbox.money"
local random = require "sandbox.random"

local M = {}

local format, natural, step = string.format, random.natural, random.step

-- Units of 1e-8: most below 10, some up to 100,000, one in 16 below zero.
local function units(state)
  local kind = natural(state) % 16
  state = step(state)
  local whole = natural(state) % (kind < 12 and 10 or 100000)
  state = step(state)
  local value = whole * 1e8 + natural(state) % 100000000
  return kind == 0 and -value or value
end

-- Text: eight decimals or as many as are needed; "-" where there is none.
local function text(state)
  local kind = natural(state) % 32
  if kind == 0 then return '"-"' end
  if kind == 1 then return '"0"' end
  local value = units(step(state))
  return '"' .. (kind < 6 and money.short(value) or money.text(value)) .. '"'
end

-- A double keeps few of these digits.
local function float(state)
  local kind = natural(state) % 16
  state = step(state)
  local n = natural(state)
  if kind == 0 then return "0" end
  if kind == 1 then return format("1.%07dE+4", n % 10000000) end
  if kind == 2 then return format("%d.50", n % 1000) end
  if kind == 3 then return format("%d", n % 100000) end
  return money.text(units(step(state)))
end

local function cents(state)
  local value = natural(state) % 10000000
  return format("%d", natural(step(state)) % 16 == 0 and -value or value)
end

local function cents_float(state)
  local kind = natural(state) % 3
  return cents(step(state)) .. (kind == 0 and "" or kind == 1 and ".0" or ".5")
end

-- One in 16 is beyond 2^53.
local function whole_units(state)
  local value = units(step(state))
  if natural(state) % 16 == 0 then
    return format("9%d%08d", natural(state) % 10000000 + 10000000,
      natural(step(state)) % 100000000)
  end
  return format("%.0f", value)
end

--- What writes the money of a field.
--- @param fact table { unit, wire } as the facts have it
--- @return function state -> JSON
function M.writer(fact)
  if fact.wire == "decimal string" then return text end
  if fact.unit == "cent" then
    return fact.wire == "int" and cents or cents_float
  end
  return fact.wire == "int" and whole_units or float
end

return M
