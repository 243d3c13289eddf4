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
  local many = math.max(1, math.floor(connection.dialect.most_values / #names))
  return setmetatable({ connection = connection, format = format, many = many,
    width = #names, insert_many = insert_of(format, names, many),
    insert_one = insert_of(format, names, 1) }, rows_meta)
end

-- PostgreSQL holds no NUL, and SQL's functions end there.
local function text_of(value)
  if not value or not value:find("%z") then return value end
  return (value:gsub("%z", "\239\191\189"))
end

local LARGEST = "9223372036854775807"

-- Does a column hold it, exactly?
local function is_integer(text)
  if text == nil then return true end
  local digits = text:match "^%-?0*(%d+)$"
  return digits ~= nil and (#digits < #LARGEST
    or #digits == #LARGEST and digits <= LARGEST)
end

-- Puts a row's values behind the others; or nil and what is wrong.
local function put(self, into, row, bill_id, n)
  local dialect, columns = self.connection.dialect, self.format.columns
  local at = into.n
  into[at + 1], into[at + 2] = bill_id, ("%.0f"):format(n)
  at = at + 2
  for i = 1, #columns do
    if columns[i].kind == "money" then
      local text, digits, problem = dialect.amount(row[i])
      if problem then
        return nil, ("row %.0f, %s: %s %s"):format(n, columns[i].name,
          visible(row[i], 60), problem)
      end
      into[at + 1] = text
      if dialect.values_of_money == 2 then
        at = at + 1
        into[at + 1] = digits
      end
    elseif columns[i].kind == "integer" and not is_integer(row[i]) then
      return nil, ("row %.0f, %s: %s is no integer of 64 bits"):format(n,
        columns[i].name, visible(row[i], 60))
    else
      into[at + 1] = text_of(row[i])
    end
    at = at + 1
  end
  into.n = at
  return true
end

local function insert(self, list, first, last, bill_id, before)
  local into = { n = 0 }
  for i = first, last do
    local ok, problem = put(self, into, list[i], bill_id, before + i)
    if not ok then
      return nil, ("%s: %s"):format(self.connection.name, problem),
        { kind = "decode" }
    end
  end
  return self.connection:run(last > first and self.insert_many
    or self.insert_one, into)
end

--- Inserts rows of a bill.
---@param list table[] as sinks take them
---@param bill_id string
---@param before integer how many it has
---@return boolean? ok, string? message, table? detail
function Rows:insert(list, bill_id, before)
  local i = 1
  while i <= #list do
    local last = i + self.many - 1
    if last > #list then last = i end
    local ok, message, detail = insert(self, list, i, last, bill_id, before)
    if not ok then return nil, message, detail end
    i = last + 1
  end
  return true
end

return rows
