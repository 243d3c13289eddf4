-- The file operations of the sink, in one place, so that tests can stop it
-- after each of them. One that fails returns nil, a message and a code
-- ("ENOSPC").

local uv = require "luv"

local disk = {}

--- Opens a file: "r", "r+", or "wx+" for one that must not be there yet.
--- Bills are confidential: what is made is the owner's alone (0600).
function disk.open(path, flags)
  return uv.fs_open(path, flags, 384)
end

function disk.close(fd)
  return uv.fs_close(fd)
end

--- At most `size` bytes; "" at the end.
function disk.read(fd, size, offset)
  return uv.fs_read(fd, size, offset)
end

--- What one call writes may be less than it was given.
function disk.write_some(fd, text, offset)
  return uv.fs_write(fd, text, offset)
end

--- All of the text.
function disk.write(fd, text, offset)
  while #text > 0 do
    local written, message, code = disk.write_some(fd, text, offset)
    if not written then return nil, message, code end
    if written == 0 then return nil, "EIO: nothing was written", "EIO" end
    text, offset = text:sub(written + 1), offset + written
  end
  return true
end

function disk.sync(fd)
  return uv.fs_fsync(fd)
end

--- Makes names last that came into being or were changed in a directory. Some
--- file systems can't, and say so with EINVAL.
function disk.sync_directory(path)
  local fd, message, code = uv.fs_open(path, "r", 0)
  if not fd then return nil, message, code end
  local ok
  ok, message, code = uv.fs_fsync(fd)
  uv.fs_close(fd)
  if ok or code == "EINVAL" then return true end
  return nil, message, code
end

function disk.truncate(fd, size)
  return uv.fs_ftruncate(fd, size)
end

function disk.rename(from, to)
  return uv.fs_rename(from, to)
end

--- Removes a file; that there is none is fine.
function disk.remove(path)
  local ok, message, code = uv.fs_unlink(path)
  if ok or code == "ENOENT" then return true end
  return nil, message, code
end

--- { size, mode, type, ino, dev }
function disk.stat(path)
  return uv.fs_stat(path)
end

--- What a name stands for, such as "link".
---@return string? nil: nothing has it
function disk.type_of_name(path)
  local stat = uv.fs_lstat(path)
  return stat and stat.type
end

function disk.stat_open(fd)
  return uv.fs_fstat(fd)
end

function disk.set_mode(fd, mode)
  return uv.fs_fchmod(fd, mode)
end

function disk.is_writable(path)
  return uv.fs_access(path, "W") == true
end

--- The path with every link followed.
function disk.real(path)
  return uv.fs_realpath(path)
end

return disk
