-- Rows into the table of a format, many with each statement.

local visible = require "tcbilling.visible"

local Rows = {}
local rows_meta = { __index = Rows, __name = "tcbilling.pull.store.rows" }

local rows = {}

local function columns_of(dialect, format)
  local names = { "bill_id", "n" }
  for _, column in ipairs(format.columns) do
    names[#names + 1] = column.column
    if column.kind == "money" and dialect.values_of_money == 2 then
      names[#names + 1] = column.column .. "_e8"
    end
  end
  return names
end

local function insert_of(format, names, many)
  local one = "(" .. ("?, "):rep(#names - 1) .. "?)"
  return ("INSERT INTO %s_rows (%s) VALUES %s%s"):format(format.name,
    table.concat(names, ", "), one, (", " .. one):rep(many - 1))
end

--- Makes one.
---@param connection table
---@param format table
---@return table
function rows.new(connection, format)
  local names = columns_of(connection.dialect, format)
  local dialect = connection.dialect
  local many = math.max(1, math.floor(dialect.most_values / #names))
  return setmetatable({ connection = connection, format = format, many = many,
    amount = dialect.amount, has_digits = dialect.values_of_money == 2,
    values = { n = 0 }, insert_many = insert_of(format, names, many),
    insert_one = insert_of(format, names, 1) }, rows_meta)
end

local LARGEST = "9223372036854775807"

-- Does a column hold it, exactly?
local function is_integer(text)
  if #text < #LARGEST then return text:find "^%-?%d+$" ~= nil end
  local digits = text:match "^%-?0*(%d+)$"
  return digits ~= nil and (#digits < #LARGEST
    or #digits == #LARGEST and digits <= LARGEST)
end

-- PostgreSQL holds no NUL, and SQL's functions end there.
local function without_nul(text)
  return text:find("\0", 1, true) and text:gsub("%z", "\239\191\189") or text
end

local function wrong(n, column, text, problem)
  return nil, ("row %.0f, %s: %s %s"):format(n, column.name,
    visible(text, 60), problem)
end

-- Puts a row's values behind the others; or nil and what is wrong.
local function put(self, into, row, n)
  local columns, amount, at = self.format.columns, self.amount, into.n
  for i = 1, #columns do
    local value, kind = row[i], columns[i].kind
    at = at + 1
    if kind == "money" then
      local text, digits, problem = amount(value)
      if problem then return wrong(n, columns[i], value, problem) end
      into[at] = text
      if self.has_digits then
        at = at + 1
        into[at] = digits
      end
    elseif value == nil then
      into[at] = nil
    elseif kind == "integer" and not is_integer(value) then
      return wrong(n, columns[i], value, "is no integer of 64 bits")
    else
      into[at] = without_nul(value)
    end
  end
  into.n = at
  return true
end

local function insert(self, list, first, last, bill_id, before)
  local into = self.values -- filled anew each time
  into.n = 0
  for i = first, last do
    local n = before + i
    into[into.n + 1], into[into.n + 2] = bill_id, ("%d"):format(n)
    into.n = into.n + 2
    local ok, problem = put(self, into, list[i], n)
    if not ok then
      return nil, ("%s: %s"):format(self.connection.name, problem),
        { kind = "decode" }
    end
  end
  return self.connection:run(last > first and self.insert_many
    or self.insert_one, into)
end

-- Rows after which others have a turn; see reading.lua.
local SLICE = 75

--- Inserts rows of a bill.
---@param list table[] as sinks take them
---@param bill_id string
---@param before integer how many it has
---@return boolean? ok, string? message, table? detail
function Rows:insert(list, bill_id, before)
  local i, rest_at = 1, SLICE
  while i <= #list do
    if i > rest_at then
      self.connection:rest()
      rest_at = i + SLICE
    end
    local last = i + self.many - 1
    if last > #list then last = i end
    local ok, message, detail = insert(self, list, i, last, bill_id, before)
    if not ok then return nil, message, detail end
    i = last + 1
  end
  return true
end

return rows
