-- The actions that this cloud serves, made once from facts/actions.json: their
-- parameters with types and values, the documented requests a second, pages
-- and answers.
--
-- An action is { service, name, rate, input, one_of, output, objects, paging,
-- ready_flag, inner_status }: `input` is name -> parameter, `output` a list of
-- fields as the facts have them, `objects` name -> such a list. A parameter is
-- { name, type, of, unsigned, required, ignored, values, code, members } and
-- its constraints; `of` describes the items of a list, `members` is what an
-- object may hold, name -> parameter.
local cjson = require "cjson"

local M = {}

M.services = {}

local RATE = 20 -- the usual one, where no page names another

-- Lists of values that the pages themselves don't keep to.
local OPEN = { PayScene = true, Sort = true, SortField = true,
  Dimension = true, Dimensions = true, FeeType = true, Status = true,
  StatusSet = true, BudgetStatus = true, Order = true }

local CONSTRAINTS = { "min", "max", "min_items", "max_items", "min_length",
  "max_length", "format", "one_of", "together_with", "same_month_as",
  "default" }

local INVALID_MONTH = "InvalidParameterValue.InvalidMonth"

-- A bill's transaction is given by a name that varies, the partner's by a code.
local function is_open(service, fact)
  return OPEN[fact.name] or fact.name == "ActionType" and service == "billing"
end

local function describe(service, fact, objects)
  local field = { name = fact.name, type = fact.type,
    unsigned = fact.wire == "uint64", required = fact.required,
    ignored = fact.disabled }
  for _, name in ipairs(CONSTRAINTS) do
    field[name] = (fact.constraint or {})[name]
  end
  if not is_open(service, fact) then field.values = fact.values end
  if fact.type == "object" then
    field.members = objects[fact.of]
  elseif fact.type == "list" then
    field.of = objects[fact.of] and { type = "object",
      members = objects[fact.of] }
      or { type = fact.of:gsub("^u?int64$", "int"),
        unsigned = fact.of == "uint64" }
    field.of.values, field.values = field.values, nil
  end
  return field
end

-- An object may hold itself, so all are there before any is filled.
local function read_objects(service, facts)
  local objects = {}
  for name in pairs(facts) do objects[name] = {} end
  for name, fields in pairs(facts) do
    for _, fact in ipairs(fields) do
      objects[name][fact.name] = describe(service, fact, objects)
    end
  end
  return objects
end

-- The least values of the parameters that say which page.
local function bound_pages(input, paging)
  local as_text = paging.style == "offset-as-string"
  for name, least in pairs { offset = 0, limit = 1,
    page = paging.first_page or false } do
    local field = least and input[paging[name]]
    if field then
      field.min, field.is_digits = field.min or least, as_text
    end
  end
end

-- "A+B" is given when both are.
local function read_alternatives(one_of)
  local alternatives = {}
  for i, text in ipairs(one_of) do
    alternatives[i] = {}
    for name in text:gmatch "[^+]+" do table.insert(alternatives[i], name) end
  end
  return alternatives
end

local function reports_months(fact)
  for _, code in ipairs(type(fact.errors) == "table" and fact.errors or {}) do
    if code == INVALID_MONTH then return true end
  end
  return false
end

local function read_action(service, name, fact, objects, facts)
  local action = { service = service, name = name, input = {}, output =
    fact.output, objects = facts, ready_flag = fact.ready_flag,
    inner_status = fact.inner_status,
    rate = tonumber(fact.rate_per_second) or RATE,
    paging = type(fact.paging) == "table" and fact.paging or nil }
  local has_code = reports_months(fact)
  for _, parameter in ipairs(fact.input) do
    local field = describe(service, parameter, objects)
    if has_code and field.format == "YYYY-MM" then
      field.code = INVALID_MONTH
    end
    action.input[field.name] = field
    action.one_of = field.one_of and read_alternatives(field.one_of)
      or action.one_of
  end
  if action.paging then bound_pages(action.input, action.paging) end
  return action
end

local function read_service(service, facts)
  local read = { version = facts.version, actions = {} }
  local objects = read_objects(service, facts.objects)
  for name, fact in pairs(facts.actions) do
    read.actions[name] = read_action(service, name, fact, objects,
      facts.objects)
  end
  return read
end

--- Reads the facts.
function M.start(path)
  local file = assert(io.open(path, "rb"))
  local facts = cjson.decode(file:read "*a")
  file:close()
  for service, described in pairs(facts.services) do
    M.services[service] = read_service(service, described)
  end
  M.transactions = M.services.intlpartnersmgt.actions
    .DescribeCustomerBillSummary.input.ActionType.values
end

--- Whether a service has an action of that name whose good answers carry a
--- status of their own.
function M.has_second_status(name)
  for _, service in pairs(M.services) do
    local action = service.actions[name]
    if action and action.inner_status then return true end
  end
  return false
end

-- Which services a request to `host` may mean: the one its first label names,
-- or every one when it names this machine. Another product's host knows none.
local function candidates(host)
  local name = host:gsub(":%d+$", "")
  local label = name:match "^([%w-]+)%." or ""
  if M.services[label] then return { label } end
  if name == "localhost" or name:find "^127%.[%d.]+$" or name == "[::1]" then
    return { "billing", "intlpartnersmgt" }
  end
  return {}
end

--- @return table action; or nil, code, message
function M.find(host, action, version)
  local known = false
  for _, service in ipairs(candidates(host)) do
    local described = M.services[service]
    if described.actions[action] then
      known = true
      if described.version == version then return described.actions[action] end
    end
  end
  if known then
    return nil, "NoSuchVersion", "The version `" .. version
      .. "` of the action `" .. action .. "` does not exist."
  end
  return nil, "InvalidAction", "The action `" .. action .. "` does not exist."
end

return M
