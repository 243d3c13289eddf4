-- A month's bill as people read it: a table with shares, and remarks.

local clean = require "tcbilling.clean"
local bars = require "tcbilling.cli.bars"
local decimal = require "tcbilling.core".decimal
local display = require "tcbilling.cli.display"
local json = require "tcbilling.cli.json"
local money = require "tcbilling.money"
local output = require "tcbilling.cli.output"
local transaction_type = require "tcbilling.transaction_types"

local text = {}

local LONGEST_BAR, SHORTEST_BAR = 24, 4

local STATES = {
  open = "the month is not over: its figures are provisional",
  closing = "the bill is being closed until the 5th: its figures are "
    .. "provisional",
  final = "final",
}

local COLUMNS = { { name = "" }, { name = "List price", align = "decimal" },
  { name = "To pay", align = "decimal" }, { name = "Share", align = "right" } }

local function amount_of(value)
  if money.is_none(value) then return nil end
  local read, amount = pcall(decimal, value)
  return read and amount or nil
end

-- A part of the whole, to a tenth of a percent; nil where there is none.
local function percent(amount, total)
  if not amount or total:sign() == 0 then return nil end
  local fits, share = pcall(function()
    return (amount * 100):div(total, 1)
  end)
  return fits and tostring(share) .. " %" or nil
end

-- The length of a bar is of all that is paid or paid back.
local function fraction(amount, gross)
  if not amount or gross:sign() == 0 then return 0 end
  local fits, share = pcall(function()
    return amount:abs():div(gross, 4):tonumber()
  end)
  return fits and share or 0
end

local function gross_of(own)
  local gross = decimal(0)
  for _, mode in ipairs(own.modes) do
    local amount = amount_of(mode[own.to_pay])
    if amount then gross = gross + amount:abs() end
  end
  return gross
end

local function cell(value)
  if value == nil then return "-" end
  return type(value) == "table" and json.text(nil, nil, value)
    or tostring(value)
end

-- As it was sent, but for exponents, which stand below no decimal point.
local function amount_cell(value)
  local amount = type(value) == "string" and value:find "[eE]"
    and amount_of(value)
  return cell(amount and tostring(amount) or value)
end

-- Some summaries have codes where names should be.
local function name_of(detail)
  local name, code = detail.ActionTypeName, detail.ActionType
  if type(code) ~= "string" or name ~= nil and name ~= code then
    return name or code
  end
  local known = transaction_type(code)
  return known and known.name or code
end

local function add_line(lines, own, object, name, level)
  local amount = amount_of(object[own.to_pay])
  lines[#lines + 1] = { level = level, amount = amount, texts = {
    (" "):rep(2 * level) .. cell(name), amount_cell(object[own.list_price]),
    amount_cell(object[own.to_pay]),
    percent(amount, own.totals[own.to_pay]) } }
end

-- Of nothing that has such an amount there is no sum, not even 0.
local function total_of(own, field)
  return own.counted[field] > 0 and tostring(own.totals[field]) or "-"
end

local function lines_of(own)
  local lines = {}
  for _, mode in ipairs(own.modes) do
    add_line(lines, own, mode, mode.PayModeName or mode.PayMode, 0)
    for _, detail in ipairs(mode.Detail or {}) do
      add_line(lines, own, detail, name_of(detail), 1)
    end
  end
  lines[#lines + 1] = { level = 0, texts = { "Together",
    total_of(own, own.list_price), total_of(own, own.to_pay) } }
  return lines
end

local function painted(terminal, code, words)
  if not terminal.has_colour or words == "" then return words end
  return ("\27[%dm%s\27[0m"):format(code, words)
end

local function bar_width(terminal, table)
  if not terminal.is_out_terminal then return LONGEST_BAR end
  local room = math.min(LONGEST_BAR, terminal.width() - table:width_used() - 3)
  return room >= SHORTEST_BAR and room or 0
end

local BOLD, CYAN, RED = 1, 36, 31

-- A bar with what is between it and the words before it, or "".
local function bar_of(terminal, table, words, line, gross)
  local width = bar_width(terminal, table)
  local bar = width > 0 and bars.bar(fraction(line.amount, gross), width,
    display.is_utf8()) or ""
  if bar == "" then return "" end
  return (" "):rep(table:width_used() - display.width(words) + 2)
    .. painted(terminal, line.amount:sign() < 0 and RED or CYAN, bar)
end

local function print_table(session, own)
  local terminal, lines, rows = session.terminal, lines_of(own), {}
  for i, line in ipairs(lines) do rows[i] = line.texts end
  local table, gross = output.table(session, COLUMNS), gross_of(own)
  table:measure(rows)
  session:out(table:header() .. "\n")
  for _, line in ipairs(lines) do
    local words = table:line(line.texts)
    session:out((line.level == 0 and painted(terminal, BOLD, words) or words)
      .. bar_of(terminal, table, words, line, gross) .. "\n")
  end
end

-- Where a path leads, in words.
local function place_of(own, path)
  local at, inner = path:match "^SummaryOverview%[(%d+)%](.*)$"
  local mode = at and own.modes[tonumber(at)]
  if not mode then return path end
  local detail = (mode.Detail or {})[tonumber(inner:match "%[(%d+)%]$")]
  return clean(cell(mode.PayModeName or mode.PayMode)
    .. (detail and ", " .. cell(name_of(detail)) or ""))
end

local AGAINST = { details = "its transaction types are",
  payments = "what was paid is", total = "the list beside it is" }

local function print_differences(session, own)
  local differences = own.differences
  if #differences == 0 then return end
  session:out(("\nDoes not add up in %d place%s:\n"):format(#differences,
    #differences == 1 and "" or "s"))
  for _, d in ipairs(differences) do
    session:out(("  %s: %s is %s, %s %s (difference %s)\n"):format(
      place_of(own, d.path), d.field, tostring(d.left),
      AGAINST[d.kind] or "against", tostring(d.right),
      tostring(d.difference)))
  end
end

local function print_skipped(session, own)
  for _, column in ipairs { { own.list_price, "list price" },
    { own.to_pay, "amount to pay" } } do
    local skipped = own.skipped[column[1]]
    if skipped > 0 then
      session:out(("%.0f without %s, not in the sum\n"):format(skipped,
        (column[2]:find "^a" and "an " or "a ") .. column[2]))
    end
  end
end

local function whose(own)
  if own.customer_uin then return " of customer " .. own.customer_uin end
  return own.payer_uin and " of payer " .. own.payer_uin or ""
end

--- Prints it.
---@param session table
---@param own table see bill.lua
function text.print(session, own)
  local state = STATES[own.state]
  if #own.modes == 0 then
    session:out(clean(("There is no bill%s for %s (%s).")
      :format(whose(own), own.month, state)) .. "\n")
    return
  end
  session:out(clean(("Bill%s for %s (%s)"):format(whose(own),
    own.month, state)) .. "\n\n")
  print_table(session, own)
  print_skipped(session, own)
  print_differences(session, own)
end

return text
