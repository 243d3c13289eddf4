-- A bill that could not be had: it is remembered, and the run goes on.

--- Remembers it.
---@param job table run, client
---@param bill table
---@param message string
---@param detail table
---@return boolean? ok nil, message, detail: the sink failed
---@return string? message, table? detail
local function failing(job, bill, message, detail)
  local ok, problem, why = job.run.sink:fail(bill, { message = message,
    kind = detail.kind, code = detail.code,
    at = math.floor(job.client.clock.wall()) })
  if not ok then return nil, problem, why end
  job.run.tally:fail(bill, message, detail)
  return true
end

return failing
