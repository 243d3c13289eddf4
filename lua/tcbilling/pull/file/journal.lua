-- The journal: lines of JSON, one a commit, only ever appended to; and made
-- anew, shorter, when a file is assembled. Who has it open has its lock.

local disk = require "tcbilling.pull.file.disk"
local json = require "tcbilling.core".json
local lock = require "tcbilling.pull.file.lock"
local trouble = require "tcbilling.pull.file.trouble"

local CHUNK = 65536

local Journal = {}
local journal_meta = { __index = Journal }

local journal = {}

--- Opens a journal, made if there is none, and locks it.
---@return table? journal, string? message, string? code EAGAIN: another has it
function journal.open(path)
  local held, message, code = lock.open(path)
  if not held then return nil, message, code end
  return setmetatable({ path = path, held = held, size = 0 }, journal_meta)
end

-- Each line with the offset behind it, without its end; a last one that has
-- no end comes with no offset.
local function lines(fd)
  local text, at, behind, read = "", 1, 0, 0
  return function()
    while true do
      local stop = text:find("\n", at, true)
      if stop then
        local line = text:sub(at, stop - 1)
        at, behind = stop + 1, behind + #line + 1
        return line, behind
      end
      local chunk, message, code = disk.read(fd, CHUNK, read)
      if not chunk then return nil, message, code end
      text, at, read = text:sub(at) .. chunk, 1, read + #chunk
      if chunk == "" then
        if text == "" then return nil end
        local rest = text
        text = ""
        return rest
      end
    end
  end
end

local function corrupt(self, number, why)
  return trouble.invalid("%s can't be read at line %d (%s): put it back from "
    .. "a copy, or name another file", trouble.path(self.path), number, why)
end

--- Gives each record to `take`, which returns true, or nil and what is wrong.
--- A torn last line is left out, and stays where it is until `cut`.
---@return string? torn the last line, "" if it is whole
---@return string? message, table? detail
function Journal:fold(take)
  local number, bad = 0, nil
  local next_line = lines(self.held.fd)
  while true do
    local line, behind, code = next_line()
    if not line then
      if code then return trouble.failed("read", self.path, behind, code) end
      return bad or ""
    end
    number = number + 1
    if behind then
      local record = json.decode(line)
      if type(record) ~= "table" then
        return corrupt(self, number, "no JSON")
      end
      local ok, why, detail = take(record, number)
      if not ok and detail then return nil, why, detail end
      if not ok then return corrupt(self, number, why) end
      self.size = behind
    else
      bad = line -- the last one: its end was not written
    end
  end
end

--- Takes a torn last line off.
function Journal:cut()
  return disk.truncate(self.held.fd, self.size)
end

--- Appends a record, durably. After a failure the journal is as it was, or
--- broken, if that can't be known.
---@return boolean? ok, string? message, string? code
function Journal:append(record)
  local text = assert(json.encode(record, "record")) .. "\n"
  local ok, message, code = disk.write(self.held.fd, text, self.size)
  if not ok then
    self.broken = not disk.truncate(self.held.fd, self.size)
    return nil, message, code
  end
  ok, message, code = disk.sync(self.held.fd)
  if not ok then
    self.broken = true
    return nil, message, code
  end
  self.size = self.size + #text
  return true
end

-- Writes records in pieces.
local function write_all(self, each_record)
  local parts, length = {}, 0
  local function flush()
    local text = table.concat(parts)
    local ok, message, code = disk.write(self.held.fd, text, self.size)
    self.size, parts, length = self.size + #text, {}, 0
    return ok, message, code
  end
  for record in each_record do
    local line = assert(json.encode(record, "record")) .. "\n"
    parts[#parts + 1], length = line, length + #line
    if length >= CHUNK then
      local ok, message, code = flush()
      if not ok then return nil, message, code end
    end
  end
  local ok, message, code = flush()
  if not ok then return nil, message, code end
  return disk.sync(self.held.fd)
end

--- A journal of these records in place of this one, at once and durably. Its
--- lock is had before it has the name, so nobody else comes in between.
---@param each_record fun(): table?
---@return table? journal the new one, string? message, string? code
function Journal:replace(each_record)
  local path = self.path .. ".new"
  local ok, message, code = disk.remove(path)
  if not ok then return nil, message, code end
  local held
  held, message, code = lock.create(path)
  if not held then return nil, message, code end
  local made = setmetatable({ path = self.path, held = held, size = 0 },
    journal_meta)
  ok, message, code = write_all(made, each_record)
  if ok then ok, message, code = disk.rename(path, self.path) end
  if not ok then
    made:close()
    disk.remove(path)
    return nil, message, code
  end
  -- before what it tells of gets its name
  ok, message, code = disk.sync_directory(self.path:match "^(.*)/" .. "/")
  if not ok then
    made:close()
    return nil, message, code
  end
  self:close()
  return made
end

function Journal:close()
  lock.close(self.held)
end

return journal
