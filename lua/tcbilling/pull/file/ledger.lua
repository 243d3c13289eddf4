-- What is committed, as the journal's records tell it: the bills, each with
-- what is whole and what is running of it, and where their rows are.
--
-- Tens of thousands of bills are held at once: a checkpoint is kept as text.

local copy = require "tcbilling.copy"
local json = require "tcbilling.core".json

local Ledger = {}
local ledger_meta = { __index = Ledger }

local ledger = {}

--- An empty one. `partial`: bytes committed of FILE.partial; `file`: bytes of
--- FILE, nil if there is none yet; `is_placed`: FILE has its name; `changed`:
--- bills became whole since.
function ledger.new()
  return setmetatable({ bills = {}, partial = 0, is_placed = true,
    changed = false }, ledger_meta)
end

local function is_offset(value)
  return type(value) == "number" and value >= 0 and value % 1 == 0
end

-- A list of from, to, from, to.
local function are_places(list)
  if type(list) ~= "table" or #list % 2 == 1 then return false end
  for i = 1, #list, 2 do
    if not (is_offset(list[i]) and is_offset(list[i + 1])
      and list[i] <= list[i + 1]) then return false end
  end
  return true
end

local function is_bill(bill)
  return type(bill) == "table" and type(bill.key) == "string"
    and type(bill.kind) == "string"
end

-- The entry of a bill, made if there is none.
local function entry_of(self, bill)
  local entry = self.bills[bill.key]
  if not entry then
    entry = {}
    self.bills[bill.key] = entry
  end
  entry.bill = copy(bill)
  return entry
end

local function reading_of(checkpoint, place, at)
  return { checkpoint = assert(json.encode(checkpoint, "checkpoint")),
    rows = checkpoint.rows, place = place, at = at }
end

-- Rows that follow the last ones are of the same piece.
local function extend(at, from, to)
  if at[#at] == from then
    at[#at] = to
  else
    at[#at + 1], at[#at + 2] = from, to
  end
  return at
end

local function make_whole(self, entry, reading)
  entry.whole, entry.running, entry.failure = reading, nil, nil
  if entry.bill.kind ~= "run" then self.changed = true end
end

local apply = {}

function apply.begin(self, bill, record)
  entry_of(self, bill).running = reading_of(record.checkpoint, "partial", {})
  return true
end

function apply.commit(self, bill, record)
  local entry, from = entry_of(self, bill), self.partial
  local at = entry.running and entry.running.at or {}
  if record.to then
    if not is_offset(record.to) or record.to < from then
      return nil, "rows that begin after their end"
    end
    extend(at, from, record.to)
    self.partial = record.to
  end
  local reading = reading_of(record.checkpoint, "partial", at)
  if record.checkpoint.state == "whole" then
    make_whole(self, entry, reading)
  else
    entry.running = reading
  end
  return true
end

function apply.fail(self, bill, record)
  if type(record.failure) ~= "table" then return nil, "no failure" end
  entry_of(self, bill).failure = copy(record.failure)
  return true
end

-- The records of a journal that was made anew.

function apply.whole(self, bill, record)
  if not are_places(record.at) then return nil, "no places of rows" end
  entry_of(self, bill).whole = reading_of(record.checkpoint, "file", record.at)
  return true
end

function apply.running(self, bill, record)
  if not are_places(record.at) then return nil, "no places of rows" end
  entry_of(self, bill).running =
    reading_of(record.checkpoint, "partial", record.at)
  self.partial = math.max(self.partial, record.at[#record.at] or 0)
  return true
end

local NEEDS_CHECKPOINT = { begin = true, commit = true, whole = true,
  running = true }

--- Takes a record in.
---@return boolean? ok, string? why it makes no sense
function Ledger:apply(record)
  if is_offset(record.assembled) then
    self.file, self.is_placed = record.assembled, false
    return true
  elseif record.placed then
    self.is_placed = true
    return true
  end
  for what, f in pairs(apply) do
    local bill = record[what]
    if bill ~= nil then
      local checkpoint = record.checkpoint
      if not is_bill(bill) then return nil, "no bill" end
      if NEEDS_CHECKPOINT[what] and not (type(checkpoint) == "table"
        and is_offset(checkpoint.rows)) then return nil, "no checkpoint" end
      return f(self, bill, record)
    end
  end
  return nil, "a record of no known kind"
end

--- The keys of all bills, in order.
function Ledger:keys()
  local keys = {}
  for key in pairs(self.bills) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- The records of one bill, of which what is whole was moved into a new FILE.
local function bill_records(entry)
  local bill, whole, running = entry.bill, entry.whole, entry.running
  local records = {}
  if whole then
    records[#records + 1] = { whole = bill, at = whole.moved or json.list {},
      checkpoint = json.decode(whole.checkpoint) }
  end
  if running then
    records[#records + 1] = { running = bill, at = running.at,
      checkpoint = json.decode(running.checkpoint) }
  end
  if entry.failure then
    records[#records + 1] = { fail = bill, failure = entry.failure }
  end
  return records
end

--- The records of all that is known, after an assembly of `size` bytes.
---@return fun(): table?
function Ledger:records(size)
  local keys = self:keys()
  return coroutine.wrap(function()
    coroutine.yield { assembled = size }
    for _, key in ipairs(keys) do
      for _, record in ipairs(bill_records(self.bills[key])) do
        coroutine.yield(record)
      end
    end
  end)
end

--- After these records are durable: what is whole is in FILE.
function Ledger:moved(size)
  self.file, self.is_placed, self.changed, self.partial = size, false, false, 0
  for _, entry in pairs(self.bills) do
    local whole, running = entry.whole, entry.running
    if whole then
      whole.place, whole.at, whole.moved = "file", whole.moved or {}, nil
    end
    if running then
      self.partial = math.max(self.partial, running.at[#running.at] or 0)
    end
  end
end

return ledger
