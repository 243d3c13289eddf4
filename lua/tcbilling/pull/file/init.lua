-- A file of CSV or NDJSON as a sink.
--
-- FILE is what is read: it has its name when a run ends, at once, and holds
-- whole bills only, in the order of their keys. Until then rows are appended
-- to FILE.partial, and FILE.journal says what of it is committed: rows are on
-- the disk before the line that tells of them, and what no line tells of is
-- cut off at the next opening.

local assembly = require "tcbilling.pull.file.assembly"
local csv = require "tcbilling.csv"
local disk = require "tcbilling.pull.file.disk"
local json = require "tcbilling.core".json
local journal = require "tcbilling.pull.file.journal"
local ledger = require "tcbilling.pull.file.ledger"
local lock = require "tcbilling.pull.file.lock"
local ndjson = require "tcbilling.pull.file.ndjson"
local trouble = require "tcbilling.pull.file.trouble"

local File = {}
local file_meta = { __index = File, __name = "tcbilling.pull.file" }

local file = {}

local VERSION = 1 -- of the journal

-- Kinds of files

local KINDS = {}

function KINDS.csv(format, no_formulas)
  local n, names = #format.columns, {}
  for i, column in ipairs(format.columns) do names[i] = column.name end
  return csv.line(names, n), function(row)
    return csv.line(row, n, no_formulas)
  end
end

function KINDS.ndjson(format)
  return "", ndjson(format.columns)
end

-- Opening

local function header_of(given, kind)
  local names = {}
  for i, column in ipairs(given.format.columns) do
    names[i] = column.name .. " " .. column.kind
  end
  return { tcbilling = VERSION, file = kind, format = given.format.name,
    columns = json.list(names), no_formulas = given.no_formulas == true }
end

local function check_header(self, found)
  local path = trouble.path(self.path)
  if type(found.tcbilling) ~= "number" then
    return trouble.invalid("%s is no journal of tcbilling's: name another "
      .. "file, or move it away", trouble.path(self.path .. ".journal"))
  elseif found.tcbilling > VERSION then
    return trouble.invalid("%s was written by a newer tcbilling: upgrade, or "
      .. "name another file", path)
  elseif json.encode(found) ~= json.encode(self.header) then
    return trouble.invalid("%s has other columns, by another --format, "
      .. "--no-formulas or release: name another file", path)
  end
  return true
end

-- Reads the journal, or begins it.
local function read_journal(self)
  local held = self.journal
  local torn, message, detail = held:fold(function(record, number)
    if number == 1 then return check_header(self, record) end
    return self.ledger:apply(record)
  end)
  if not torn then return nil, message, detail end
  local ok, problem, code = true, nil, nil
  if torn ~= "" then ok, problem, code = held:cut() end
  if ok and held.size == 0 then
    ok, problem, code = held:append(self.header)
  end
  if not ok then return trouble.at_open("write", held.path, problem, code) end
  return true
end

-- An assembly that was interrupted is ended, or what is left of it removed.
local function settle(self)
  local known, new = self.ledger, self.path .. ".new"
  if known.is_placed then return disk.remove(new) end
  local stat = disk.stat(new)
  if stat and stat.size == known.file then
    local ok, message, code = disk.rename(new, self.path)
    if not ok then return nil, message, code end
  end
  local ok, message, code = disk.sync_directory(self.directory)
  if ok then ok, message, code = self.journal:append { placed = true } end
  if ok then known.is_placed = true end
  return ok, message, code
end

-- What FILE and FILE.partial are must be what the journal says.
local function check_files(self)
  local stat, known = disk.stat(self.path), self.ledger
  if known.file and (not stat or stat.size ~= known.file) then
    return trouble.invalid("%s was changed or removed since it was written: "
      .. "put it back, or remove %s, too, to begin anew",
      trouble.path(self.path), trouble.path(self.journal.path))
  elseif not known.file and stat then
    return trouble.invalid("%s is there already, and is not of a pull: name "
      .. "another file, or move it away", trouble.path(self.path))
  end
  stat = disk.stat(self.path .. ".partial")
  if (stat and stat.size or 0) < known.partial then
    return trouble.invalid("%s was cut off or removed: put it back, or remove "
      .. "%s, too, to begin anew", trouble.path(self.path .. ".partial"),
      trouble.path(self.journal.path))
  end
  return true
end

local function open_partial(self)
  local path = self.path .. ".partial"
  local fd, message, code = disk.open(path, "r+")
  if not fd and code == "ENOENT" then
    fd, message, code = disk.open(path, "wx+")
  end
  if not fd then return trouble.at_open("write", path, message, code) end
  self.partial = fd
  local ok
  ok, message, code = disk.truncate(fd, self.ledger.partial)
  if not ok then return trouble.at_open("write", path, message, code) end
  return true
end

-- What can be seen without touching anything.
local function look(path)
  local stat = disk.stat(path)
  local directory = path:match "^(.*)/[^/]*$" or "."
  if directory == "" then directory = "/" end
  local folder = disk.stat(directory)
  if not folder or folder.type ~= "directory" then
    return trouble.invalid("there is no folder %s: make it first",
      trouble.path(directory))
  elseif stat and stat.type ~= "file" then
    return trouble.invalid("%s is no file, but a %s", trouble.path(path),
      stat.type)
  elseif stat and not disk.stat(path .. ".journal") then
    return trouble.invalid("%s is there already, and is not of a pull: name "
      .. "another file, or move it away", trouble.path(path))
  elseif not disk.is_writable(directory) then
    return trouble.invalid("the folder %s may not be written to",
      trouble.path(directory))
  end
  return directory
end

local function open_all(self)
  local message, code
  self.journal, message, code = journal.open(self.path .. ".journal")
  if not self.journal and code == "EAGAIN" then
    return trouble.storage("another pull is writing to %s: wait until it "
      .. "ends, or stop it", trouble.path(self.path))
  elseif not self.journal then
    return trouble.at_open("open", self.path .. ".journal", message, code)
  end
  local ok, problem, detail = read_journal(self)
  if not ok then return nil, problem, detail end
  ok, problem, code = settle(self)
  if not ok then return trouble.at_open("write", self.path, problem, code) end
  ok, problem, detail = check_files(self)
  if not ok then return nil, problem, detail end
  return open_partial(self)
end

--- Opens one, made if it is not there.
---@param given table path ("x.csv" or "x.ndjson"), format, no_formulas
---@return table? sink, string? message, table? detail
function file.open(given)
  local path = given.path
  local kind = path:match "%.(%a+)$"
  if not KINDS[kind] then
    return trouble.invalid("%s ends neither in .csv nor in .ndjson",
      trouble.path(path))
  end
  local directory, message, detail = look(path)
  if not directory then return nil, message, detail end
  if not lock.claim(path) then
    return trouble.storage("another pull of this program is writing to %s",
      trouble.path(path))
  end
  local self = setmetatable({ path = path, directory = directory,
    format = given.format, ledger = ledger.new(),
    header = header_of(given, kind) }, file_meta)
  self.head, self.line = KINDS[kind](given.format, given.no_formulas)
  local ok
  ok, message, detail = open_all(self)
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
  for i = 1, #rows do lines[i] = self.line(rows[i]) end
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

-- The end of a run

local function records_of(self, size)
  local rest, is_first = self.ledger:records(size), true
  return function()
    if is_first then
      is_first = false
      return self.header
    end
    return rest()
  end
end

local function assemble(self)
  local old, mode = nil, nil
  if self.ledger.file then
    local message, code
    old, message, code = disk.open(self.path, "r")
    if not old then return nil, message, code end
    mode = disk.stat_open(old).mode
  end
  local size, message, code = assembly.write(self.path .. ".new", self.head,
    self.ledger, { file = old, partial = self.partial }, mode)
  if old then disk.close(old) end
  if not size then return nil, message, code end
  local made
  made, message, code = self.journal:replace(records_of(self, size))
  if not made then return nil, message, code end
  self.journal = made
  self.ledger:moved(size)
  return settle(self)
end

--- A run ended: FILE gets what is whole.
---@return boolean? ok, string? message, table? detail
function File:finish()
  if not self.ledger.changed then return true end
  local whole, why, detail = check_partial(self)
  if whole then whole, why, detail = check_name(self) end
  if not whole then return nil, why, detail end
  local ok, message, code = assemble(self)
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
