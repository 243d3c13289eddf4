-- Says what decimals and the JSON reader make of random inputs, a line each,
-- fields apart by tabs: script/lua tests/oracles/say.lua HOW_MANY SEED
--   OPERATION LEFT RIGHT RESULT     RESULT "-": it is refused
--   json TEXT RESULT                RESULT is what was read, written anew

local core = require "tcbilling.core"

local decimal, json = core.decimal, core.json
local count = tonumber(arg[1])
math.randomseed(tonumber(arg[2]))
local random = math.random

local function digits(most)
  local list = {}
  for i = 1, random(most) do list[i] = random(0, 9) end
  return table.concat(list)
end

local function number()
  local text = digits(random(4) == 1 and 38 or 10)
  if random(3) > 1 then
    text = text .. "." .. digits(random(4) == 1 and 20 or 8)
  end
  if random(12) == 1 then text = text .. "e" .. random(-12, 12) end
  return (random(3) == 1 and "-" or "") .. text
end

local function say(...) print(table.concat({ ... }, "\t")) end

local PLACES = 10
local OPERATIONS = {
  add = function(a, b) return a + b end,
  subtract = function(a, b) return a - b end,
  multiply = function(a, b) return a * b end,
  divide = function(a, b) return a:div(b, PLACES) end,
  round = function(a) return a:round(PLACES) end,
  less = function(a, b) return a < b end,
  equal = function(a, b) return a == b end,
}

local function say_decimal()
  local left, right = number(), number()
  local a, b = decimal(left), decimal(right)
  for name, f in pairs(OPERATIONS) do
    local fits, result = false, nil
    if a and b then fits, result = pcall(f, a, b) end
    say(name, left, right, fits and tostring(result) or "-")
  end
end

-- JSON

local value

local TEXTS = { '""', '"a"', '"\\u00e9"', '"\\ud83d\\ude00"', '"\\n\\""',
  '"\195\169"', '"\\ud800"', '"\255"', '"\1"', '"\\x"' }

local function text() return TEXTS[random(#TEXTS)] end

local FORMS = {
  function() return number() end,
  function() return tostring(random(-1000, 1000)) end,
  function() return ("%d.%de%d"):format(random(0, 9), random(0, 99),
    random(-30, 30)) end,
  text,
  function() return ({ "true", "false", "null", "NaN", "01", "+1", "1.",
    "nul", "-0" })[random(9)] end,
  function(depth)
    local list = {}
    for i = 1, random(0, 3) do list[i] = value(depth + 1) end
    return "[" .. table.concat(list, random(20) == 1 and ",," or ", ") .. "]"
  end,
  function(depth)
    local list = {}
    for i = 1, random(0, 3) do
      list[i] = ('"k%d":%s'):format(random(9), value(depth + 1))
    end
    return "{" .. table.concat(list, ",") .. (random(30) == 1 and "," or "")
      .. "}"
  end,
}

function value(depth)
  return FORMS[random(depth > 3 and 5 or #FORMS)](depth)
end

local function say_json()
  local given = value(0)
  if given:find "[\t\n]" then return end
  local read = json.decode(given, { lossless = true })
  say("json", given, read ~= nil and assert(json.encode(read)) or "-")
end

for _ = 1, count do
  say_decimal()
  say_json()
end
