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
--- ready, status, errors }. Its `input` is a list of parameters, in the order
--- of the documentation; their types are string, int, uint, float, bool, the
--- name of an entry of `inputs`, or one of them with [] behind it. `output`
--- has the types of an answer's fields by name: the same, but by `objects`,
--- and those of amounts (see money.lua).
---@param service string one of SERVICES
---@return table
function catalog.load(service)
  return require("tcbilling.catalog." .. service)
end

return catalog
