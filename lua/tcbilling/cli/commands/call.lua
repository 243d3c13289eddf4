-- tcbilling call: any action of the API.

local answer = require "tcbilling.cli.answer"
local check = require "tcbilling.check"
local confirm = require "tcbilling.cli.confirm"
local find = require "tcbilling.cli.find"
local json = require "tcbilling.cli.json"
local options = require "tcbilling.cli.options"
local output = require "tcbilling.cli.output"
local parameters = require "tcbilling.cli.parameters"
local raw = require "tcbilling.cli.raw"
local visible = require "tcbilling.visible"

local call = {
  name = "call",
  summary = "Call an action of the API.",
  usage = "call SERVICE ACTION [--Name VALUE ... | --input FILE] [options]",
  takes_parameters = true,
  waits_ready = true,
}

local DESCRIPTION = "Calls an action of the API and prints its answer. "
  .. "Parameters are options by their names, such as --Month 2023-08: a list's "
  .. "as often as it has items, or as JSON, as are objects, whose fields may "
  .. "be named too (--Filter.BusinessIn p_cvm). 'tcbilling help ACTION' tells "
  .. "what there is.\n\n"
  .. "What writes asks first, and needs --yes where there is nobody to ask."

function call.define(command)
  command:description(DESCRIPTION)
  command:argument("service", "billing or intlpartnersmgt.")
  command:argument("action", "DescribeBillSummaryByPayMode, ...")
  command:option("--input", "The parameters: a JSON object in a file, or on "
    .. "standard input (-)."):argname "FILE"
  command:option("--output", "What to print: json (the default), or rows as "
    .. "table, csv or ndjson."):argname "FORMAT":choices(output.FORMATS)
  command:option("--list", "The list of the answer whose rows to print.")
    :argname "NAME"
  command:option("--fields", "Fields of rows to print, with commas between.")
    :argname "A,B"
  command:flag("--all", "The rows of all pages.")
  command:flag("--no-formulas", "In CSV, put a ' before what a spreadsheet "
    .. "would run.")
  command:flag("--dry-run", "Print what would be sent, and send nothing.")
  command:flag("--yes", "Carry out a write without asking.")
  options.add(command, options.WAIT_READY)
end

-- What is asked for

local function fields_of(text)
  if not text then return nil end
  local fields, seen = {}, {}
  for name in (text .. ","):gmatch "%s*(.-)%s*," do
    if name ~= "" and not seen[name] then
      seen[name] = true
      fields[#fields + 1] = name
    end
  end
  return fields
end

local function params_of(asked, args)
  if not args.input then
    local params, problem = parameters.new(asked.api, asked.entry,
      args.parameters)
    return params, problem and asked.action .. ": " .. problem
  elseif #args.parameters > 0 then
    return nil, "--input and --" .. args.parameters[1].name
      .. ": parameters come from one or the other"
  end
  return parameters.read(args.input)
end

-- The parameters with those that reading all pages will fill in.
local function as_paged(asked)
  local paging = asked.is_all and asked.entry.paging
  if not paging then return asked.params end
  local filled = setmetatable({}, { __index = asked.params })
  for name, value in pairs(asked.params) do filled[name] = value end
  filled[paging.limit] = filled[paging.limit] or 10
  if paging.first or paging.style ~= "token" then
    filled[paging.at] = filled[paging.at] or paging.first or 0
  end
  return filled
end

local function check_params(asked)
  local checked, problem = check(asked.api, asked.entry, as_paged(asked),
    function() end)
  if checked then return true end
  local paging = not asked.is_all and asked.entry.paging
  local is_of_page = paging and problem:find "required$"
    and (problem:find(paging.at, 1, true)
      or problem:find(paging.limit, 1, true))
  return nil, asked.action .. ": " .. problem
    .. (is_of_page and " (--all reads every page)" or "")
end

local function check_options(asked, args)
  local format = asked.format
  if asked.is_all and not asked.entry.paging then
    return nil, asked.action .. " has no pages for --all to read"
  elseif asked.is_all and args.dry_run then
    return nil, "--dry-run is of one call, and --all makes many"
  elseif args.list and asked.is_all
    and args.list ~= asked.entry.paging.items then
    return nil, ("--all reads the list %s, not another"):format(
      asked.entry.paging.items)
  elseif args.list and format == "json" and not asked.is_all then
    return nil, "--list is of rows: --output table, csv or ndjson"
  elseif asked.fields and #asked.fields == 0 then
    return nil, "--fields names no field"
  end
  return true
end

-- All that is needed of the command line and the catalogue, and of nothing
-- else.
local function understand(args)
  local asked = { action = args.action, format = args.output or "json",
    fields = fields_of(args.fields), is_all = args.all }
  local problem, done
  asked.api, problem = find.service(args.service)
  if not asked.api then return nil, problem end
  asked.entry, problem = find.action(asked.api, args.action)
  if not asked.entry then return nil, problem end
  done, problem = check_options(asked, args)
  if not done then return nil, problem end
  asked.rows, problem = answer.rows(asked.api, args.action,
    { list = args.list, fields = asked.fields })
  if not asked.rows and (asked.format ~= "json" or asked.is_all) then
    return nil, problem
  end
  asked.params, problem = params_of(asked, args)
  if not asked.params then return nil, problem end
  done, problem = check_params(asked)
  if not done then return nil, problem end
  return asked
end

function call.prepare(session, args)
  local asked, problem = understand(args)
  if not asked then return session:refuse(problem) end
  if not args.dry_run then
    local confirmed
    confirmed, problem = confirm(session, args.action, asked.entry)
    if not confirmed then return session:refuse(problem) end
  end
  session.asked = asked
end

-- Answers

local function print_request(session, request)
  local lines = { request.method .. " " .. request.url }
  for _, header in ipairs(request.headers) do lines[#lines + 1] = header end
  for i, line in ipairs(lines) do lines[i] = visible(line, 10000) end
  session:out(table.concat(lines, "\n") .. "\n\n")
  if request.body then session:out(request.body .. "\n") end
end

local function writer_of(session, asked, is_raw)
  return output.new(asked.format, session, asked.rows.columns, {
    api = asked.api, is_raw = is_raw, is_picked = asked.fields ~= nil,
    no_formulas = session.args.no_formulas,
  })
end

local function print_answer(session, asked, response)
  if asked.format == "json" then
    session:out(json.object(nil, nil, response, "") .. "\n")
    return
  end
  local writer = writer_of(session, asked, true)
  for _, row in ipairs(answer.take(asked.rows, response)) do
    writer:row(row)
  end
  writer:finish()
  if asked.rows.others then
    session:note(("left out: the list %s (--list prints one)"):format(
      table.concat(asked.rows.others, ", ")))
  end
end

local function print_all(session, asked, client, given)
  local writer = writer_of(session, asked)
  local rows = client[asked.api.service]:rows(asked.action, asked.params,
    given)
  for _, row, message, detail in rows do
    if not row then return session:fail(message, detail) end
    writer:row(answer.row(asked.rows, row))
  end
  writer:finish()
  return 0
end

-- A call's own `fields` are those of rows; of other answers they are picked
-- here.
local function takes_fields(asked)
  return asked.fields and (not asked.rows or asked.rows.path)
end

function call.run(session, args)
  local asked = session.asked
  local given, problem, why = session:call_options()
  if not given then return session:fail(problem, why) end
  given.fields = takes_fields(asked) and asked.fields or nil
  given.dry_run = args.dry_run
  local client
  client, problem, why = session:client()
  if not client then return session:fail(problem, why) end
  if asked.is_all then return print_all(session, asked, client, given) end
  local response, message, detail = raw(client, asked.api, asked.action,
    asked.params, given)
  if not response then return session:fail(message, detail) end
  if args.dry_run then
    print_request(session, response)
  else
    print_answer(session, asked, response)
  end
  return 0
end

return call
