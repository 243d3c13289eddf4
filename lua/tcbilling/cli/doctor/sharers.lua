-- Which processes of this machine have a file open, as /proc tells.

local lfs = require "lfs"
local visible = require "tcbilling.visible"

-- What a folder holds; nothing if it can't be read.
local function names_in(path)
  local ok, names, folder = pcall(lfs.dir, path)
  if not ok then return function() end end
  return names, folder
end

local function is_same(a, b)
  return a and a.ino == b.ino and a.dev == b.dev
end

local function has_open(pid, file)
  local folder = "/proc/" .. pid .. "/fd/"
  for fd in names_in(folder) do
    if is_same(lfs.attributes(folder .. fd), file) then return true end
  end
  return false
end

-- Its command's name, without what a terminal would obey.
local function name_of(pid)
  local file = io.open("/proc/" .. pid .. "/comm")
  local name = file and file:read "*l"
  if file then file:close() end
  return visible(name or "?", 20)
end

--- The other processes that have a file open, as far as this user may see.
---@param path string
---@return { pid: integer, name: string }[]? sorted; nil: there is no such file
local function sharers(path)
  local file = lfs.attributes(path)
  if not file then return nil end
  local found, own = {}, lfs.symlinkattributes("/proc/self", "target")
  for pid in names_in "/proc" do
    if pid:find "^%d+$" and pid ~= own and has_open(pid, file) then
      found[#found + 1] = { pid = tonumber(pid), name = name_of(pid) }
    end
  end
  table.sort(found, function(a, b) return a.pid < b.pid end)
  return found
end

return sharers
