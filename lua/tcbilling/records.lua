-- Where the limiters' records lie: in this process, or in a file that all of a
-- user, or of a group, share.

local core = require "tcbilling.core"
local queue = require "tcbilling.queue"

local Records = {}
local records_meta = { __index = Records, __name = "tcbilling.records" }

-- A limiter that holds no cell and has learned of nobody else is as good as
-- a new one. They are looked for when one more is made, so that a process
-- that serves ever new accounts stays small.
local function forget_idle(entries, now)
  for key, entry in pairs(entries) do
    local stats = entry.queue:is_empty() and entry.limiter:stats(now)
    if stats and stats.held == 0 and stats.rate >= entry.rate then
      entries[key] = nil
    end
  end
end

-- What all processes of this user share. Shared memory forgets it when the
-- machine starts anew, as the limits themselves do.
local function own_place()
  local directory = ("/dev/shm/tcbilling-%d"):format(core.user_id())
  return { directory = directory, path = directory .. "/limits" }
end

-- The limits are this process's own from now on. The warning is told later, by
-- who stands in no line: what takes it may wait.
local function fall_back(records, message)
  local warn = records.options.warn
  records.warning = function()
    warn("limits are kept by this process alone, since " .. message)
  end
  records.options, records.file = nil, nil
end

--- Tells that it fell back, if it has.
function Records:warn()
  local warning = self.warning
  self.warning = nil
  if warning then warning() end
end

-- The file, opened when first needed; or nil, message; or nothing: there is
-- none, and limits are kept in this process.
local function open(records)
  local options = records.options
  if not options or records.file then return records.file end
  local place = options.path
    and { path = options.path, group = options.group } or own_place()
  records.path = place.path
  local file, message = core.limiter_file(place)
  records.file = file
  if file or not options.fallback then return file, message end
  fall_back(records, message)
end

local function new_limiter(records, call)
  local file, message = open(records)
  if file then
    return file:limiter(call.limit_key, call.account, { rate = call.rate })
  elseif message then
    return nil, message
  end
  return core.limiter { rate = call.rate }
end

--- The limiter of a call's key and the queue before it.
---@param call table limit_key, account, rate
---@param now number
---@return table? entry { limiter, queue, rate, account }
---@return string? message
function Records:entry(call, now)
  local entry = self.entries[call.limit_key]
  if entry then return entry end
  forget_idle(self.entries, now)
  local limiter, message = new_limiter(self, call)
  if not limiter then return nil, message end
  entry = { limiter = limiter, rate = call.rate, account = call.account,
    queue = queue.new() }
  self.entries[call.limit_key] = entry
  return entry
end

--- The file failed while in use. Returns an entry that goes on without it, if
--- that is wanted.
---@return table? entry
function Records:without_file(call, message)
  if not self.options or not self.options.fallback then return nil end
  fall_back(self, message)
  for _, entry in pairs(self.entries) do
    entry.limiter = core.limiter { rate = entry.rate }
    entry.place = nil
  end
  return self.entries[call.limit_key]
end

--- A refusal concerns all keys of an account, or all there are.
---@param now number
---@param account string? nil: all
function Records:back_off(now, account)
  if self.file then
    -- busy or gone, it is not waited for: the next refusal tells it again
    self.file:back_off(now, account)
    return
  end
  for _, entry in pairs(self.entries) do
    if not account or entry.account == account then
      entry.limiter:refused(now)
    end
  end
end

local records = {}

local function new(options)
  return setmetatable({ entries = {}, options = options }, records_meta)
end

-- Those of this process, for all clients of this Lua state.
local process = new()

-- By path: clients of one Lua state stand in one queue.
local files = {}

--- Finds the records that a client's option `limiter` names. No I/O happens
--- here.
---@param option string|table|nil "host" (the default), "process", or
---  { path =, group =, fallback = "process" }
---@param warn fun(text: string)
---@return table records
function records.find(option, warn)
  if option == "process" then return process end
  local given = type(option) == "table" and option or {}
  local name = (given.path or "") .. "\0" .. tostring(given.group) .. "\0"
    .. (given.fallback or "")
  local found = files[name]
  if not found then
    found = new { path = given.path, group = given.group,
      fallback = given.fallback, warn = warn }
    files[name] = found
  end
  return found
end

return records
