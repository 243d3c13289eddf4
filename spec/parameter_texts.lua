-- Texts that the rules of a parameter ask for: dates, codes, digits.

local texts = {}

local LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

-- Dates: all of a call are of one month, and what ends ends it.

local function days_of(year, month)
  if month == 2 then return year % 4 == 0 and 29 or 28 end
  return (month == 4 or month == 6 or month == 9 or month == 11) and 30 or 31
end

--- A month for all dates of a call.
function texts.month(random)
  local year, month = random:between(2026, 2028), random:between(1, 12)
  return { text = ("%d-%02d"):format(year, month), last = days_of(year, month) }
end

local function day_of(member, context)
  local ends = member.name:find "End" or member.name:find "To$"
  local begins = member.name:find "Begin" or member.name:find "Start"
    or member.name:find "From$"
  if member.constraint.whole_month then
    return ends and context.month.last or 1
  elseif ends then
    return context.random:between(15, context.month.last)
  end
  return context.random:between(1, begins and 14 or context.month.last), begins
end

local date_texts = {
  ["YYYY-MM"] = function(_, context) return context.month.text end,
  ["YYYY-MM-DD"] = function(member, context)
    return ("%s-%02d"):format(context.month.text, (day_of(member, context)))
  end,
  ["YYYY-MM-DD HH:MM:SS"] = function(member, context)
    local day, begins = day_of(member, context)
    return ("%s-%02d %s"):format(context.month.text, day,
      (begins or day == 1) and "00:00:00" or "23:59:59")
  end,
}

date_texts["YYYY-MM-DD (daily cycle) or YYYY-MM"] = function(member, context)
  local is_daily = context.given.CycleType == "DAY"
  return date_texts[is_daily and "YYYY-MM-DD" or "YYYY-MM"](member, context)
end

-- Other texts with rules

local function letters(random, first, last)
  local text = {}
  for i = 1, random:between(first, last) do
    local n = random:between(1, #LETTERS)
    text[i] = LETTERS:sub(n, n)
  end
  return table.concat(text)
end

-- Codes of countries, of which some are not taken.
local function other_than(random, refused)
  local codes = {}
  for _, code in ipairs { "1", "7", "49", "65", "86", "380", "852" } do
    local found
    for _, no in ipairs(refused) do found = found or no == code end
    if not found then codes[#codes + 1] = code end
  end
  return random:one_of(codes)
end

local function quota(context)
  return context.given.PlanType == "CYCLE"
    and '[{"dateDesc":"' .. context.month.text .. '","quota":"100.5"}]'
    or "100.5"
end

--- A text that its rule asks for, or nil: any does.
---@param member table of the facts
---@param context table see parameter_values.lua
function texts.make(member, context)
  local rule, random = member.constraint or {}, context.random
  if member.values then return tostring(random:one_of(member.values)) end
  if rule.format then return date_texts[rule.format](member, context) end
  if rule.shape then return quota(context) end
  if rule.not_values then return other_than(random, rule.not_values) end
  if rule.max_length then
    return letters(random, rule.min_length or 1,
      math.min(rule.max_length, 64))
  elseif rule.items or rule.range or rule.max or rule.note then
    return tostring(random:between(1, rule.items and 2000000000
      or rule.range and 5 or rule.max or 100))
  end
end

return texts
