-- The services that there are; what each one's actions are is loaded when it
-- is first asked for.

local catalog = {}

catalog.SERVICES = { "billing", "intlpartnersmgt" }

--- A service's actions, version and host.
---@param service string one of SERVICES
---@return table
function catalog.load(service)
  return require("tcbilling.catalog." .. service)
end

return catalog
