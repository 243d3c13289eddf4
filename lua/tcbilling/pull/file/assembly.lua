-- FILE made of all whole bills, in the order of their keys: out of the FILE of
-- earlier runs and of what was committed since.

local disk = require "tcbilling.pull.file.disk"

local CHUNK = 262144

local assembly = {}

-- Gathers what is written into large pieces.
local function writer(fd)
  local w = { fd = fd, parts = {}, length = 0, size = 0 }
  function w.flush()
    local text = table.concat(w.parts)
    local ok, message, code = disk.write(fd, text, w.size)
    if not ok then return nil, message, code end
    w.size, w.parts, w.length = w.size + #text, {}, 0
    return true
  end
  function w.put(text)
    w.parts[#w.parts + 1], w.length = text, w.length + #text
    if w.length < CHUNK then return true end
    return w.flush()
  end
  function w.at() return w.size + w.length end
  return w
end

-- Copies bytes; a file that ends before is not what it was.
local function copy(w, fd, from, to)
  while from < to do
    local chunk, message, code = disk.read(fd, math.min(CHUNK, to - from), from)
    if not chunk then return nil, message, code end
    if chunk == "" then return nil, "it is shorter than it was", "EIO" end
    local ok
    ok, message, code = w.put(chunk)
    if not ok then return nil, message, code end
    from = from + #chunk
  end
  return true
end

local function copy_bill(w, whole, sources)
  local begin = w.at()
  for i = 1, #whole.at, 2 do
    local ok, message, code = copy(w, sources[whole.place], whole.at[i],
      whole.at[i + 1])
    if not ok then return nil, message, code end
  end
  whole.moved = w.at() > begin and { begin, w.at() } or nil
  return true
end

local function copy_all(w, ledger, sources)
  for _, key in ipairs(ledger:keys()) do
    local whole = ledger.bills[key].whole
    if whole then
      local ok, message, code = copy_bill(w, whole, sources)
      if not ok then return nil, message, code end
    end
  end
  return true
end

--- Writes it, durably, under a name of its own.
---@param path string of the new file
---@param head string what it begins with
---@param ledger table its whole bills know afterwards where they moved
---@param sources { file: integer?, partial: integer } descriptors
---@param mode integer? of the file that it will replace
---@return integer? size, string? message, string? code
function assembly.write(path, head, ledger, sources, mode)
  local ok, message, code = disk.remove(path)
  if not ok then return nil, message, code end
  local fd
  fd, message, code = disk.open(path, "wx+")
  if not fd then return nil, message, code end
  local w = writer(fd)
  ok, message, code = w.put(head)
  if ok then ok, message, code = copy_all(w, ledger, sources) end
  if ok then ok, message, code = w.flush() end
  if ok and mode then ok, message, code = disk.set_mode(fd, mode % 4096) end
  if ok then ok, message, code = disk.sync(fd) end
  disk.close(fd)
  if not ok then
    disk.remove(path)
    return nil, message, code
  end
  return w.size
end

return assembly
