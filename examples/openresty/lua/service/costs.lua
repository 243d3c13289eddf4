-- The costs of months, read once for all workers, and kept for those who look.
--
-- What is kept of a month lies in a lua_shared_dict under its key: the figures
-- as texts, which one they are (their version), and until when they are fresh.
-- Older ones are shown on for a while, as they are read anew.

local core = require "tcbilling.core"
local failure = require "service.failure"
local packed = require "tcbilling.report.packed"
local pause = require "service.turns"
local readers = require "service.readers"
local visible = require "tcbilling.visible"

local json = core.json

local Costs = {}
local costs_meta = { __index = Costs }

local costs = {}

local DAY = 86400
local AGAIN = { not_ready = 30 } -- seconds until what failed is tried again
local SOON, LATER = 5, 300 -- of other kinds; where it is only wanted besides
local GRACE = 30 -- seconds that others may still be at an old version

-- As many months as each worker keeps in tables.
local MEMORY = 4

--- Costs of some kind of bill.
---@param name string what they are of, a part of their keys
---@param read fun(month, on_progress): table?, string?, table? reads figures;
---  in them `fresh`, for how many seconds, and `shown`, how many more they may
---  be shown while they are read anew
---@return table
function costs.new(name, read)
  return setmetatable({ dict = ngx.shared.costs, name = name, read = read,
    memory = {} }, costs_meta)
end

local function key_of(self, month, what)
  return ("costs:%s:%s:%s"):format(self.name, month, what)
end

local function get(self, month, what)
  local text = self.dict:get(key_of(self, month, what))
  return text and json.decode(text)
end

local function set(self, month, what, value, seconds)
  return self.dict:set(key_of(self, month, what), assert(json.encode(value)),
    seconds)
end

-- Keeping

local function text_key(self, month, version, i)
  return key_of(self, month, version .. ":" .. i)
end

-- What an earlier version took is wanted for others soon.
local function let_go(self, month, kept)
  for i = 1, kept and kept.n or 0 do
    self.dict:expire(text_key(self, month, kept.version, i), GRACE)
  end
end

-- A dict that is full drops what was asked for least: maybe some of these.
local function is_all_there(self, month, kept)
  for i = 1, kept.n do
    if not self.dict:ttl(text_key(self, month, kept.version, i)) then
      return false
    end
  end
  return true
end

local TOO_SMALL = "the lua_shared_dict of costs is too small for a month: "
  .. "make it bigger in nginx.conf"

local function keep(self, month, figures)
  local fresh, shown = figures.fresh, figures.shown
  figures.fresh, figures.shown = nil, nil
  local before, texts = get(self, month, "kept"), packed.texts(figures, pause)
  local kept = { version = ("%.3f"):format(ngx.now()), n = #texts,
    fresh_until = ngx.now() + fresh, shown_until = ngx.now() + fresh + shown }
  for i, text in ipairs(texts) do
    self.dict:set(text_key(self, month, kept.version, i), text,
      math.max(fresh + shown, DAY))
  end
  if not is_all_there(self, month, kept) then
    let_go(self, month, kept)
    return nil, TOO_SMALL
  end
  set(self, month, "kept", kept, math.max(fresh + shown, DAY))
  let_go(self, month, before)
  return true
end

local function fail(self, month, message, detail)
  message = visible(message, 500)
  failure.log(("costs of %s: %s"):format(month, message), detail)
  set(self, month, "failed", { kind = detail.kind, message = message,
    code = detail.code, request_id = detail.request_id, at = ngx.now() },
    LATER)
end

-- Reading

local function read(self, month, on_progress)
  local called, figures, message, detail = xpcall(self.read, debug.traceback,
    month, on_progress)
  if called and figures then
    called, figures, message = xpcall(keep, debug.traceback, self, month,
      figures)
    detail = { kind = "internal" }
  end
  if not called then
    ngx.log(ngx.ERR, figures)
    figures, message, detail = nil,
      "the service has a fault: its log tells which", { kind = "internal" }
  end
  if not figures then fail(self, month, message, detail) end
end

-- Is it to be read? `is_besides`: it is not what a viewer came for.
local function is_due(kept, failed, is_besides)
  if failed then
    local seconds = is_besides and LATER or AGAIN[failed.kind] or SOON
    return ngx.now() >= failed.at + seconds
  end
  return not (kept and ngx.now() < kept.fresh_until)
end

local function start(self, month, is_besides)
  readers.start(self.dict, key_of(self, month, "reading"), { month = month },
    function(on_progress)
      -- another worker may have come to its end since this one looked
      if is_due(get(self, month, "kept"), get(self, month, "failed"),
        is_besides) then
        self.dict:delete(key_of(self, month, "failed"))
        read(self, month, on_progress)
      end
    end)
end

-- Finding

local function remembered(self, month, version)
  for i = #self.memory, 1, -1 do
    local one = self.memory[i]
    if one.month == month then
      table.remove(self.memory, i)
      if one.version == version then
        table.insert(self.memory, 1, one)
        return one.figures
      end
    end
  end
end

-- The figures of what is kept, of this worker's memory or read again; nil when
-- there was no room for all of it: the next who asks has it read anew.
local function figures_of(self, month, kept)
  local figures = remembered(self, month, kept.version)
  if figures then return figures end
  local texts = {}
  for i = 1, kept.n do
    texts[i] = self.dict:get(text_key(self, month, kept.version, i))
    if not texts[i] then
      local now = get(self, month, "kept")
      if now and now.version == kept.version then
        self.dict:delete(key_of(self, month, "kept"))
      end
      return nil
    end
  end
  figures = packed.figures(texts, pause)
  if not remembered(self, month, kept.version) then
    table.insert(self.memory, 1, { month = month, version = kept.version,
      figures = figures })
    self.memory[MEMORY + 1] = nil
  end
  return figures
end

--- What there is of a month. Who asks for one that is not there, or is old,
--- has it read.
---@param month string "YYYY-MM"
---@param is_besides? boolean it is not what a viewer came for: where it failed,
---  it is tried again later
---@return table found one of { version, figures() }, { failure }, { progress }
function Costs:find(month, is_besides)
  local kept, failed = get(self, month, "kept"), get(self, month, "failed")
  local reading = get(self, month, "reading")
  if not reading and is_due(kept, failed, is_besides) then
    start(self, month, is_besides)
    reading = { month = month }
  end
  if kept and ngx.now() < kept.shown_until then
    return { version = kept.version, figures = function()
      return figures_of(self, month, kept)
    end }
  elseif failed and not reading then
    return { failure = failed }
  end
  return { progress = reading }
end

-- Seconds between two looks: by chance, since a crowd that looks at once holds
-- everybody up.
local function look_again() return 0.05 + 0.1 * math.random() end

--- The same, waiting for a while if it is being read.
---@param month string
---@param seconds number
---@param is_besides? boolean
function Costs:await(month, seconds, is_besides)
  local ends = ngx.now() + seconds
  local found = self:find(month, is_besides)
  while found.progress and ngx.now() < ends do
    ngx.sleep(look_again())
    found = self:find(month, is_besides)
  end
  return found
end

return costs
