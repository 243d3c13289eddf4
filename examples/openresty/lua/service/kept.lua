-- Figures of months, kept for all workers of nginx in a lua_shared_dict, as
-- texts; and in the tables of those workers that were asked for them lately.

local json = require "tcbilling.core".json
local packed = require "tcbilling.report.packed"
local pause = require "service.turns"

local Kept = {}
local kept_meta = { __index = Kept }

local kept = {}

local DAY = 86400
local GRACE = 30 -- seconds that others may still be at an old version

-- As many months as each worker keeps in tables.
local MEMORY = 4

--- What is kept under names that begin so.
---@param dict table a lua_shared_dict
---@param prefix string
---@return table
function kept.new(dict, prefix)
  return setmetatable({ dict = dict, prefix = prefix, memory = {} }, kept_meta)
end

local function key_of(self, month, what)
  return ("%s:%s:%s"):format(self.prefix, month, what)
end

local function text_key(self, month, one, i)
  return key_of(self, month, one.version .. ":" .. i)
end

--- Which figures of a month there are.
---@param month string
---@return table? one { version, n, fresh_until, shown_until }
function Kept:find(month)
  local text = self.dict:get(key_of(self, month, "kept"))
  return text and json.decode(text)
end

-- What an earlier version took is wanted for others soon.
local function let_go(self, month, one)
  for i = 1, one and one.n or 0 do
    self.dict:expire(text_key(self, month, one, i), GRACE)
  end
end

-- A dict that is full drops what was asked for least: maybe some of these.
local function is_all_there(self, month, one)
  for i = 1, one.n do
    if not self.dict:ttl(text_key(self, month, one, i)) then return false end
  end
  return true
end

local TOO_SMALL = "the lua_shared_dict of costs is too small for a month: "
  .. "make it bigger in nginx.conf"

--- Keeps figures, in the place of those that there were.
---@param month string
---@param figures table
---@param fresh number seconds that they are
---@param shown number seconds more that they may be shown
---@return boolean? ok, string? message
function Kept:put(month, figures, fresh, shown)
  local before, texts = self:find(month), packed.texts(figures, pause)
  local now, seconds = ngx.now(), math.max(fresh + shown, DAY)
  local one = { version = ("%.3f"):format(now), n = #texts,
    fresh_until = now + fresh, shown_until = now + fresh + shown }
  for i, text in ipairs(texts) do
    self.dict:set(text_key(self, month, one, i), text, seconds)
  end
  if not is_all_there(self, month, one) then
    let_go(self, month, one)
    return nil, TOO_SMALL
  end
  self.dict:set(key_of(self, month, "kept"), assert(json.encode(one)), seconds)
  let_go(self, month, before)
  return true
end

-- Reading

-- Of a month only one version is remembered.
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

local function remember(self, month, version, figures)
  if remembered(self, month, version) then return end
  table.insert(self.memory, 1, { month = month, version = version,
    figures = figures })
  self.memory[MEMORY + 1] = nil
end

-- There was no room for all of it: the next who asks has it read anew.
local function forget(self, month, one)
  local now = self:find(month)
  if now and now.version == one.version then
    self.dict:delete(key_of(self, month, "kept"))
  end
end

--- The figures of a version; nil: they went meanwhile.
---@param month string
---@param one table as of find
---@return table?
function Kept:figures(month, one)
  local figures = remembered(self, month, one.version)
  if figures then return figures end
  local texts = {}
  for i = 1, one.n do
    texts[i] = self.dict:get(text_key(self, month, one, i))
    if not texts[i] then return forget(self, month, one) end
  end
  figures = packed.figures(texts, pause)
  remember(self, month, one.version, figures)
  return figures
end

return kept
