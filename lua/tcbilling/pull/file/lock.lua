-- Files of which a process has the lock. The kernel drops it with its holder,
-- however that ends.
--
-- It is a lock of fcntl's: closing any descriptor of the file drops it, and it
-- keeps out other processes only. So a locked file is opened here alone, its
-- two descriptors (one to lock, one to read and write) are closed together,
-- and what this process holds is remembered by name.

local disk = require "tcbilling.pull.file.disk"
local lfs = require "lfs"

local lock = {}

local claimed = {}

--- Keeps other sinks of this process out.
---@return boolean
function lock.claim(path)
  if claimed[path] then return false end
  claimed[path] = true
  return true
end

function lock.release(path)
  claimed[path] = nil
end

--- Closes a file and drops its lock.
function lock.close(held)
  if held.stream then held.stream:close() end
  if held.fd then disk.close(held.fd) end
  held.stream, held.fd = nil, nil
end

local function is_same(path, fd)
  local named, opened = disk.stat(path), disk.stat_open(fd)
  return named and opened and named.ino == opened.ino
    and named.dev == opened.dev
end

-- Opened before the lock is had and looked at again after: a file that was
-- replaced in between is not locked any more by who holds its name.
local function take(path, flags)
  local fd, message, code = disk.open(path, flags)
  if not fd then return nil, message, code end
  local held = { fd = fd }
  held.stream, message = io.open(path, "r+b")
  if not held.stream then
    lock.close(held)
    return nil, message, "ESTALE"
  end
  local ok = lfs.lock(held.stream, "w")
  if ok and is_same(path, fd) then return held end
  lock.close(held)
  return nil, "locked", ok and "ESTALE" or "EAGAIN"
end

--- A new file, locked.
---@return table? held { fd }
---@return string? message, string? code EEXIST, ESTALE, EAGAIN, ...
function lock.create(path)
  return take(path, "wx+")
end

--- A file, made if there is none, locked.
---@return table? held, string? message, string? code EAGAIN: another has it
function lock.open(path)
  local held, message, code
  for _ = 1, 100 do
    held, message, code = take(path, "r+")
    if not held and code == "ENOENT" then
      held, message, code = lock.create(path)
    end
    if held or code ~= "ESTALE" and code ~= "EEXIST" then break end
  end
  return held, message, code
end

return lock
