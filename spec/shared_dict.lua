-- A dict as nginx's lua_shared_dict is, on a box's clock, for specs.

local Dict = {}
local dict_meta = { __index = Dict }

local function live(dict, key)
  local item = dict.items[key]
  if item and item.ends <= dict.box.now then
    dict.items[key] = nil
    return nil
  end
  return item
end

function Dict:get(key)
  local item = live(self, key)
  return item and item.value
end

function Dict:set(key, value, seconds)
  if #tostring(value) > self.largest then return false, "no memory", false end
  local ends = (seconds or 0) > 0 and self.box.now + seconds or math.huge
  self.items[key] = { value = value, ends = ends, seconds = seconds }
  return true, nil, false
end

function Dict:add(key, value, seconds)
  if live(self, key) then return false, "exists", false end
  return self:set(key, value, seconds)
end

function Dict:delete(key)
  self.items[key] = nil
end

--- What is there: the one answer's key and item, and whether a lease is.
function Dict:only()
  local key, item, leased
  for name in pairs(self.items) do
    if name:find(":flight", 1, true) then
      leased = live(self, name) ~= nil
    elseif live(self, name) then
      assert(not key, "there are several answers")
      key, item = name, self.items[name]
    end
  end
  return key, item, leased or false
end

--- The name of the one lease.
function Dict:only_lease()
  for name in pairs(self.items) do
    if name:find(":flight", 1, true) then return name end
  end
end

--- Makes one.
---@param box table whose clock it goes by
---@param largest? integer bytes of a value
return function(box, largest)
  return setmetatable({ box = box, largest = largest or math.huge,
    items = {} }, dict_meta)
end
