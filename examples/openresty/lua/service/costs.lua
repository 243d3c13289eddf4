-- The costs of months, read once for all workers, and kept for those who look.
--
-- What is kept of a month lies in a lua_shared_dict under its key: the figures
-- as texts, which one they are (their version), and until when they are fresh.
-- Older ones are shown on while they are read anew. Who reads holds a lock with
-- how far it is; one that dies leaves it to lapse.

local core = require "tcbilling.core"
local failure = require "service.failure"
local packed = require "tcbilling.report.packed"
local pause = require "service.turns"

local json = core.json

local Costs = {}
local costs_meta = { __index = Costs }

local costs = {}

local FAILED = 5 -- seconds that a failure is kept
local NOT_READY = 30
local DAY = 86400
local LOCK = 30 -- seconds after which a reader that says nothing is dead

-- As many months as each worker keeps in tables.
local MEMORY = 4

--- Costs of some kind of bill.
---@param name string what they are of, a part of their keys
---@param read fun(month, on_progress): table?, string?, table? reads figures;
---  `fresh` in them: for how many seconds
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

-- Reading

local function keep(self, month, figures)
  local fresh = figures.fresh
  figures.fresh = nil
  local texts = packed.texts(figures, pause)
  local version = ("%.3f"):format(ngx.now())
  local seconds = math.max(fresh, DAY)
  for i, text in ipairs(texts) do
    local ok, why = self.dict:set(key_of(self, month, version .. ":" .. i),
      text, seconds)
    if not ok then
      return nil, "the lua_shared_dict of costs is too small: " .. why
    end
  end
  set(self, month, "kept", { version = version, n = #texts,
    fresh_until = ngx.now() + fresh }, seconds)
  return true
end

local function fail(self, month, message, detail)
  failure.log(("costs of %s: %s"):format(month, message), detail)
  set(self, month, "failed", { kind = detail.kind, message = message,
    code = detail.code, request_id = detail.request_id },
    detail.kind == "not_ready" and NOT_READY or FAILED)
end

local function read(self, month)
  local function on_progress(rows, count)
    set(self, month, "reading", { month = month, rows = rows, count = count },
      LOCK)
  end
  local figures, message, detail = self.read(month, on_progress)
  if figures then
    local ok
    ok, message = keep(self, month, figures)
    detail = { kind = "internal" }
    if ok then return end
  end
  fail(self, month, message, detail)
end

-- Has it been read, or failed, so that it is not to be read again yet?
local function is_known(self, month)
  local kept = get(self, month, "kept")
  return get(self, month, "failed") or kept and ngx.now() < kept.fresh_until
end

-- In a timer, so that a viewer who leaves strands nobody.
local function start(self, month)
  if not self.dict:add(key_of(self, month, "reading"),
    json.encode { month = month }, LOCK) then
    return
  end
  -- Another worker may have come to its end since this one looked.
  if is_known(self, month) then
    self.dict:delete(key_of(self, month, "reading"))
    return
  end
  local function run()
    local ok, raised = xpcall(read, debug.traceback, self, month)
    if not ok then
      ngx.log(ngx.ERR, raised)
      fail(self, month, "the service has a fault: its log tells which",
        { kind = "internal" })
    end
    self.dict:delete(key_of(self, month, "reading"))
  end
  local ok, why = ngx.timer.at(0, run)
  if not ok then
    self.dict:delete(key_of(self, month, "reading"))
    fail(self, month, "no timer is left: " .. why, { kind = "internal" })
  end
end

-- Finding

-- The figures of what is kept, of this worker's memory or read again; nil when
-- there was no room for all of it: the next who asks has it read anew.
local function figures_of(self, month, kept)
  for i, one in ipairs(self.memory) do
    if one.month == month and one.version == kept.version then
      table.insert(self.memory, 1, table.remove(self.memory, i))
      return one.figures
    end
  end
  local texts = {}
  for i = 1, kept.n do
    texts[i] = self.dict:get(key_of(self, month, kept.version .. ":" .. i))
    if not texts[i] then
      self.dict:delete(key_of(self, month, "kept"))
      return nil
    end
  end
  local figures = packed.figures(texts, pause)
  table.insert(self.memory, 1, { month = month, version = kept.version,
    figures = figures })
  self.memory[MEMORY + 1] = nil
  return figures
end

--- What there is of a month. Who asks for one that is not there, or is old,
--- has it read.
---@param month string "YYYY-MM"
---@return table found one of { version, figures() }, { failure }, { progress }
function Costs:find(month)
  local kept = get(self, month, "kept")
  local failed = get(self, month, "failed")
  if not failed and not (kept and ngx.now() < kept.fresh_until) then
    start(self, month)
  end
  if kept then
    return { version = kept.version, figures = function()
      return figures_of(self, month, kept)
    end }
  elseif failed then
    return { failure = failed }
  end
  return { progress = get(self, month, "reading") or { month = month } }
end

local LOOK = 0.05 -- seconds

--- The same, waiting for a while if it is being read.
---@param month string
---@param seconds number
function Costs:await(month, seconds)
  local ends = ngx.now() + seconds
  local found = self:find(month)
  while found.progress and ngx.now() < ends do
    ngx.sleep(LOOK)
    found = self:find(month)
  end
  return found
end

return costs
