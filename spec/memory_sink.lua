-- A sink in memory, for specs of what is pulled: it holds what it was given to
-- the rules of sinks (pull/sinks.lua), and can fail when told.

local copy = require "tcbilling.copy"

local Sink = {}
Sink.__index = Sink

local function entry(sink, bill)
  sink.held[bill.key] = sink.held[bill.key] or { bill = bill }
  return sink.held[bill.key]
end

local function broken(sink)
  sink.writes = sink.writes + 1
  if sink.fails_at == sink.writes then
    return nil, "the disk is full", { kind = "storage" }
  end
  return true
end

local function checkpoint_of(part)
  return part and copy(part.checkpoint)
end

function Sink:find(bill)
  local held = self.held[bill.key] or {}
  return { whole = checkpoint_of(held.whole),
    running = checkpoint_of(held.running) }
end

function Sink:bills(kind, account)
  local list = {}
  for key, held in pairs(self.held) do
    if held.whole and held.bill.kind == kind
      and held.bill.account == account then
      local one = checkpoint_of(held.whole)
      one.key, one.month = key, held.bill.month
      one.customer_uin = held.bill.customer_uin
      list[#list + 1] = one
    end
  end
  return list
end

function Sink:begin(bill, checkpoint)
  assert(checkpoint.rows == 0 and checkpoint.state == "running")
  local ok, message, detail = broken(self)
  if not ok then return nil, message, detail end
  self.begun[#self.begun + 1] = bill.key
  entry(self, bill).running = { rows = {}, checkpoint = copy(checkpoint) }
  return true
end

function Sink:append(bill, rows, checkpoint)
  local ok, message, detail = broken(self)
  if not ok then return nil, message, detail end
  local held = entry(self, bill)
  local part = held.running or { rows = {} }
  for _, row in ipairs(rows) do part.rows[#part.rows + 1] = row end
  assert(checkpoint.rows == #part.rows, "the checkpoint's rows are others")
  part.checkpoint = copy(checkpoint)
  if checkpoint.state == "whole" then
    held.whole, held.running, held.failure = part, nil, nil
  else
    held.running = part
  end
  self.commits[#self.commits + 1] = { key = bill.key, rows = #rows }
  return true
end

function Sink:fail(bill, failure)
  local ok, message, detail = broken(self)
  if not ok then return nil, message, detail end
  entry(self, bill).failure = failure
  return true
end

function Sink:failures()
  local list = {}
  for key, held in pairs(self.held) do
    if held.failure then
      local one = copy(held.failure)
      one.key, one.month = key, held.bill.month
      list[#list + 1] = one
    end
  end
  return list
end

function Sink:finish()
  self.finished = self.finished + 1
  return true
end

function Sink:close()
  self.closed = true
end

--- The values of a column in a whole bill.
function Sink:column(key, name)
  local place
  for i, column in ipairs(self.format.columns) do
    if column.name == name then place = i end
  end
  local list = {}
  for i, row in ipairs(self.held[key].whole.rows) do list[i] = row[place] end
  return list
end

local memory_sink = {}

function memory_sink.new()
  return setmetatable({ held = {}, begun = {}, commits = {}, writes = 0,
    finished = 0 }, Sink)
end

return memory_sink
