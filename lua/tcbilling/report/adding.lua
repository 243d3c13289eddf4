-- Adds up the rows of a month's bill as they come, by all that costs are parted
-- by: into figures, as store/init.lua reads them out of a store.
--
-- A bill may have hundreds of thousands of rows, each a resource of its own. At
-- what each leaves behind Lua's collector must look, some of it in one go: so
-- amounts stay the text that they are until some can be added at once.

local costliest = require "tcbilling.report.costliest"
local decimal = require "tcbilling.core".decimal
local money = require "tcbilling.money"

local Adding = {}
local adding_meta = { __index = Adding }

local adding = {}

-- By what costs are parted: the row's field of each.
local GROUPS = { pay_modes = "PayModeName", products = "BusinessCodeName",
  regions = "RegionName", owners = "OwnerUin" }

-- What is kept of a resource, in the order of its key.
local RESOURCE = { { "resource_id", "ResourceId" },
  { "resource_name", "ResourceName" }, { "owner_uin", "OwnerUin" },
  { "pay_mode_name", "PayModeName" }, { "region_name", "RegionName" },
  { "business_code_name", "BusinessCodeName" } }

--- The fields of a row that count.
adding.FIELDS = { "RealTotalCost", "ActionTypeName", "Tags" }
for _, field in pairs(GROUPS) do table.insert(adding.FIELDS, field) end
for i = 1, 2 do table.insert(adding.FIELDS, RESOURCE[i][2]) end

local SHARDS = 32 -- so that none grows large: that is done in one go, too

--- Sums of nothing yet.
---@param month string "YYYY-MM"
---@return table
function adding.new(month)
  local self = { month = month, n = 0, waiting = {}, lists = {}, known = {},
    shards = {} }
  for _, name in ipairs { "pay_modes", "products", "regions", "owners", "types",
    "tags" } do
    self.lists[name], self.known[name] = {}, {}
  end
  for i = 1, SHARDS do self.shards[i] = {} end
  return setmetatable(self, adding_meta)
end

-- Amounts

-- Digits before and behind the point: no money has more, and what has no more
-- can be added up, however many there are.
local WHOLE, FRACTION = 21, 12

local function is_addable(text)
  local point = text:find(".", 1, true) or #text + 1
  return point - 1 <= WHOLE and #text - point <= FRACTION
end

-- The amount as it was sent; nil: it is none, or can't be read.
local function amount_of(row)
  local amount = row.RealTotalCost
  if money.is_none(amount) or type(amount) ~= "string" then return nil end
  if not amount:find "^%-?%d+%.?%d*$" then
    amount = decimal(amount)
    if not amount then return nil end
    amount = tostring(amount)
  end
  return is_addable(amount) and amount or nil
end

local function settle(one, texts)
  local sum = decimal.sum(texts)
  one.total = one.total and one.total + sum or sum
end

-- Adds what waits.
local function flush(self)
  for one, texts in pairs(self.waiting) do settle(one, texts) end
  self.waiting = {}
end

local function add(self, one, amount)
  if not amount then return end
  local texts = self.waiting[one]
  if texts then
    texts[#texts + 1] = amount
  else
    self.waiting[one] = { amount }
  end
end

-- Rows

local function text_of(value)
  return value ~= nil and tostring(value) or "-"
end

-- What is known under a key; a new one has the month and the key for a name.
local function find(self, name, key)
  local one = self.known[name][key]
  if one then return one end
  one = { month = self.month, name = key }
  self.known[name][key] = one
  table.insert(self.lists[name], one)
  return one, true
end

local function add_type(self, row, amount)
  local mode, kind = text_of(row.PayModeName), text_of(row.ActionTypeName)
  local one, is_new = find(self, "types", mode .. "\0" .. kind)
  if is_new then one.mode, one.name = mode, kind end
  add(self, one, amount)
end

local function add_tags(self, row, amount)
  for _, tag in ipairs(type(row.Tags) == "table" and row.Tags or {}) do
    if type(tag) == "table" then
      add(self, find(self, "tags", text_of(tag.TagKey) .. ": "
        .. text_of(tag.TagValue)), amount)
    end
  end
end

-- The shard of a key, by what its resource's id ends with.
local function shard_of(self, key)
  local at = key:find("\0", 1, true)
  return self.shards[(key:byte(at - 1) or 0) % SHARDS + 1]
end

local key_parts = {}

local function add_resource(self, row, amount)
  for i, field in ipairs(RESOURCE) do key_parts[i] = text_of(row[field[2]]) end
  local key = table.concat(key_parts, "\0")
  local totals = shard_of(self, key)
  local before = totals[key]
  if before and amount then
    totals[key] = decimal(before) + decimal(amount)
  elseif not before then
    totals[key] = amount or false
  end
end

local TOGETHER = 250 -- rows

--- Takes a row. An amount that is none, or that can't be read, adds nothing.
---@param row table as answered
function Adding:take(row)
  local amount = amount_of(row)
  self.n = self.n + 1
  for name, field in pairs(GROUPS) do
    add(self, find(self, name, text_of(row[field])), amount)
  end
  add_type(self, row, amount)
  add_tags(self, row, amount)
  add_resource(self, row, amount)
  if self.n % TOGETHER == 0 then flush(self) end
end

local function resource_of(self, key)
  local one, i = {}, 0
  for part in (key .. "\0"):gmatch "(.-)%z" do
    i = i + 1
    one[RESOURCE[i][1]] = part
  end
  local total = shard_of(self, key)[key]
  one.total = total and decimal(total) or nil
  return one
end

--- What the pay modes add up to: total, and groups by name.
function Adding:by_pay_mode()
  flush(self)
  local sums = { total = decimal "0", groups = {} }
  for _, one in ipairs(self.lists.pay_modes) do
    if one.total then
      sums.total = sums.total + one.total
      sums.groups[one.name] = one.total
    end
  end
  return sums
end

--- What all rows add up to.
---@param most integer resources, the costliest
---@param pause fun() called now and then, to let others have turns
---@return table figures month, pay_modes, ..., resources, resource_count
function Adding:figures(most, pause)
  flush(self)
  local figures = { month = self.month, resources = {} }
  for name, list in pairs(self.lists) do figures[name] = list end
  local keys
  keys, figures.resource_count = costliest(self.shards, function(key)
    return shard_of(self, key)
  end, most, pause)
  for i, key in ipairs(keys) do
    figures.resources[i] = resource_of(self, key)
    if i % TOGETHER == 0 then pause() end
  end
  return figures
end

return adding
