-- What a reconciliation has found so far: how much it looked at, and what does
-- not add up.

local amounts = require "tcbilling.reconcile.amounts"

local findings = {}

-- Rows may be any number, and memory is not.
local MOST_UNREADABLE = 100

--- Those of nothing yet. `read` holds what was read, by object.
---@return table { checked, skipped, differences, unreadable, read }
function findings.new()
  return { checked = 0, skipped = 0, differences = {}, unreadable = {},
    read = {} }
end

-- An amount that is no decimal number.
local function add_unreadable(found, path, field)
  if #found.unreadable == MOST_UNREADABLE then return end
  found.unreadable[#found.unreadable + 1] = path == "" and field
    or path .. "." .. field
end

--- An object's amounts; those that can't be read are noted.
---@param found table
---@param object table
---@param path string of the object
---@param i integer? its index in a list at that path
function findings.read(found, object, path, i)
  local read, wrong = amounts.of(object)
  for _, field in ipairs(wrong or {}) do
    add_unreadable(found, i and ("%s[%d]"):format(path, i) or path, field)
  end
  return read
end

--- The amounts of an object of the bill, read once.
function findings.amounts_of(found, object, path)
  local read = found.read[object] or findings.read(found, object, path)
  found.read[object] = read
  return read
end

--- The sum of a list's objects.
function findings.sum_of(found, list, path)
  local sum = amounts.sum()
  for i, item in ipairs(list) do
    amounts.add(sum, type(item) == "table"
      and findings.amounts_of(found, item, ("%s[%d]"):format(path, i)) or {})
  end
  return sum
end

--- Checks that two amounts are equal.
---@param found table
---@param about table path, kind; of a group of rows, group
---@param field string
---@param left userdata? a decimal; nil: the check can't be made
---@param right userdata?
function findings.check(found, about, field, left, right)
  if not left or not right then
    found.skipped = found.skipped + 1
    return
  end
  found.checked = found.checked + 1
  if left == right then return end
  found.differences[#found.differences + 1] = {
    path = about.path, field = field, kind = about.kind, group = about.group,
    left = left, right = right, difference = left - right,
  }
end

--- Checks two sums, field by field; what none of their objects has is nothing
--- to check.
function findings.compare(found, about, left, right)
  for _, field in ipairs(amounts.FIELDS) do
    if left.seen[field] or right.seen[field] then
      findings.check(found, about, field, amounts.total(left, field),
        amounts.total(right, field))
    end
  end
end

return findings
