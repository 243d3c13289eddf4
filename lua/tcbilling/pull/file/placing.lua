-- FILE gets what is whole, in three steps, each of them durable before the
-- next: FILE.new is written, the journal knows it, it gets its name.

local assembly = require "tcbilling.pull.file.assembly"
local disk = require "tcbilling.pull.file.disk"

local placing = {}

--- An assembly that was interrupted is ended, or what is left of it removed.
---@param self table the sink
---@return boolean? ok, string? message, string? code
function placing.settle(self)
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

local function records_of(self, size)
  local rest, is_first = self.ledger:records(size), true
  return function()
    if is_first then
      is_first = false
      return self.kind.header
    end
    return rest()
  end
end

--- Makes FILE anew, of all that is whole.
---@param self table the sink
---@return boolean? ok, string? message, string? code
function placing.assemble(self)
  local old, mode = nil, nil
  if self.ledger.file then
    local message, code
    old, message, code = disk.open(self.path, "r")
    if not old then return nil, message, code end
    mode = disk.stat_open(old).mode
  end
  local size, message, code = assembly.write(self.path .. ".new",
    self.kind.head, self.ledger, { file = old, partial = self.partial }, mode)
  if old then disk.close(old) end
  if not size then return nil, message, code end
  local made
  made, message, code = self.journal:replace(records_of(self, size))
  if not made then return nil, message, code end
  self.journal = made
  self.ledger:moved(size)
  return placing.settle(self)
end

return placing
