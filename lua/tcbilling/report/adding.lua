-- Adds up the rows of a month's bill as they come, by all that costs are parted
-- by: into figures, as store/init.lua reads them out of a store.

local amounts_of = require "tcbilling.reconcile.amounts".of
local costliest = require "tcbilling.report.costliest"

local Adding = {}
local adding_meta = { __index = Adding }

local adding = {}

-- By what costs are parted: the row's field of each.
local GROUPS = { pay_modes = "PayModeName", products = "BusinessCodeName",
  regions = "RegionName", owners = "OwnerUin" }

-- What is kept of a resource.
local RESOURCE = { resource_id = "ResourceId", resource_name = "ResourceName",
  region_name = "RegionName", business_code_name = "BusinessCodeName",
  pay_mode_name = "PayModeName", owner_uin = "OwnerUin" }

--- Sums of nothing yet.
---@param month string "YYYY-MM"
---@return table
function adding.new(month)
  local self = { month = month, n = 0, lists = {}, known = {} }
  for _, name in ipairs { "pay_modes", "products", "regions", "owners", "types",
    "tags", "resources" } do
    self.lists[name], self.known[name] = {}, {}
  end
  return setmetatable(self, adding_meta)
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

local function add(one, amount)
  if amount then one.total = one.total and one.total + amount or amount end
end

local function text_of(value)
  return value ~= nil and tostring(value) or "-"
end

local function add_type(self, row, amount)
  local mode, kind = text_of(row.PayModeName), text_of(row.ActionTypeName)
  local one, is_new = find(self, "types", mode .. "\0" .. kind)
  if is_new then one.mode, one.name = mode, kind end
  add(one, amount)
end

local function add_tags(self, row, amount)
  for _, tag in ipairs(type(row.Tags) == "table" and row.Tags or {}) do
    if type(tag) == "table" then
      add(find(self, "tags", text_of(tag.TagKey) .. ": "
        .. text_of(tag.TagValue)), amount)
    end
  end
end

local function add_resource(self, row, amount)
  local one, is_new = find(self, "resources", table.concat({
    text_of(row.ResourceId), text_of(row.ResourceName), text_of(row.OwnerUin),
    text_of(row.PayModeName) }, "\0"))
  if is_new then
    one.n = 0
    for name, field in pairs(RESOURCE) do one[name] = text_of(row[field]) end
  end
  one.n = one.n + 1
  add(one, amount)
end

--- Takes a row. An amount that is none, or that can't be read, adds nothing.
---@param row table as answered
function Adding:take(row)
  local amount = amounts_of(row).RealTotalCost or nil
  self.n = self.n + 1
  for name, field in pairs(GROUPS) do
    add(find(self, name, text_of(row[field])), amount)
  end
  add_type(self, row, amount)
  add_tags(self, row, amount)
  add_resource(self, row, amount)
end

--- What all rows add up to.
---@param most integer resources, the costliest
---@param pause fun() called now and then, to let others have turns
---@return table figures month, pay_modes, ..., resources, resource_count
function Adding:figures(most, pause)
  local figures = { month = self.month }
  for name, list in pairs(self.lists) do figures[name] = list end
  figures.resource_count = #figures.resources
  figures.resources = costliest(figures.resources, most, pause)
  return figures
end

return adding
