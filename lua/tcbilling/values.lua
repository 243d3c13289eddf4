-- Several values in one, whatever of them is nil.

local values = {}

---@return table packed its n-th value is at n, their number at "n"
function values.pack(...)
  return { n = select("#", ...), ... }
end

local unpack = table.unpack or unpack -- luacheck: std max

--- The values from `first` (1) on.
function values.unpack(packed, first)
  return unpack(packed, first or 1, packed.n)
end

return values
