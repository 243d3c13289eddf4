-- Opens a file's sink: what can be seen before anything is touched, the
-- journal, and what of FILE.partial it tells of.

local disk = require "tcbilling.pull.file.disk"
local journal = require "tcbilling.pull.file.journal"
local json = require "tcbilling.core".json
local kinds = require "tcbilling.pull.file.kinds"
local placing = require "tcbilling.pull.file.placing"
local trouble = require "tcbilling.pull.file.trouble"

local opening = {}

-- What can be seen without touching anything

-- Where a link leads to: the file itself is written, not the link.
local function follow(path)
  if disk.type_of_name(path) ~= "link" then return path end
  local real = disk.real(path)
  if real then return real end
  return trouble.invalid("%s is a link that leads to nothing: remove it, or "
    .. "name another file", trouble.path(path))
end

local function split(path)
  local directory, name = path:match "^(.*)/([^/]*)$"
  if not directory then return ".", path end
  return directory == "" and "/" or directory, name
end

-- The only name that a file has, whoever names it how.
local function full_name(path)
  local followed, message, detail = follow(path)
  if not followed then return nil, message, detail end
  local directory, name = split(followed)
  local real = disk.real(directory)
  local folder = real and disk.stat(real)
  if not folder or folder.type ~= "directory" then
    return trouble.invalid("there is no folder %s: make it first",
      trouble.path(directory))
  end
  return (real == "/" and "" or real) .. "/" .. name, real
end

--- Looks whether a file may be one of ours.
---@param path string
---@return string? path its full name; nil, message, detail
---@return string directory_or_message, table? detail
function opening.look(path)
  local name, directory, detail = full_name(path)
  if not name then return nil, directory, detail end
  local stat = disk.stat(name)
  if stat and stat.type ~= "file" then
    return trouble.invalid("%s is no file, but a %s", trouble.path(path),
      stat.type)
  elseif stat and not disk.stat(name .. ".journal") then
    return trouble.invalid("%s is there already, and is not of a pull: name "
      .. "another file, or move it away", trouble.path(path))
  elseif not disk.is_writable(directory) then
    return trouble.invalid("the folder %s may not be written to",
      trouble.path(directory))
  end
  return name, directory
end

-- The journal

local function check_header(self, found)
  local path = trouble.path(self.path)
  if type(found.tcbilling) ~= "number" then
    return trouble.invalid("%s is no journal of tcbilling's: name another "
      .. "file, or move it away", trouble.path(self.path .. ".journal"))
  elseif found.tcbilling > kinds.VERSION then
    return trouble.invalid("%s was written by a newer tcbilling: upgrade, or "
      .. "name another file", path)
  elseif json.encode(found) ~= json.encode(self.kind.header) then
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
    ok, problem, code = held:append(self.kind.header)
  end
  if not ok then return trouble.at_open("write", held.path, problem, code) end
  return true
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

--- Opens all that a sink needs.
---@param self table the sink
---@return boolean? ok, string? message, table? detail
function opening.open(self)
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
  ok, problem, code = placing.settle(self)
  if not ok then return trouble.at_open("write", self.path, problem, code) end
  ok, problem, detail = check_files(self)
  if not ok then return nil, problem, detail end
  ok, problem, detail = open_partial(self)
  if not ok then return nil, problem, detail end
  -- the names of both files last from now on
  ok, problem, code = disk.sync_directory(self.directory)
  if not ok then return trouble.at_open("write", self.path, problem, code) end
  return true
end

return opening
