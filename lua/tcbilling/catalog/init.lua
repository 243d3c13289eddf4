-- The services that there are; what each one's actions are is loaded when it
-- is first asked for.

local catalog = {}

catalog.SERVICES = { "billing", "intlpartnersmgt" }

--- By service, the host that its page names.
catalog.HOSTS = {
  billing = "billing.tencentcloudapi.com",
  intlpartnersmgt = "intlpartnersmgt.intl.tencentcloudapi.com",
}

--- What is known of a service: { service, version, actions, inputs, objects }.
--- An action is { kind, rate, moves_money, input, one_of, output, paging,
--- ready, may_lack_ready, status, errors }, where `errors` are the codes that
--- are documented for it, and others may come. Its `input` is a list of parameters, in the order
--- of the documentation; their types are string, int, uint, float, bool, the
--- name of an entry of `inputs`, or one of them with [] behind it. `output`
--- has the types of an answer's fields by name: the same, but by `objects`,
--- and those of amounts (see money.lua).
---@param service string one of SERVICES
---@return table
function catalog.load(service)
  return require("tcbilling.catalog." .. service)
end

-- Words of types, as they are met.
local items = {}

--- What a list's type says of its items; of another type false.
---@param kind string "string[]"
---@return string|false
function catalog.item_of(kind)
  local item = items[kind]
  if item == nil then
    item = kind:match("^(.+)%[%]$") or false
    items[kind] = item
  end
  return item
end

return catalog
