-- A function to be called when an object that nobody refers to any more is
-- collected: Lua 5.4 has __gc for tables, LuaJIT for userdata only.

--- Makes such an object. `f` may be called in the middle of anything.
---@param f function without arguments
---@return any guard to keep where it should live as long as
local function finalizer(f)
  local newproxy = rawget(_G, "newproxy")
  if newproxy then
    local guard = newproxy(true)
    getmetatable(guard).__gc = f
    return guard
  end
  return setmetatable({}, { __gc = f })
end

return finalizer
