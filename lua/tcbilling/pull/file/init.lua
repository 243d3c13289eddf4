-- A file of CSV or NDJSON as a sink.
--
-- FILE is what is read: it has its name when a run ends, at once, and holds
-- whole bills only, in the order of their keys. Until then rows are appended
-- to FILE.partial, and FILE.journal says what of it is committed: rows are on
-- the disk before the line that tells of them, and what no line tells of is
-- cut off at the next opening.

local disk = require "tcbilling.pull.file.disk"
local json = require "tcbilling.core".json
local kinds = require "tcbilling.pull.file.kinds"
local ledger = require "tcbilling.pull.file.ledger"
local lock = require "tcbilling.pull.file.lock"
local opening = require "tcbilling.pull.file.opening"
local placing = require "tcbilling.pull.file.placing"
local trouble = require "tcbilling.pull.file.trouble"

local File = {}
local file_meta = { __index = File, __name = "tcbilling.pull.file" }

local file = {}

--- Opens one, made if it is not there.
---@param given table path ("x.csv" or "x.ndjson"), format, no_formulas
---@return table? sink, string? message, table? detail
function file.open(given)
  local kind = kinds.find(given)
  if not kind then
    return trouble.invalid("%s ends neither in .csv nor in .ndjson",
      trouble.path(given.path))
  end
  local path, directory, detail = opening.look(given.path)
  if not path then return nil, directory, detail end
  if not lock.claim(path) then
    return trouble.storage("another pull of this program is writing to %s",
      trouble.path(path))
  end
  local self = setmetatable({ path = path, directory = directory, kind = kind,
    format = given.format, ledger = ledger.new() }, file_meta)
  local ok, message
  ok, message, detail = opening.open(self)
  if not ok then
    self:close()
    return nil, message, detail
  end
  return self
end

-- Reading

local function checkpoint_of(reading)
  return reading and json.decode(reading.checkpoint)
end

--- What it holds of a bill.
function File:find(bill)
  local entry = self.ledger.bills[bill.key] or {}
  return { whole = checkpoint_of(entry.whole),
    running = checkpoint_of(entry.running) }
end

--- The checkpoints of all whole bills of an account, with key, month and
--- customer_uin.
function File:bills(kind, account)
  local list = {}
  for _, key in ipairs(self.ledger:keys()) do
    local entry = self.ledger.bills[key]
    local bill = entry.bill
    if entry.whole and bill.kind == kind and bill.account == account then
      local at = checkpoint_of(entry.whole)
      at.key, at.month, at.customer_uin = key, bill.month, bill.customer_uin
      list[#list + 1] = at
    end
  end
  return list
end

--- What failed and has not come since.
function File:failures()
  local list = {}
  for _, key in ipairs(self.ledger:keys()) do
    local entry = self.ledger.bills[key]
    if entry.failure then
      local one, bill = {}, entry.bill
      for name, value in pairs(entry.failure) do one[name] = value end
      one.key, one.account, one.month = key, bill.account, bill.month
      one.customer_uin = bill.customer_uin
      list[#list + 1] = one
    end
  end
  return list
end

-- Writing

-- What of a bill the journal keeps.
local function kept(bill)
  return { key = bill.key, kind = bill.kind, account = bill.account,
    month = bill.month, customer_uin = bill.customer_uin }
end

local function record(self, what)
  if self.journal.broken then
    return trouble.storage("the journal of %s could not be written: run again",
      trouble.path(self.path))
  end
  local ok, message, code = self.journal:append(what)
  if not ok then
    return trouble.failed("write", self.journal.path, message, code)
  end
  assert(self.ledger:apply(what))
  return true
end

--- Begins to read a bill: what was read of it and is not whole is dropped.
---@return boolean? ok, string? message, table? detail
function File:begin(bill, checkpoint)
  return record(self, { begin = kept(bill), checkpoint = checkpoint })
end

-- Nobody else may have cut off what is committed.
local function check_partial(self)
  local stat = disk.stat_open(self.partial)
  if stat and stat.size >= self.ledger.partial then return true end
  return trouble.storage("%s was cut off by another program: remove it, and "
    .. "%s, to begin anew", trouble.path(self.path .. ".partial"),
    trouble.path(self.journal.path))
end

-- Nor may there be a FILE that is not ours.
local function check_name(self)
  if self.ledger.file or not disk.stat(self.path) then return true end
  return trouble.storage("%s came to be while bills were pulled, and is not "
    .. "of this pull: move it away and run the same again",
    trouble.path(self.path))
end

local function write_rows(self, rows)
  local lines, from = {}, self.ledger.partial
  for i = 1, #rows do lines[i] = self.kind.line(rows[i]) end
  local text = table.concat(lines)
  if text == "" then return from end
  local whole, why, detail = check_partial(self)
  if not whole then return nil, why, detail end
  local ok, message, code = disk.write(self.partial, text, from)
  if ok then ok, message, code = disk.sync(self.partial) end
  if not ok then
    return trouble.failed("write", self.path .. ".partial", message, code)
  end
  return from + #text
end

--- Commits rows, and how far the bill is.
---@return boolean? ok, string? message, table? detail
function File:append(bill, rows, checkpoint)
  local entry = self.ledger.bills[bill.key]
  local before = entry and entry.running and entry.running.rows or 0
  if before + #rows ~= checkpoint.rows then
    return trouble.storage("%s has %.0f rows of %s, not %.0f: run again",
      trouble.path(self.path), before, bill.key, checkpoint.rows - #rows)
  end
  local to, message, detail = write_rows(self, rows)
  if not to then return nil, message, detail end
  return record(self, { commit = kept(bill), to = to,
    checkpoint = checkpoint })
end

--- Remembers that a bill could not be had, until it is whole.
function File:fail(bill, failure)
  return record(self, { fail = kept(bill), failure = failure })
end

--- A run ended: FILE gets what is whole.
---@return boolean? ok, string? message, table? detail
function File:finish()
  if not self.ledger.changed then return true end
  local whole, why, detail = check_partial(self)
  if whole then whole, why, detail = check_name(self) end
  if not whole then return nil, why, detail end
  local ok, message, code = placing.assemble(self)
  if ok then
    ok, message, code = disk.truncate(self.partial, self.ledger.partial)
  end
  if not ok then return trouble.failed("write", self.path, message, code) end
  return true
end

--- Lets go of it. A FILE.partial with nothing in it is removed.
function File:close()
  if self.closed then return end
  self.closed = true
  if self.partial then
    disk.close(self.partial)
    if self.ledger.partial == 0 then disk.remove(self.path .. ".partial") end
  end
  if self.journal then self.journal:close() end
  lock.release(self.path)
end

return file
