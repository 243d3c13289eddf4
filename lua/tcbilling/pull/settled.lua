-- Which bills need not be asked for again: those that are whole and final,
-- unless they were adjusted since; and provisional ones, if the run that read
-- them was interrupted and goes on.

local copy = require "tcbilling.copy"

local settled = {}

-- An unfinished run goes on for a day: then the API's figures are newer.
local A_DAY = 86400

-- Clocks differ: what was adjusted shortly before a reading is read again.
local SLACK = 3600

local function is_kept(whole, bill, run_began)
  if not whole or whole.request ~= bill.request then return false end
  return not whole.provisional
    or run_began ~= nil and whole.started_at >= run_began
end

-- What was adjusted since it was read, by key; or nil, message, detail. Who
-- may not ask for that is told.
local function adjusted_since(job, kept)
  local adjusted, given = {}, copy(job.run.call_options)
  for _, one in ipairs(kept) do
    given.since = one.at.started_at - SLACK
    local changes, message, detail = job.client.billing:adjusted(
      one.bill.month, one.bill.month, given)
    if changes then
      adjusted[one.bill.key] = changes[1] ~= nil
    elseif detail.kind == "denied" or detail.kind == "api" then
      job.run.note("whether settled months were adjusted could not be asked ("
        .. message .. "); they are taken for settled")
      return adjusted
    else
      return nil, message, detail
    end
  end
  return adjusted
end

--- When the run began that goes on now; nil: none does.
---@param at table? the run's checkpoint
---@param now number
function settled.began(at, now)
  return at and at.started_at > now - A_DAY and at.started_at or nil
end

-- Bills that are to be asked for, whatever became of them, and those that are
-- whole and final.
local function part(job)
  local whole, asked, kept = {}, {}, {}
  for _, one in ipairs(job.whole) do whole[one.key] = one end
  for _, bill in ipairs(job.bills) do
    local at = whole[bill.key]
    if is_kept(at, bill, job.run_began)
      and not (job.run.refresh and at.started_at < job.run_began) then
      kept[#kept + 1] = { bill = bill, at = at }
    else
      asked[#asked + 1] = bill
    end
  end
  return asked, kept
end

--- Parts bills into those to be asked for and those that are kept.
---@param job table run, client, account, bills, whole (those of the account
---  that are), run_began
---@return table[]? bills to be asked for; nil, message, detail
---@return string? message, table? detail
function settled.divide(job)
  if job.run.refresh and not job.run_began then return job.bills end
  local asked, kept = part(job)
  local adjusted, message, detail = {}, nil, nil
  if job.run.kind == "resources" then
    adjusted, message, detail = adjusted_since(job, kept)
  end
  if not adjusted then return nil, message, detail end
  for _, one in ipairs(kept) do
    if adjusted[one.bill.key] then
      asked[#asked + 1] = one.bill
    else
      job.run.tally:keep(one.bill, one.at)
    end
  end
  table.sort(asked, function(a, b) return a.key < b.key end)
  return asked
end

return settled
