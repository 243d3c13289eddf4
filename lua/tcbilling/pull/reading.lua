-- Reads one bill by resource, from where it was left, into a sink.

local checkpoint = require "tcbilling.pull.checkpoint"
local copy = require "tcbilling.copy"
local summary = require "tcbilling.pull.summary"
local sums = require "tcbilling.pull.sums"

local reading = {}

-- Rows that are committed at once: a page.
local PAGE = 1000

local function begin(job, n)
  local at = checkpoint.new(job.bill, job.keys, job.client.clock.wall(), n)
  local ok, message, detail = job.run.sink:begin(job.bill, at)
  if not ok then return nil, message, detail end
  return at
end

-- Where it was left, or its beginning.
local function open(job)
  local found, message, detail = job.run.sink:find(job.bill)
  if not found then return nil, message, detail end
  local at = found.running
  if at and checkpoint.is_of(at, job.bill, job.keys) then return at end
  return begin(job, 1)
end

-- Commits the rows at hand, and with them how far it is. In `changes` is what
-- is special about it.
local function commit(job, changes)
  local at, batch = job.at, job.batch
  local total, problem = sums.add(job.bill, at.sums, batch)
  if not total then
    return nil, job.bill.action .. ": " .. problem, { kind = "decode" }
  end
  changes.rows, changes.sums = at.rows + #batch, total
  changes.count = at.count or job.rows.count
  if job.moved then changes.provisional = "moved" end
  if batch[1] then changes.border = checkpoint.border(batch[#batch]) end
  local after = checkpoint.after(at, changes)
  local ok, message, detail = job.run.sink:append(job.bill, job.values, after)
  if not ok then return nil, message, detail end
  job.at, job.batch, job.values = after, {}, {}
  job.run.tally:committed(job, #batch)
  return true
end

-- Seconds of the rate that are read ahead: to store takes its time, and what
-- waits for it takes memory.
local AHEAD = 0.3

-- The rows from there on, the last one that is committed first.
local function rows_from(job)
  local bill, params = job.bill, copy(job.bill.params)
  local given = copy(job.run.call_options)
  given.ahead = AHEAD
  if job.at.rows > 0 then params.Offset = job.at.rows - 1 end
  return job.client[bill.service]:rows(bill.action, params, given)
end

-- Is it still the bill that was begun? Its border is the first row that comes.
local function check_border(job)
  local at = job.at
  if at.rows == 0 then return true end
  local _, row, message, detail = job.rows()
  if message then return nil, message, detail end
  if not (row and checkpoint.border(row) == at.border) then
    job.lost = "the row where it was left is another one now"
  end
  return true
end

-- Looks whether the bill moved while it was read.
local function check_moved(job)
  local counted, before = job.rows.count, job.at.count
  if job.rows.moved then
    job.moved = "rows moved while they were read"
  elseif counted and before and counted ~= before then
    job.moved = ("it had %.0f rows, now it has %.0f"):format(before, counted)
  end
end

-- To be read once more: then there is no use in the rest.
local function is_spoilt(job)
  return job.lost or job.moved and job.at.reading == 1
end

-- Keeps what came before a failure.
local function give_up(job, message, detail)
  check_moved(job)
  if #job.batch > 0 and not is_spoilt(job) then
    local ok, problem, why = commit(job, {})
    if not ok and why.kind ~= "decode" then return nil, problem, why end
  end
  return nil, message, detail
end

-- Rows after which others have a turn: the next requests are to go out when
-- their rate allows it, not when all that came is stored.
local SLICE = 125

local function read_rows(job)
  local format = job.run.sink.format
  for _, row, message, detail in job.rows do
    if not row then return give_up(job, message, detail) end
    local n = #job.batch + 1
    job.batch[n], job.values[n] = row, format.read(row, job.bill)
    if n % SLICE == 0 then job.client:sleep(0) end
    if n == PAGE then
      check_moved(job)
      if is_spoilt(job) then return true end
      local ok, problem, why = commit(job, {})
      if not ok then return nil, problem, why end
    end
  end
  check_moved(job)
  return true
end

-- Reads to the end, or to where it is seen that it must be read once more.
local function read(job)
  job.batch, job.values, job.moved, job.lost = {}, {}, nil, nil
  job.rows = rows_from(job)
  local ok, message, detail = check_border(job)
  if ok and not job.lost then
    ok, message, detail = read_rows(job)
  end
  job.rows:close()
  return ok, message, detail
end

-- A second time, which is the last one unless it is interrupted.
local function read_again(job)
  job.run.note(("%s: %s; it is read once more"):format(job.bill.key,
    job.lost or job.moved))
  job.run.tally:restarted(job)
  local at, message, detail = begin(job, 2)
  if not at then return nil, message, detail end
  job.at = at
  return read(job)
end

-- The API's own summary: of a bill that is final it is the same at any time,
-- and asked for while the rows come.
local function begin_summary(job)
  if job.at.provisional then return end
  job.summary = job.client:spawn(summary.ask, job)
end

local function end_summary(job)
  if job.summary then return job.summary:wait() end
  return summary.ask(job)
end

--- Reads a bill and commits it whole.
---@param job table run, client, keys, bill
---@return boolean? ok nil, message, detail: what came is committed, and the
---  next run goes on from there
---@return string? message, table? detail
function reading.read(job)
  local ok, message, detail
  job.at, message, detail = open(job)
  if not job.at then return nil, message, detail end
  job.run.tally:resumed(job)
  begin_summary(job)
  ok, message, detail = read(job)
  if ok and is_spoilt(job) then
    ok, message, detail = read_again(job)
  end
  if not ok then
    if job.summary then job.summary:cancel() end
    return nil, message, detail
  end
  local found
  found, message, detail = end_summary(job)
  if detail then return give_up(job, message, detail) end
  return commit(job, { state = "whole", summary = found,
    finished_at = math.floor(job.client.clock.wall()) })
end

return reading
