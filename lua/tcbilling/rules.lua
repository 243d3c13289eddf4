-- Rules for values: each is a function that returns what is wrong with a value,
-- or nil; what begins with a point is wrong inside of it.

local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"
local visible = require "tcbilling.visible"

local rules = {}

--- The problem of what has a name, or is inside of it.
function rules.located(name, problem)
  return name .. (problem:sub(1, 1) == "." and "" or " ") .. problem
end

--- A type, by its name in Lua.
function rules.of_type(name)
  return function(value)
    if type(value) ~= name then
      return "must be a " .. name .. ", got " .. type(value)
    end
  end
end

--- A number, from least to most (or to infinity).
function rules.number(least, most, unit)
  return function(value)
    if type(value) ~= "number" then
      return "must be a number, got " .. type(value)
    elseif not (value >= least and value <= (most or math.huge)) then
      return ("must be %.14g%s, got %.14g"):format(least,
        (most and (" to %.14g"):format(most) or " or more") .. (unit or ""),
        value)
    end
  end
end

--- The same without a fraction.
function rules.whole(least, most)
  local in_range = rules.number(least, most)
  return function(value)
    return in_range(value) or value % 1 ~= 0
      and ("must be whole, got %g"):format(value) or nil
  end
end

--- A path.
function rules.path(value)
  if type(value) ~= "string" then
    return "must be a string, got " .. type(value)
  elseif value == "" or value:find("%z") then
    return "must be a path"
  end
end

--- A table with these functions.
function rules.methods(...)
  local names = { ... }
  return function(value)
    if type(value) ~= "table" then
      return "must be a table, got " .. type(value)
    end
    for _, name in ipairs(names) do
      if type(value[name]) ~= "function" then
        return "must have the function " .. name
      end
    end
  end
end

--- One of these values.
function rules.one_of(...)
  local list = '"' .. table.concat({ ... }, '" or "') .. '"'
  local known = {}
  for _, name in ipairs { ... } do known[name] = true end
  return function(value)
    if not known[value] then
      return ("must be %s, got %s"):format(list, shown.value(value))
    end
  end
end

--- A table with entries by the rules of its keys; "*" is any key.
function rules.entries(by_key, what)
  return function(value)
    if type(value) ~= "table" then
      return "must be a table, got " .. type(value)
    end
    for key, entry in pairs(value) do
      local rule = by_key[key] or by_key["*"]
      if not rule then
        return ("has no %s %s%s"):format(what, shown.value(key),
          suggest(key, by_key))
      end
      local problem = rule(entry)
      if problem then
        return "." .. rules.located(visible(tostring(key), 60), problem)
      end
    end
  end
end

return rules
