-- A stable sort that lets others have turns, by merging: what sorts in one go
-- would hold a worker of nginx for as long as it takes.

local TURN = 500 -- comparisons

local function merge(from, into, first, middle, last, less)
  local a, b = first, middle
  for at = first, last - 1 do
    if a < middle and (b >= last or not less(from[b], from[a])) then
      into[at], a = from[a], a + 1
    else
      into[at], b = from[b], b + 1
    end
  end
end

--- Sorts a list; equals stay in their order.
---@generic T
---@param list T[] stays as it is
---@param less fun(a: T, b: T): boolean
---@param pause? fun() called after some thousand comparisons
---@return T[] sorted
local function sorted(list, less, pause)
  local n, width, since = #list, 1, 0
  local from, into = {}, {}
  for i = 1, n do from[i] = list[i] end
  while width < n do
    for first = 1, n, 2 * width do
      local last = math.min(first + 2 * width, n + 1)
      merge(from, into, first, math.min(first + width, n + 1), last, less)
      since = since + last - first
      if pause and since >= TURN then
        since = 0
        pause()
      end
    end
    from, into, width = into, from, 2 * width
  end
  return from
end

return sorted
