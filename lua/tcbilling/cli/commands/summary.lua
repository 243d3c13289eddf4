-- tcbilling summary: what a month cost, by billing mode and transaction type.

local bill = require "tcbilling.cli.summary.bill"
local check = require "tcbilling.check"
local find = require "tcbilling.cli.find"
local json = require "tcbilling.cli.json"
local month = require "tcbilling.month"
local options = require "tcbilling.cli.options"
local output = require "tcbilling.cli.output"
local text = require "tcbilling.cli.summary.text"

local summary = {
  name = "summary",
  summary = "Sum up a month's bill by billing modes.",
  usage = "summary --month YYYY-MM [options]",
  waits_ready = true,
}

function summary.define(command)
  command:description("Tells what a month cost, by billing modes and the "
    .. "transaction types in them (DescribeBillSummaryByPayMode), with exact "
    .. "totals, whether the month is final, and what does not add up.")
  command:option("--month", "The month, YYYY-MM."):argname "YYYY-MM"
    :count "1"
  command:mutex(
    command:option("--customer", "A customer's of the partner whose keys "
      .. "these are."):argname "UIN",
    command:option("--payer", "That of another account of the organization.")
      :argname "UIN")
  command:option("--output", "table (the default), json, csv or ndjson.")
    :argname "FORMAT":choices(output.FORMATS)
  command:flag("--no-formulas", "In CSV, put a ' before what a spreadsheet "
    .. "would run.")
  options.add(command, options.WAIT_READY)
end

function summary.prepare(session, args)
  local done, problem = month.check(args.month)
  if not done then return session:refuse("--month: " .. problem) end
  local call = bill.call(args)
  local api = find.service(call.service)
  done, problem = check(api, api.actions[call.action], call.params,
    function() end)
  if not done then return session:refuse(problem) end
  session.asked = call
end

local function print_rows(session, own, format)
  local writer = output.new(format, session, bill.columns(own),
    { no_formulas = session.args.no_formulas })
  for _, row in ipairs(bill.rows(own)) do writer:row(row) end
  writer:finish()
end

local function print_json(session, own)
  local api = find.service(own.service)
  session:out(json.object(api, { modes = "PayModeSummaryOverviewItem[]" },
    bill.object(own), "") .. "\n")
end

-- Those whose output is read by programs are told aside.
local function note_differences(session, own)
  local n = #own.differences
  if n > 0 then
    session:warn(("%s does not add up in %d place%s (--output table tells "
      .. "where)"):format(own.month, n, n == 1 and "" or "s"))
  end
end

local function print_bill(session, own, format)
  if #own.unreadable > 0 then
    session:warn("not compared with others: "
      .. table.concat(own.unreadable, ", "))
  end
  if format == "table" then
    text.print(session, own)
  elseif format == "json" then
    print_json(session, own)
  else
    if own.state ~= "final" then
      session:warn(own.month .. " is not final: its figures are provisional")
    end
    note_differences(session, own)
    print_rows(session, own, format)
  end
end

function summary.run(session, args)
  local call = session.asked
  local given, problem, why = session:call_options()
  if not given then return session:fail(problem, why) end
  local client
  client, problem, why = session:client()
  if not client then return session:fail(problem, why) end
  local response, message, detail = client:call(call.service, call.action,
    call.params, given)
  if not response then return session:fail(message, detail) end
  local own
  own, message, detail = bill.read(call, args, response)
  if not own then return session:fail(message, detail) end
  print_bill(session, own, args.output or "table")
  return 0
end

return summary
