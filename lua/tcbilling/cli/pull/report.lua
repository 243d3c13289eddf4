-- What a pull tells in the end.

local exit = require "tcbilling.cli.exit"
local loop = require "tcbilling.cli.loop"
local tables = require "tcbilling.cli.table"
local visible = require "tcbilling.visible"

local report = {}

local AMOUNT = { resources = "RealTotalCost", customers = "TotalCost" }

local WHY = {
  open = "the month runs", closing = "not final yet",
  moved = "it moved while it was read",
}

local function state_of(one)
  local words = {}
  for why in pairs(one.provisional) do words[#words + 1] = WHY[why] end
  table.sort(words)
  return words[1] and "provisional: " .. table.concat(words, ", ") or "final"
end

-- The table of months, with exact sums.
local function print_months(session, done)
  local rows = {}
  for i, one in ipairs(done.months) do
    rows[i] = { one.account, one.month, ("%.0f"):format(one.rows),
      one.sums[AMOUNT[done.kind]] or "0", state_of(one) }
  end
  if #rows == 0 then return end
  local lines = tables.new({ { name = "account" }, { name = "month" },
    { name = done.kind == "customers" and "customers" or "rows",
      align = "right" },
    { name = AMOUNT[done.kind], align = "decimal" },
    { name = "figures" } }, { width = session.terminal.is_out_terminal
      and session.terminal.width() or nil })
  lines:measure(rows)
  session:out(lines:header() .. "\n")
  for _, row in ipairs(rows) do session:out(lines:line(row) .. "\n") end
end

local function who(failure)
  return failure.customer_uin and ("%s, customer %s"):format(failure.month,
    failure.customer_uin) or failure.month
end

-- All of them: who wants fewer asks `head`.
local function print_failures(session, done)
  for _, failure in ipairs(done.failures) do
    session:complain(("failed: %s %s: %s"):format(failure.account,
      who(failure), visible(failure.message)))
  end
end

local function counts(done)
  local things = done.kind == "customers" and "customers' months" or "bills"
  local words = { ("%.0f of %.0f %s pulled"):format(done.pulled, done.bills,
    things) }
  if done.kept > 0 then
    words[#words + 1] = ("%.0f settled and kept"):format(done.kept)
  end
  if done.failed > 0 then
    words[#words + 1] = ("%.0f failed"):format(done.failed)
  end
  if done.left > 0 then words[#words + 1] = ("%.0f left"):format(done.left) end
  return table.concat(words, ", ")
end

-- Some of it is there, and some is not.
local function is_partial(done)
  return done.pulled + done.kept > 0 and done.failed + done.left > 0
end

local AGAIN = "the same command asks for the rest"

--- Tells of a run that went through.
---@param done table see pull/init.lua
---@return integer code
function report.print(session, done)
  print_months(session, done)
  print_failures(session, done)
  session:note(counts(done) .. (done.failed > 0 and "; " .. AGAIN or ""))
  if is_partial(done) then return exit.of "partial" end
  return done.failures[1] and exit.of(done.failures[1].kind) or exit.DONE
end

local OWN = { cancelled = true, storage = true, invalid = true }

--- Tells of a run that could not begin, or go on.
---@param message string
---@param detail table
---@return integer code
function report.fail(session, message, detail)
  local done = detail.report
  if done then print_failures(session, done) end
  if detail.kind == "cancelled" or loop.is_interrupted() then
    session:complain((loop.is_late() and "the deadline has passed"
      or "interrupted") .. (done and ": " .. counts(done) .. "; "
      .. "the same command goes on from there" or ""))
    return exit.of(loop.is_late() and "partial" or "cancelled")
  end
  local code = session:fail(message, detail)
  if not done or detail.kind == "invalid" then return code end
  session:note(counts(done) .. "; " .. AGAIN)
  return is_partial(done) and not OWN[detail.kind] and exit.of "partial"
    or code
end

return report
