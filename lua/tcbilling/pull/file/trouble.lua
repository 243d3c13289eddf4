-- What is said of a file operation that failed.

local visible = require "tcbilling.visible"

local trouble = {}

local FULL = { ENOSPC = true, EDQUOT = true, EFBIG = true }

-- What can't work however often it is tried.
local NEVER = {
  EACCES = "no permission", EPERM = "no permission", ENOENT = "no such file "
    .. "or directory", ENOTDIR = "a part of its path is no directory",
  EISDIR = "a directory", EROFS = "the file system is read-only",
  ENAMETOOLONG = "the name is too long", ELOOP = "links that lead in a circle",
}

--- A path as a message shows it.
function trouble.path(path)
  return '"' .. visible(path, 200) .. '"'
end

--- A target that can't work as it is named.
function trouble.invalid(text, ...)
  return nil, text:format(...), { kind = "invalid" }
end

--- What failed in time.
function trouble.storage(text, ...)
  return nil, text:format(...), { kind = "storage" }
end

--- While bills are read: what was committed is safe.
---@param doing string "write", "read", ...
function trouble.failed(doing, path, message, code)
  path = trouble.path(path)
  if FULL[code] then
    return trouble.storage("no room to %s %s: make room and start again; what "
      .. "was committed is kept, and goes on from there", doing, path)
  end
  return trouble.storage("can't %s %s (%s); what was committed is kept, and a "
    .. "next run goes on from there", doing, path, visible(message or code))
end

--- While the target is opened.
function trouble.at_open(doing, path, message, code)
  if NEVER[code] then
    return trouble.invalid("can't %s %s: %s", doing, trouble.path(path),
      NEVER[code])
  end
  return trouble.failed(doing, path, message, code)
end

return trouble
