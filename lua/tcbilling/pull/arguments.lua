-- What a pull is given, checked.

local digits = require "tcbilling.digits"
local month = require "tcbilling.month"
local options_of = require "tcbilling.options"
local rules = require "tcbilling.rules"
local shown = require "tcbilling.shown"

local arguments = {}

local DEFAULT_ACCOUNT = "default"

local function list_of_texts(value)
  if type(value) ~= "table" or #value == 0 then
    return "must be a list, and not empty"
  end
end

local function text_or_sink(value)
  if type(value) ~= "string" and type(value) ~= "table" then
    return "must be a text or a sink, got " .. type(value)
  end
end

local OPTIONS = {
  months = list_of_texts, to = text_or_sink, format = rules.of_type "string",
  account = rules.of_type "string", refresh = rules.of_type "boolean",
  scope = rules.one_of("organization", "account"), uins = list_of_texts,
  no_formulas = rules.of_type "boolean", concurrency = rules.whole(1),
  on_progress = rules.of_type "function", note = rules.of_type "function",
  timeout = options_of.CALL.timeout,
}

-- Once each, in their order.
local function unique(list)
  local seen, result = {}, {}
  for _, value in ipairs(list) do
    if not seen[value] then result[#result + 1] = value end
    seen[value] = true
  end
  return result
end

local function checked_months(list, now)
  for _, text in ipairs(list) do
    local ok, message = month.check(text)
    if not ok then return nil, message end
    local this = month.at(now)
    if text > this then
      return nil, ("%s has not begun: the latest month is %s"):format(text,
        this)
    end
  end
  list = unique(list)
  table.sort(list)
  return list
end

local function checked_uins(list)
  local texts = {}
  for i, uin in ipairs(list) do
    local text = type(uin) == "number" and digits(uin) or tostring(uin)
    if not text:find("^[1-9]%d*$") or #text > 19 then
      return nil, ("uins[%d]: %s is no customer's UIN: digits expected")
        :format(i, shown.value(uin))
    end
    texts[i] = text
  end
  return unique(texts)
end

local NAME = "^[%w._@:+ -]+$"

--- What is wrong with an account's name, or nil.
---@return string?
function arguments.name_problem(name)
  if type(name) ~= "string" or not name:find(NAME) or #name > 100 then
    return ("%s is no name for an account: letters, digits and ._@:+- are")
      :format(shown.value(name))
  end
end

--- Clients by account.
---@param clients table a client; or clients by the names of their accounts
---@param options table
---@return table? accounts { by_name, names (in order), is_named }
---@return string? message
function arguments.accounts(clients, options)
  local is_named = not getmetatable(clients) or options.account ~= nil
  if getmetatable(clients) then
    clients = { [options.account or DEFAULT_ACCOUNT] = clients }
  end
  local names = {}
  for name in pairs(clients) do
    local problem = arguments.name_problem(name)
    if problem then return nil, problem end
    names[#names + 1] = name
  end
  table.sort(names)
  return { by_name = clients, names = names, is_named = is_named }
end

--- Raises unless they are of the right types.
---@param kind "resources"|"customers"
---@param level integer as error() takes it, counted from the caller
function arguments.check(kind, clients, options, level)
  if type(clients) ~= "table" or next(clients) == nil then
    error("a client, or a table of clients by account, expected", level + 1)
  elseif type(options) ~= "table" or not options.months or not options.to
    or kind == "customers" and not options.uins then
    error("options months and to are needed"
      .. (kind == "customers" and ", and uins" or ""), level + 1)
  end
  options_of.check(options, OPTIONS, "option", level + 1)
end

--- The options with months and UINs checked, each once.
---@param options table
---@param now number UNIX seconds
---@return table? options, string? message
function arguments.read(options, now)
  local read = {}
  for name, value in pairs(options) do read[name] = value end
  local message
  read.months, message = checked_months(options.months, now)
  if not read.months then return nil, message end
  if options.uins then
    read.uins, message = checked_uins(options.uins)
    if not read.uins then return nil, message end
  end
  return read
end

return arguments
