-- "Did you mean": the known name nearest to what was written.

-- Levenshtein's distance of two words, whatever their case.
local function distance(a, b)
  a, b = a:lower(), b:lower()
  local row = {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      local best = math.min(row[j] + 1, row[j - 1] + 1, diagonal + cost)
      diagonal, row[j] = row[j], best
    end
  end
  return row[#b]
end

-- The nearest of two names; of equally near ones the first by alphabet, so
-- that the order of a table does not matter.
local function is_nearer(d, name, best, nearest)
  return not best or d < best or d == best and name < nearest
end

--- A remark about the known name that is nearest to `word`.
---@param word any what was written
---@param known table its keys are the names; of a list, its values
---@return string remark ", did you mean X?", or "" if nothing is near
local function suggest(word, known)
  if type(word) ~= "string" or #word > 100 then return "" end
  local best, nearest
  for key, value in pairs(known) do
    local name = type(key) == "string" and key or tostring(value)
    local d = distance(word, name)
    if is_nearer(d, name, best, nearest) then best, nearest = d, name end
  end
  if not best or best > math.max(2, #word / 3) or best >= #word then
    return ""
  end
  return ", did you mean " .. nearest .. "?"
end

return suggest
