-- Asks for customers' totals, several at once, and commits each as it comes.

local checkpoint = require "tcbilling.pull.checkpoint"
local failing = require "tcbilling.pull.failing"
local sums = require "tcbilling.pull.sums"

local customers = {}

-- In a row, of what fails for all alike: then the rest is not tried.
local MOST_IN_A_ROW = 20

local OF_ALL = { network = true, timeout = true, unavailable = true }
local HOPELESS = { auth = true, tls = true, limiter = true }

local function ask(job, bill)
  local at = checkpoint.new(bill, job.keys, job.client.clock.wall(), 1)
  local answer, message, detail = job.client:call(bill.service, bill.action,
    bill.params, job.run.call_options)
  return answer, message, detail, at
end

local function store(job, bill, answer, at)
  local total, problem = sums.add(bill, {}, { answer })
  if not total then
    return nil, bill.action .. ": " .. problem, { kind = "decode" }
  end
  local whole = checkpoint.after(at, { state = "whole", rows = 1,
    sums = total, finished_at = math.floor(job.client.clock.wall()) })
  local format = job.run.sink.format
  local ok, message, detail = job.run.sink:append(bill,
    { format.read(answer, bill) }, whole)
  if not ok then return nil, message, detail, detail.kind ~= "decode" end
  job.run.tally:stored(bill, whole)
  return true
end

-- What to do after a failure: nil, goes on; else the run ends with it.
local function judge(job, detail)
  if detail.kind == "cancelled" or HOPELESS[detail.kind] then return true end
  job.in_a_row = OF_ALL[detail.kind] and job.in_a_row + 1 or 0
  return job.in_a_row >= MOST_IN_A_ROW
end

-- Takes one result; nil, message, detail: the run ends.
local function take(job, bill, answer, message, detail, at)
  local is_of_sink
  if answer then
    local ok
    ok, message, detail, is_of_sink = store(job, bill, answer, at)
    if ok then
      job.in_a_row = 0
      return true
    end
  end
  if is_of_sink or judge(job, detail) then
    return nil, message, detail
  end
  return failing(job, bill, message, detail)
end

--- Asks for all of a job's bills.
---@param job table run, client, keys, account, bills
---@return boolean? ok nil, message, detail: the run can't go on
---@return string? message, table? detail
function customers.read(job)
  job.in_a_row = 0
  local all = job.client:each(job.bills, function(bill)
    return ask(job, bill)
  end, { concurrency = job.run.concurrency })
  for bill, answer, message, detail, at in all do
    local ok
    if bill then
      ok, message, detail = take(job, bill, answer, message, detail, at)
    end
    if not ok then
      all:close()
      return nil, message, detail
    end
  end
  return true
end

return customers
