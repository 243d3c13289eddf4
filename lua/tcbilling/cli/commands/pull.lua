-- tcbilling pull: whole bills into files and databases.

local arguments = require "tcbilling.pull.arguments"
local bills = require "tcbilling.pull"
local loop = require "tcbilling.cli.loop"
local months = require "tcbilling.cli.months"
local options = require "tcbilling.cli.options"
local progress = require "tcbilling.cli.progress"
local report = require "tcbilling.cli.pull.report"
local uins = require "tcbilling.cli.uins"

local pull = {
  name = "pull",
  summary = "Pull bills into a file or a database; goes on where it was.",
  usage = "pull resources|customers --month YYYY-MM --to TARGET [options]",
}

function pull.define(command)
  command:description("Pulls the organization's bill by resource, or what "
    .. "each of a partner's customers was charged, at the documented rates. "
    .. "A run that was interrupted, even killed, goes on with the same "
    .. "command. Settled months are not asked for again.")
  command:argument("what", "resources or customers")
    :choices { "resources", "customers" }
  command:mutex(
    command:option("--month", "One month."):argname "YYYY-MM",
    command:option("--months", "Several: 2023-01..2023-12.")
      :argname "A..B")
  command:option("--to", "FILE.csv, FILE.ndjson, sqlite:FILE or "
    .. "postgresql://USER@HOST/DATABASE (its password in PGPASSWORD or "
    .. "~/.pgpass)."):argname "TARGET":count "1"
  command:option("--uins", "Of customers: their UINs, one a line; - is "
    .. "standard input."):argname "FILE"
  command:option("--format", "resources (the default), or focus: columns of "
    .. "FOCUS 1.0."):argname "NAME"
  command:option("--scope", "Whose bill by resource: the organization's (the "
    .. "default), or the account's own."):choices { "organization",
    "account" }
  command:option("--account", "A name for the account where no --profile "
    .. "gives one."):argname "NAME"
  options.add(command, options.RATE)
  command:flag("--refresh", "Ask for settled months, too.")
  command:flag("--no-formulas", "In CSV, put a ' before what a spreadsheet "
    .. "would run.")
end

-- What is wrong with the arguments together, or nil.
local function problem_with(args)
  if not (args.month or args.months) then
    return "say which month: --month 2023-08, or --months 2023-01..2023-12"
  elseif args.what == "customers" and not args.uins then
    return "say which customers: --uins FILE, with a UIN on each line"
  elseif args.what == "resources" and args.uins then
    return "--uins is of customers"
  elseif args.what == "customers" and args.scope then
    return "--scope is of resources"
  elseif args.rate and not (args.rate >= 1 and args.rate <= 128
    and args.rate % 1 == 0) then
    return "--rate is a whole number from 1 to 128"
  elseif args.account and (args.profile or ""):find(",") then
    return "--account is one name, and there are several profiles"
  end
end

-- The names in "a,b", each fit for an account's.
local function profiles_of(args)
  local list = {}
  for name in args.profile:gmatch("[^,]+") do
    local problem = arguments.name_problem(name)
    if problem then return nil, problem end
    list[#list + 1] = name
  end
  if #list == 0 then return nil, "--profile wants a name, or several: a,b" end
  return list
end

-- Reads what is a list: months, profiles, UINs.
local function read_lists(args)
  local problem = args.account and arguments.name_problem(args.account)
  local message
  if problem then return nil, problem end
  if args.profile then
    args.profile_list, message = profiles_of(args)
    if message then return nil, message end
  end
  args.month_list, message = months(args.month or args.months)
  if message then return nil, message end
  if args.uins then args.uin_list, message = uins.read(args.uins) end
  return not message, message
end

-- All that can be seen without keys.
function pull.prepare(session, args)
  local problem = problem_with(args)
  if problem then return session:refuse(problem) end
  local ok, message = read_lists(args)
  if ok then
    ok, message = bills.look(args.what, { months = args.month_list,
      uins = args.uin_list, to = args.to, format = args.format })
  end
  if not ok then return session:refuse(message) end
end

-- By what is pulled: the calls that it takes.
local CALLS = {
  resources = { billing = { "DescribeBillResourceSummaryForOrganization",
    "DescribeBillResourceSummary" } },
  customers = { intlpartnersmgt = { "DescribeCustomerBillSummary" } },
}

local function limits_of(args)
  if not args.rate then return nil end
  local limits = {}
  for service, actions in pairs(CALLS[args.what]) do
    limits[service] = {}
    for _, action in ipairs(actions) do limits[service][action] = args.rate end
  end
  return limits
end

-- The clients of the accounts, by name; one without a name stands alone.
local function clients_of(session, args, shown)
  local given = { limits = limits_of(args),
    on_event = function(event) shown:event(event) end }
  if not args.profile then return session:client(args, nil, given) end
  local clients = {}
  for _, name in ipairs(args.profile_list) do
    local client, message, detail = session:client(args, name, given)
    if not client then return nil, message, detail end
    clients[args.account or name] = client
  end
  return clients
end

local function options_of(session, args, shown)
  return {
    months = args.month_list, uins = args.uin_list, to = args.to,
    format = args.format, scope = args.scope, refresh = args.refresh,
    account = not args.profile and args.account or nil,
    no_formulas = args.no_formulas,
    timeout = args.timeout,
    on_progress = function(p) shown:update(p) end,
    note = function(text) session:note(text) end,
  }
end

local function tell_format(session, args)
  if args.format ~= "focus" then return end
  for _, text in ipairs(require("tcbilling.pull.formats.focus").notes) do
    session:note(text)
  end
end

function pull.run(session, args)
  local given, problem, why = session:call_options()
  if not given then return session:fail(problem, why) end
  if args.deadline then loop.cancel_after(args.deadline) end
  local shown = progress.new { terminal = session.terminal,
    quiet = args.quiet }
  session:show_above(shown)
  loop.on_resize(function() shown:resized() end)
  local clients, message, detail = clients_of(session, args, shown)
  if not clients then
    shown:finish()
    return session:fail(message, detail)
  end
  local done
  done, message, detail = bills[args.what](clients, options_of(session,
    args, shown))
  shown:finish()
  session:show_above(nil)
  if not done then return report.fail(session, message, detail) end
  tell_format(session, args)
  return report.print(session, done)
end

return pull
