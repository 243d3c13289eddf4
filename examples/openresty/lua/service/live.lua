-- Costs straight from the API: the rows of a month, and of earlier months their
-- summaries.

local live = require "tcbilling.report.live"
local month_of = require "tcbilling.month"
local packed = require "tcbilling.report.packed"

local feed = {}

feed.scopes = { "organization", "account" }

local SETTLED = 30 * 86400 -- seconds that a final bill is fresh
local OPEN = 300
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
    figures.fresh = month_of.state(month, ngx.time()) == "final" and SETTLED
      or OPEN
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

-- The summaries of the months before some month, as far as they can be had.
local function summaries(client, scope, month, deadline)
  local months, list = {}, {}
  for i = BEFORE, 1, -1 do
    month = month_of.previous(month)
    months[i] = month
  end
  local each = client:each(months, function(one)
    return live.summary(client, one, { scope = scope,
      options = { deadline = deadline } })
  end, { concurrency = BEFORE })
  for one, figures in each do
    for i, name in ipairs(months) do
      if name == one then list[i] = figures or {} end
    end
  end
  return list
end

--- A month's costs with those of the months before.
---@param client table
---@param scope string
---@param figures table of that month
---@param before table? of the month before, if it is there
---@param deadline number seconds
---@return table figures
function feed.joined(client, scope, figures, before, deadline)
  local first = before and month_of.previous(figures.month) or figures.month
  local list = summaries(client, scope, first, deadline)
  list[#list + 1] = before
  list[#list + 1] = figures
  return packed.joined(list)
end

return feed
