-- tcbilling call: any action of the API.

local answer = require "tcbilling.cli.answer"
local confirm = require "tcbilling.cli.confirm"
local json = require "tcbilling.cli.json"
local options = require "tcbilling.cli.options"
local output = require "tcbilling.cli.output"
local raw = require "tcbilling.cli.raw"
local understand = require "tcbilling.cli.call.asked"
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
