-- What a run has done so far, and how far it is: its report, and what progress
-- tells.

local decimal = require "tcbilling.core".decimal
local pace = require "tcbilling.pace"

local Tally = {}
local tally_meta = { __index = Tally, __name = "tcbilling.pull.tally" }

-- Rows of a page, as steps to be done are counted.
local PAGE = 1000

-- Rows that are still to come: of bills that are not counted yet, as many as
-- the others have on average.
local function rows_left(tally)
  local known, total, done = 0, 0, 0
  for _, bill in pairs(tally.reading) do
    if bill.count then known, total = known + 1, total + bill.count end
    done = done + bill.rows
  end
  if known == 0 then return nil end
  local bills = tally.bills - tally.kept - tally.failed
  return math.max(0, total / known * bills - done), total / known * bills
end

local function of_rows(tally, now)
  local left, total = rows_left(tally)
  return { done = tally.rows_seen, total = total and math.floor(total),
    eta = left and tally.pace:eta(left / PAGE, now) }
end

local function of_bills(tally, now)
  local done = tally.pulled + tally.failed
  local total = tally.bills - tally.kept
  return { done = done, total = total,
    eta = tally.pace:eta(total - done, now) }
end

local function report(tally, title)
  local now = tally.clock.monotonic()
  local p = (tally.kind == "customers" and of_bills or of_rows)(tally, now)
  p.title, p.rows, p.kept = title, tally.rows, tally.kept
  p.failed = tally.failed
  p.bills_done = tally.pulled + tally.kept + tally.failed
  p.bills_total = tally.bills
  p.elapsed = now - tally.began
  tally.on_progress(p)
end

local function title_of(bill)
  return ("%s %s"):format(bill.kind, bill.month)
end

local function seen(tally, job, rows)
  tally.reading[job.bill.key] = { rows = rows, count = job.at.count }
  tally.rows_seen = 0
  for _, bill in pairs(tally.reading) do
    tally.rows_seen = tally.rows_seen + bill.rows
  end
end

--- A bill goes on from where it was left.
function Tally:resumed(job)
  if job.at.rows > 0 then self.resumed_bills = self.resumed_bills + 1 end
  seen(self, job, job.at.rows)
end

--- A bill is read from its beginning once more.
function Tally:restarted(job)
  seen(self, job, 0)
end

-- A bill of so many rows is nothing to read page by page.
local MANY = 200000

local function hint(tally, job)
  local count = job.at.count
  if tally.hinted or not count or count <= MANY then return end
  tally.hinted = true
  tally.note(("%s has %.0f rows: for bills of more than 200,000 Tencent "
    .. "Cloud advises to let it store them in COS (Billing Center, bill "
    .. "storage) rather than to read them by API"):format(job.bill.key, count))
end

--- Rows of a bill were committed.
---@param rows integer how many
function Tally:committed(job, rows)
  seen(self, job, job.at.rows)
  self.rows = self.rows + rows
  self.pace:mark(self.clock.monotonic())
  hint(self, job)
  if job.at.state == "whole" then
    self.pulled = self.pulled + 1
    self:add(job.bill, job.at)
  end
  report(self, title_of(job.bill))
end

--- A customer's bill was committed.
function Tally:stored(bill, at)
  self.rows, self.pulled = self.rows + 1, self.pulled + 1
  self:add(bill, at)
  self.pace:mark(self.clock.monotonic())
  report(self, title_of(bill))
end

--- Adds a whole bill to its month.
---@param at table its checkpoint
function Tally:add(bill, at)
  local key = bill.account .. "/" .. bill.month
  local one = self.by_month[key]
  if not one then
    one = { account = bill.account, month = bill.month, bills = 0, rows = 0,
      sums = {}, provisional = {} }
    self.by_month[key] = one
  end
  one.bills, one.rows = one.bills + 1, one.rows + at.rows
  for name, sum in pairs(at.sums) do
    one.sums[name] = (one.sums[name] or decimal(0)) + decimal(sum)
  end
  local why = at.provisional
  if why then one.provisional[why] = (one.provisional[why] or 0) + 1 end
end

--- A bill need not be asked for.
function Tally:keep(bill, at)
  self.kept = self.kept + 1
  self:add(bill, at)
end

--- A bill could not be had.
function Tally:fail(bill, message, detail)
  self.failed = self.failed + 1
  self.failures[#self.failures + 1] = {
    account = bill.account, month = bill.month,
    customer_uin = bill.customer_uin, message = message,
    kind = detail.kind, code = detail.code,
  }
  self.pace:mark(self.clock.monotonic())
  report(self, title_of(bill))
end

-- In order, with sums as texts.
local function months(tally)
  local list = {}
  for _, one in pairs(tally.by_month) do
    for name, sum in pairs(one.sums) do one.sums[name] = tostring(sum) end
    list[#list + 1] = one
  end
  table.sort(list, function(a, b)
    if a.account ~= b.account then return a.account < b.account end
    return a.month < b.month
  end)
  return list
end

--- What is said of the run in the end.
---@return table report see pull/init.lua
function Tally:report()
  return {
    kind = self.kind, bills = self.bills, pulled = self.pulled,
    kept = self.kept, failed = self.failed, resumed = self.resumed_bills,
    left = self.bills - self.pulled - self.kept - self.failed,
    rows = self.rows, failures = self.failures,
    months = months(self),
    elapsed = self.clock.monotonic() - self.began,
  }
end

local tally = {}

--- Makes one.
---@param kind "resources"|"customers"
---@param clock table with monotonic()
---@param on_progress fun(progress: table)
---@param note fun(text: string)
---@return table
function tally.new(kind, clock, on_progress, note)
  return setmetatable({
    kind = kind, clock = clock, on_progress = on_progress, note = note,
    began = clock.monotonic(), pace = pace.new(), reading = {},
    bills = 0, pulled = 0, kept = 0, failed = 0, rows = 0, rows_seen = 0,
    resumed_bills = 0, failures = {}, by_month = {},
  }, tally_meta)
end

return tally
