-- Costs straight from the API: the rows of a month, and of earlier months their
-- summaries.

local live = require "tcbilling.report.live"
local month_of = require "tcbilling.month"
local packed = require "tcbilling.report.packed"
local pause = require "service.turns"

local feed = {}

feed.scopes = { "organization", "account" }

-- Seconds that figures are fresh, and that older ones are shown: of a bill that
-- is final, and read as it is; and of others.
local SETTLED = { fresh = 30 * 86400, shown = 0 }
local OPEN = { fresh = 300, shown = 3600 }
local DEADLINE = 600 -- seconds for a bill of a hundred thousand rows
local MONTHS = 24 -- that one can look at
local BEFORE = 10 -- whose summaries are shown, too

--- What reads a month's rows.
---@param client table
---@param scope string
---@return fun(month, on_progress): table?, string?, table?
function feed.reader(client, scope)
  return function(month, on_progress)
    local figures, message, detail = live.read(client, month, {
      scope = scope, on_progress = on_progress,
      options = { deadline = DEADLINE, priority = "bulk", cache = false } })
    if not figures then return nil, message, detail end
    local bill = figures.bills[1]
    local kept = not bill.provisional and bill.compared and SETTLED or OPEN
    figures.fresh, figures.shown = kept.fresh, kept.shown
    return figures
  end
end

--- The months that can be chosen, the latest first.
---@return string[]
function feed.months()
  local list = { month_of.at(ngx.time()) }
  for i = 2, MONTHS do list[i] = month_of.previous(list[i - 1]) end
  return list
end

-- A month that is missing in what is shown.
local function gap(month, message)
  return { failures = { { month = month, account = "-", message = message } } }
end

-- The summaries of the months before some month, and of which there is none.
local function summaries(client, scope, month, deadline)
  local months, list, are_all = {}, {}, true
  for _ = 1, BEFORE do
    month = month_of.previous(month)
    if not month then break end
    table.insert(months, 1, month)
  end
  local each = client:each(months, function(one)
    return live.summary(client, one, { scope = scope,
      options = { deadline = deadline } })
  end, { concurrency = BEFORE })
  local places = {}
  for i, one in ipairs(months) do places[one] = i end
  for one, figures, message in each do
    are_all = are_all and figures ~= nil
    list[places[one]] = figures or gap(one, message)
  end
  return list, are_all
end

--- A month's costs with those of the months before.
---@param client table
---@param scope string
---@param figures table of that month
---@param before table of the month before: { figures } or { failure }, or
---  nothing yet
---@param deadline number seconds
---@return table figures
---@return boolean is_whole nothing is missing that might come
function feed.joined(client, scope, figures, before, deadline)
  local previous = month_of.previous(figures.month)
  local list, is_whole = summaries(client, scope, previous, deadline)
  if before.figures then
    list[#list + 1] = before.figures
  else
    is_whole = false
    list[#list + 1] = gap(previous, before.failure and before.failure.message
      or "it is being read: look again in a while")
  end
  list[#list + 1] = figures
  return packed.joined(list, pause), is_whole
end

return feed
