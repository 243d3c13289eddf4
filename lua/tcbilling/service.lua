-- client.billing and client.intlpartnersmgt: a method for each action.

local catalog = require "tcbilling.catalog"
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"

local service = {}

local meta = { __name = "tcbilling.service" }

-- Methods that are no actions.
local Service = {}

local function check_self(self, usage)
  if getmetatable(self) ~= meta then
    error("call it with a colon: client.billing:" .. usage, 3)
  end
end

-- Where else an action is, or which one may have been meant.
local function remark(api, name)
  for _, other in ipairs(catalog.SERVICES) do
    if other ~= api.service and catalog.load(other).actions[name] then
      return ", but client." .. other .. " has"
    end
  end
  return suggest(name, api.actions)
end

local function find_action(api, name, level)
  local entry = api.actions[name]
  if entry then return entry end
  error(("%s has no action %s%s"):format(api.service, shown.value(name),
    remark(api, name)), level + 1)
end

--- All rows of a paged action; see rows.lua.
function Service.rows(self, action, params, options)
  check_self(self, "rows(action, ...)")
  find_action(self.catalog, action, 2)
  return require "tcbilling.rows".new(self.client, self.catalog, action,
    params, options)
end

--- An amount of an answer, exactly, in US dollars: whatever form it has there
--- (text, a number, cents, hundred-millionths).
---@param action string
---@param path string in the answer, such as "SummaryOverview.TotalCost";
---  indices such as [1] may stand in it
---@param value string|integer? what is there
---@return tcbilling.Decimal? amount nil without a message where there is
---  none: "-", "" or nil
---@return string? message it is no amount
function Service.money(self, action, path, value)
  check_self(self, "money(action, path, value)")
  local money, schema = require "tcbilling.money", require "tcbilling.schema"
  if type(path) ~= "string" then
    error("a path in the answer is a text, got " .. type(path), 2)
  end
  local api = self.catalog
  local entry = find_action(api, action, 2)
  local kind = schema.kind_at(api, entry, path)
  if not kind then
    error(("an answer of %s has no %s%s"):format(action, shown.value(path),
      schema.suggest_path(api, entry, path)), 2)
  elseif not money.is_form(kind) then
    error(("%s of %s is no amount, but %s"):format(path, action,
      schema.words(kind)), 2)
  end
  local amount, message = money.dollars(kind, value)
  return amount, message and ("%s of %s: %s"):format(path, action, message)
end

--- The settled months whose bill was adjusted; see adjustments.lua.
function Service.adjusted(self, first, last, options)
  check_self(self, "adjusted(first, last, options)")
  if self.name ~= "billing" then
    error("only client.billing knows which months were adjusted", 2)
  end
  self.client:check_call("DescribeBillAdjustInfo", nil, nil, nil, 2)
  return require "tcbilling.adjustments".list(self.client, first, last,
    options)
end

-- client.billing:Action(params, options)
local function method_of(api, name)
  find_action(api, name, 3)
  return function(this, params, options)
    if not service.is_one(this) then
      error(("call it with a colon: client.%s:%s{...}"):format(api.service,
        name), 2)
    end
    return this.client:call(api.service, name, params, options)
  end
end

-- Made when first named: so the catalogue is loaded when it is needed.
function meta.__index(self, name)
  local value = Service[name]
  if name == "catalog" then
    value = catalog.load(rawget(self, "name"))
  elseif not value then
    value = method_of(self.catalog, name)
  end
  rawset(self, name, value)
  return value
end

--- A client's service.
---@param client table
---@param name string one of catalog.SERVICES
function service.new(client, name)
  return setmetatable({ client = client, name = name }, meta)
end

function service.is_one(value)
  return getmetatable(value) == meta
end

return service
