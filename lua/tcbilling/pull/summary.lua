-- The API's own summary of a bill by resource, kept with its rows to tell
-- whether they add up to it.
--
-- It is kept as summaries.lua reads it.

local copy = require "tcbilling.copy"
local summaries = require "tcbilling.summaries"

local summary = {}

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
    found, message = summaries.read(asked, response)
    if found then return found end
    message = asked.action .. ": " .. message
  end
  job.run.note(("%s: its rows could not be compared with the API's own "
    .. "summary (%s)"):format(job.bill.key, message))
end

return summary
