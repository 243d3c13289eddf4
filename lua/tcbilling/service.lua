-- client.billing and client.intlpartnersmgt: a method for each action.

local rows = require "tcbilling.rows"
local suggest = require "tcbilling.suggest"

local service = {}

local meta = { __name = "tcbilling.service" }

-- client.billing:Action(params, options): made when first named.
function meta.__index(self, name)
  local catalog = self.catalog
  if not catalog.actions[name] then
    error(("%s has no action %q%s"):format(catalog.service, tostring(name),
      suggest(name, catalog.actions)), 2)
  end
  local function method(this, params, options)
    if not service.is_one(this) then
      error(("call it with a colon: client.%s:%s{...}"):format(
        catalog.service, name), 2)
    end
    return this.client:call(catalog.service, name, params, options)
  end
  rawset(self, name, method)
  return method
end

local function new_rows(self, action, params, options)
  if not service.is_one(self) then
    error("call it with a colon: client.billing:rows(action, ...)", 2)
  end
  return rows.new(self.client, self.catalog, action, params, options)
end

--- A client's service; `catalog` is the module that describes it.
function service.new(client, catalog)
  return setmetatable({ client = client, catalog = catalog, rows = new_rows },
    meta)
end

function service.is_one(value)
  return getmetatable(value) == meta
end

return service
