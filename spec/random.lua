-- Numbers that look random: the same for a seed, on both Luas.

local Random = {}
Random.__index = Random

local random = {}

local PRIME = 2147483647

---@param seed string any text
---@return table
function random.new(seed)
  local state = 1
  for i = 1, #seed do state = (state * 31 + seed:byte(i)) % (PRIME - 1) end
  local made = setmetatable({ state = state + 1 }, Random)
  for _ = 1, 4 do made:below(2) end -- seeds alike begin alike
  return made
end

---@return integer from 0 to n - 1
function Random:below(n)
  self.state = self.state * 16807 % PRIME
  return self.state % n
end

---@return integer from first to last
function Random:between(first, last)
  return first + self:below(last - first + 1)
end

---@return boolean true once in n times
function Random:once_in(n)
  return self:below(n) == 0
end

function Random:one_of(list)
  return list[self:between(1, #list)]
end

return random
