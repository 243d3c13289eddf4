-- One account's part of a run: what of its bills is to be asked for, and that.

local access = require "tcbilling.access"
local bills = require "tcbilling.pull.bills"
local checkpoint = require "tcbilling.pull.checkpoint"
local customers = require "tcbilling.pull.customers"
local failing = require "tcbilling.pull.failing"
local reading = require "tcbilling.pull.reading"
local settled = require "tcbilling.pull.settled"

local account = {}

-- After these the next bill would fare no better.
local ENDS = { auth = true, tls = true, limiter = true, cancelled = true,
  storage = true }

local READ = { customers = customers.read }

function READ.resources(job)
  for _, bill in ipairs(job.bills) do
    local ok, message, detail = reading.read { run = job.run, bill = bill,
      client = job.client, keys = job.keys }
    if not ok and not ENDS[detail.kind] then
      ok, message, detail = failing(job, bill, message, detail)
    end
    if not ok then return nil, message, detail end
  end
  return true
end

local INVALID = { kind = "invalid" }

-- Bills under the name that all have who give none must be of the same keys.
local function check_keys(job, list)
  if job.is_named then return true end
  for _, one in ipairs(list) do
    if one.keys ~= job.keys then
      return nil, ('bills of account "%s" were read with other keys: name '
        .. 'the account, "%s" if both are keys of the same one, else '
        .. "otherwise (--account NAME, or account = in Lua)"):format(
        job.account, job.account), INVALID
    end
  end
  return true
end

-- An organisation's month and an account's own are not to take each other's
-- place.
local function check_scope(job, list)
  local others = bills.of_other_scope(job.client, job.account, job.run)
  local requests = {}
  for _, bill in ipairs(others or {}) do requests[bill.key] = bill.request end
  for _, one in ipairs(list) do
    if requests[one.key] == one.request then
      return nil, ('%s of account "%s" is there with the other scope: name '
        .. "another target, or another account (--account NAME, or account "
        .. "= in Lua)"):format(one.month, job.account), INVALID
    end
  end
  return true
end

local function check(job)
  local list, message, detail = job.run.sink:bills(job.run.kind, job.account)
  if not list then return nil, message, detail end
  job.whole = list
  local ok
  ok, message, detail = check_keys(job, list)
  if not ok then return nil, message, detail end
  return check_scope(job, list)
end

-- The run that was interrupted, if this one is the same; else a new one.
local function begin(job)
  job.of_run = bills.of_run(job.account, job.bills, job.run.refresh)
  local found, message, detail = job.run.sink:find(job.of_run)
  if not found then return nil, message, detail end
  local at, now = found.running, job.client.clock.wall()
  if at and checkpoint.is_of(at, job.of_run, job.keys) then
    job.run_at, job.run_began = at, settled.began(at, now)
  end
  return true
end

local function remember(job)
  if job.run_began then return true end
  job.run_at = checkpoint.new(job.of_run, job.keys,
    job.client.clock.wall(), 1)
  return job.run.sink:begin(job.of_run, job.run_at)
end

local function forget(job)
  return job.run.sink:append(job.of_run, {}, checkpoint.after(job.run_at,
    { state = "whole", finished_at = math.floor(job.client.clock.wall()) }))
end

-- All were tried then, and the next run is another one: what failed is not
-- whole, and asked for anyway.
local function read(job)
  local ok, message, detail = remember(job)
  if ok then ok, message, detail = READ[job.run.kind](job) end
  if not ok then return nil, message, detail end
  return forget(job)
end

--- Reads an account's bills.
---@param run table see init.lua
---@param name string the account's
---@param client table
---@param is_named boolean somebody gave it that name
---@return boolean? ok nil, message, detail: the run can't go on
---@return string? message, table? detail
function account.read(run, name, client, is_named)
  local ready, failure = access.ensure(client) -- whose keys they are
  if not ready then return nil, failure.message, failure end
  local job = { run = run, account = name, client = client,
    is_named = is_named, keys = bills.keys_of(client),
    bills = bills[run.kind](client, name, run) }
  run.tally.bills = run.tally.bills + #job.bills
  local ok, message, detail = check(job)
  if ok then ok, message, detail = begin(job) end
  if not ok then return nil, message, detail end
  job.bills, message, detail = settled.divide(job)
  if not job.bills then return nil, message, detail end
  if #job.bills > 0 then return read(job) end
  return not job.run_at or forget(job)
end

return account
