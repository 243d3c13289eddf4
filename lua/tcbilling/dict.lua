-- Where shared answers lie: the dict that the option `cache` names or is.

local rules = require "tcbilling.rules"
local visible = require "tcbilling.visible"

local dict = {}

local LONGEST = 3650 * 86400 -- seconds

local has_methods = rules.methods("get", "set", "add", "delete")

local function name_or_object(value)
  return type(value) ~= "string" and has_methods(value) or nil
end

local seconds = rules.number(0, LONGEST, " seconds")
local has_entries = rules.entries({ dict = name_or_object, settled = seconds,
  open = seconds, not_ready = seconds, failures = seconds }, "option")

--- What is wrong with the option's form, or nil.
function dict.rule(value)
  if type(value) == "string" then return nil end
  if type(value) ~= "table" or value.dict == nil then
    return "must be the name of an nginx lua_shared_dict, or { dict = name "
      .. "or object, settled =, open =, not_ready =, failures = }"
  end
  return has_entries(value)
end

--- The dict of the option.
---@param given string|table checked: a name, or a table with `dict`
---@return table? dict get, set, add and delete, as ngx.shared.DICT has them
---@return string? message
function dict.find(given)
  if type(given) == "table" then given = given.dict end
  if type(given) ~= "string" then return given end
  local nginx = rawget(_G, "ngx")
  local dicts = type(nginx) == "table" and nginx.shared
  if not dicts then
    return nil, "a name is that of an nginx lua_shared_dict, and this is not "
      .. "nginx: give { dict = an object with get, set, add and delete }"
  elseif not dicts[given] then
    local name = visible(given, 60)
    return nil, ("nginx.conf has no lua_shared_dict %s: add "
      .. "`lua_shared_dict %s 64m;`"):format(name, name)
  end
  return dicts[given]
end

return dict
