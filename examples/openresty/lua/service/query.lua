-- The parameters of a question: each is there once, and of its form, or a
-- sentence says how it should be.

local query = {}

-- More than any question has.
local MOST_PARAMETERS = 20
local MOST_UINS = 100

-- A rule is { name, form, default, read(text) }, where `read` returns the
-- value, or nil and what is wrong with it.

-- Months begin in Beijing's time.
local function running_month()
  return os.date("!%Y-%m", ngx.time() + 8 * 3600)
end

query.month = { name = "month", form = "a month such as 2023-08" }

function query.month.read(text)
  local year, month = text:match "^(%d%d%d%d)%-(%d%d)$"
  if not year then return nil, "is no month" end
  if year == "0000" or month < "01" or month > "12" then
    return nil, "is " .. text .. ", and there is none such"
  elseif text > running_month() then
    return nil, "is " .. text .. ", which has not begun"
  end
  return text
end

query.uins = { name = "uins", form = ("up to %d different numbers of customers "
  .. "with commas between them"):format(MOST_UINS) }

-- The API takes 64 bits without a sign, more than a number of Lua holds.
local LARGEST = "18446744073709551615"

local function is_too_large(uin)
  return #uin > #LARGEST or #uin == #LARGEST and uin > LARGEST
end

function query.uins.read(text)
  local list, seen = {}, {}
  for uin in (text .. ","):gmatch "([^,]*)," do
    if not uin:find "^[1-9]%d*$" then return nil, "holds what is no number" end
    if is_too_large(uin) then return nil, "holds a number that is too large" end
    if seen[uin] then return nil, "has one of them twice" end
    seen[uin], list[#list + 1] = true, uin
  end
  if #list > MOST_UINS then return nil, "has " .. #list .. " of them" end
  return list
end

--- A whole number from 1.
---@param name string
---@param bounds { default: integer, most: integer }
---@return table rule
function query.whole(name, bounds)
  local rule = { name = name, default = bounds.default,
    form = ("1 to %d"):format(bounds.most) }
  function rule.read(text)
    local number = text:find "^%d+$" and tonumber(text)
    if not number then return nil, "is no whole number from 1" end
    if number < 1 or number > bounds.most then return nil, "is out of range" end
    return number
  end
  return rule
end

--- A parameter that need not be there.
---@param rule table
---@return table rule
function query.optional(rule)
  local copy = {}
  for name, value in pairs(rule) do copy[name] = value end
  copy.is_optional = true
  return copy
end

--- One of some texts; may be absent.
---@param name string
---@param list string[]
---@return table rule
function query.choice(name, list)
  local known = {}
  for _, text in ipairs(list) do known[text] = true end
  return { name = name, is_optional = true,
    form = table.concat(list, ", "):gsub(", (%S+)$", " or %1"),
    read = function(text)
      if known[text] then return text end
      return nil, "is none of these"
    end }
end

--- Any text; may be absent or empty.
---@param name string
---@param most integer bytes
---@return table rule
function query.text(name, most)
  return { name = name, is_optional = true, may_be_empty = true,
    form = ("up to %d bytes"):format(most),
    read = function(text)
      if #text > most then return nil, "is too long" end
      return text
    end }
end

local function wrong(rule, problem)
  return nil, ("%s %s: it is %s"):format(rule.name, problem, rule.form)
end

local function read_one(rule, given)
  if given == nil then
    if rule.default or rule.is_optional then return rule.default end
    return wrong(rule, "is missing")
  elseif type(given) == "table" then
    return wrong(rule, "is there more than once")
  elseif given == true or given == "" then
    if rule.may_be_empty then return nil end
    return wrong(rule, "is empty")
  end
  local value, problem = rule.read(given)
  if value == nil then return wrong(rule, problem) end
  return value
end

local function names_of(rules)
  local names = {}
  for i, rule in ipairs(rules) do names[i] = rule.name end
  local last = table.remove(names)
  return #names == 0 and last or table.concat(names, ", ") .. " and " .. last
end

local function is_known(rules, name)
  for _, rule in ipairs(rules) do
    if rule.name == name then return true end
  end
end

-- One that is in a URL is only shown where it can do no harm.
local function described(name)
  return name:find "^[%w_]+$" and #name <= 40 and name or "of such a name"
end

-- nginx leaves out those without a name.
local function has_nameless()
  return ("&" .. (ngx.var.args or "")):find("&=", 1, true)
end

-- One that is misspelt would be ignored, and another question answered.
local function find_unknown(rules, given)
  local unknown = has_nameless() and "without a name"
  for name in pairs(given) do
    if not is_known(rules, name) then unknown = described(name) end
  end
  return unknown and ("there is no parameter %s here, only %s"):format(unknown,
    names_of(rules))
end

--- Reads the parameters of this request.
---@param rules table[]
---@return table? values by name
---@return string? problem a sentence that says what to do
function query.read(rules)
  local given, truncated = ngx.req.get_uri_args(MOST_PARAMETERS)
  if truncated then return nil, "there are too many parameters" end
  local problem = find_unknown(rules, given)
  if problem then return nil, problem end
  local values = {}
  for _, rule in ipairs(rules) do
    values[rule.name], problem = read_one(rule, given[rule.name])
    if problem then return nil, problem end
  end
  return values
end

return query
