-- The API's own summary of a bill by resource, kept with its rows to tell
-- whether they add up to it.
--
-- It is { total, groups } of RealTotalCost, texts; the groups by pay mode, nil
-- where it does not name them as rows do.

local amounts = require "tcbilling.reconcile.amounts"
local copy = require "tcbilling.copy"
local decimal = require "tcbilling.core".decimal

local summary = {}

local ZERO = decimal "0"

-- The items of an answer; a month without a bill has none.
local function items_of(response, name)
  local list = response[name]
  if list == nil then return {} end
  if type(list) ~= "table" or #list == 0 and next(list) ~= nil then
    return nil, name .. " is no list"
  end
  return list
end

local function read(asked, response)
  local list, message = items_of(response, asked.items)
  if not list then return nil, message end
  local total, groups = ZERO, {}
  for i, item in ipairs(list) do
    local amount = type(item) == "table" and amounts.of(item).RealTotalCost
    if not amount then
      return nil, ("%s[%d] has no RealTotalCost"):format(asked.items, i)
    end
    local name = tostring(item[asked.group] or "")
    total, groups[name] = total + amount, (groups[name] or ZERO) + amount
  end
  for name, sum in pairs(groups) do groups[name] = tostring(sum) end
  return { total = tostring(total), groups = asked.group and groups }
end

-- The others are of the summary alone.
local ENDS = { auth = true, cancelled = true, storage = true }

-- An answer kept for others may be older than the rows.
local function call(job, asked)
  local bill, given = job.bill, copy(job.run.call_options)
  given.cache = false
  return job.client:call(bill.service, asked.action, asked.params(bill.month),
    given)
end

--- Asks for it, where the sink keeps it. That it can't be had is noted.
---@param job table run, client, bill
---@return table? found nil: there is none; or message, detail: the run can't
---  go on
---@return string? message, table? detail
function summary.ask(job)
  if not job.run.sink.keeps_summaries then return nil end
  local asked = job.bill.summary
  local response, message, detail = call(job, asked)
  if not response and ENDS[detail.kind] then return nil, message, detail end
  local found
  if response then
    found, message = read(asked, response)
    if found then return found end
    message = asked.action .. ": " .. message
  end
  job.run.note(("%s: its rows could not be compared with the API's own "
    .. "summary (%s)"):format(job.bill.key, message))
end

return summary
