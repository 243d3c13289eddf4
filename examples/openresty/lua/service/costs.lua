-- The costs of months: read once for all workers when somebody looks, and shown
-- on for a while when they are old, as they are read anew.

local core = require "tcbilling.core"
local failure = require "service.failure"
local kept = require "service.kept"
local readers = require "service.readers"
local visible = require "tcbilling.visible"

local json = core.json

local Costs = {}
local costs_meta = { __index = Costs }

local costs = {}

local AGAIN = { not_ready = 30 } -- seconds until what failed is tried again
local SOON, LATER = 5, 300 -- of other kinds; where it is only wanted besides

--- Costs of some kind of bill.
---@param name string what they are of, a part of their keys
---@param read fun(month, on_progress): table?, string?, table? reads figures;
---  in them `fresh`, for how many seconds, and `shown`, how many more they may
---  be shown while they are read anew
---@return table
function costs.new(name, read)
  local dict, prefix = ngx.shared.costs, "costs:" .. name
  return setmetatable({ dict = dict, prefix = prefix, read = read,
    kept = kept.new(dict, prefix) }, costs_meta)
end

local function key_of(self, month, what)
  return ("%s:%s:%s"):format(self.prefix, month, what)
end

local function get(self, month, what)
  local text = self.dict:get(key_of(self, month, what))
  return text and json.decode(text)
end

-- Reading

local function fail(self, month, message, detail)
  message = visible(message, 500)
  failure.log(("costs of %s: %s"):format(month, message), detail)
  self.dict:set(key_of(self, month, "failed"), assert(json.encode {
    kind = detail.kind, message = message, code = detail.code,
    request_id = detail.request_id, at = ngx.now() }), LATER)
end

-- Reads and keeps; nil, message, detail if either fails.
local function read(self, month, on_progress)
  local figures, message, detail = self.read(month, on_progress)
  if not figures then return nil, message, detail end
  local fresh, shown = figures.fresh, figures.shown
  figures.fresh, figures.shown = nil, nil
  local ok
  ok, message = self.kept:put(month, figures, fresh, shown)
  return ok, message, { kind = "internal" }
end

local FAULT = "the service has a fault: its log tells which"

local function try(self, month, on_progress)
  local called, ok, message, detail = xpcall(read, debug.traceback, self,
    month, on_progress)
  if not called then
    ngx.log(ngx.ERR, ok)
    ok, message, detail = nil, FAULT, { kind = "internal" }
  end
  if not ok then fail(self, month, message, detail) end
end

-- Is it to be read? `is_besides`: it is not what a viewer came for.
local function is_due(one, failed, is_besides)
  if failed then
    local seconds = is_besides and LATER or AGAIN[failed.kind] or SOON
    return ngx.now() >= failed.at + seconds
  end
  return not (one and ngx.now() < one.fresh_until)
end

local function start(self, month, is_besides)
  readers.start(self.dict, key_of(self, month, "reading"), { month = month },
    function(on_progress)
      -- another worker may have come to its end since this one looked
      if is_due(self.kept:find(month), get(self, month, "failed"),
        is_besides) then
        self.dict:delete(key_of(self, month, "failed"))
        try(self, month, on_progress)
      end
    end)
end

-- Finding

--- What there is of a month. Who asks for one that is not there, or is old,
--- has it read.
---@param month string "YYYY-MM"
---@param is_besides? boolean it is not what a viewer came for: where it failed,
---  it is tried again later
---@return table found one of { version, figures() }, { failure }, { progress }
function Costs:find(month, is_besides)
  local one, failed = self.kept:find(month), get(self, month, "failed")
  local reading = get(self, month, "reading")
  if not reading and is_due(one, failed, is_besides) then
    start(self, month, is_besides)
    reading = { month = month }
  end
  if one and ngx.now() < one.shown_until then
    return { version = one.version, figures = function()
      return self.kept:figures(month, one)
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
