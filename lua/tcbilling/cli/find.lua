-- Services and actions by what somebody typed.

local catalog = require "tcbilling.catalog"
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"

local find = {}

--- A service's catalogue.
---@param name string
---@return table? api, string? message
function find.service(name)
  for _, known in ipairs(catalog.SERVICES) do
    if known == name then return catalog.load(name) end
  end
  return nil, ("no service %s%s (there are %s)"):format(shown.value(name),
    suggest(name, catalog.SERVICES), table.concat(catalog.SERVICES, " and "))
end

--- The services that have an action.
---@param name string
---@return table[] apis
function find.services_of(name)
  local found = {}
  for _, service in ipairs(catalog.SERVICES) do
    local api = catalog.load(service)
    if api.actions[name] then found[#found + 1] = api end
  end
  return found
end

-- All actions, as a set.
local function all_names()
  local names = {}
  for _, service in ipairs(catalog.SERVICES) do
    for name in pairs(catalog.load(service).actions) do names[name] = true end
  end
  return names
end

--- An action of a service.
---@param api table
---@param name string
---@return table? entry, string? message
function find.action(api, name)
  local entry = api.actions[name]
  if entry then return entry end
  local other = find.services_of(name)[1]
  return nil, ("%s has no action %s%s"):format(api.service, shown.value(name),
    other and ", but " .. other.service .. " has"
      or suggest(name, api.actions))
end

--- A remark about the action of any service that may have been meant, or "".
---@param name string
---@return string
function find.suggest(name)
  return suggest(name, all_names())
end

return find
