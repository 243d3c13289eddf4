-- The tables of a store: those that it always has, in versions, and those of
-- a format, which are made of its columns.

local schema = {}

-- What makes a store of version n out of one of n - 1. A step that was
-- released never changes.
local STEPS = {
  function(types)
    return {
      "CREATE TABLE bills (id " .. types.id .. ", format TEXT NOT NULL, key "
        .. "TEXT NOT NULL, kind TEXT NOT NULL, account TEXT NOT NULL, month "
        .. "TEXT NOT NULL, customer_uin TEXT, state TEXT NOT NULL, request "
        .. "TEXT NOT NULL, keys TEXT NOT NULL, reading INTEGER NOT NULL, "
        .. "row_count " .. types.number .. " NOT NULL, counted "
        .. types.number .. ", sums TEXT NOT NULL, border TEXT, provisional "
        .. "TEXT, started_at " .. types.number .. " NOT NULL, finished_at "
        .. types.number .. ")",
      -- one that is whole, and one that is being read
      "CREATE UNIQUE INDEX bills_key ON bills (format, key, state)",
      "CREATE INDEX bills_account ON bills (format, kind, account)",
      "CREATE TABLE failures (format TEXT NOT NULL, key TEXT NOT NULL, "
        .. "account TEXT NOT NULL, month TEXT NOT NULL, customer_uin TEXT, "
        .. "message TEXT NOT NULL, kind TEXT, code TEXT, failed_at "
        .. types.number .. " NOT NULL, PRIMARY KEY (format, key))",
    }
  end,
  -- the API's own sums of a bill by resource, as JSON; see ../summary.lua
  function()
    return { "ALTER TABLE bills ADD COLUMN summary TEXT" }
  end,
}

local function read_version(connection)
  local row, message, detail = connection:one(connection.dialect.HAS_SCHEMA)
  if not row then return nil, message, detail end
  if row.n == "0" then return 0 end
  row, message, detail = connection:one(
    "SELECT CAST(max(version) AS TEXT) AS version FROM tcbilling_schema")
  if not row and not message:find "column" then return nil, message, detail end
  local version = row and tonumber(row.version)
  if not version or version < 1 or version % 1 ~= 0 then
    return nil, connection.name .. ": its table tcbilling_schema is not of a "
      .. "store, or was changed: name another store", { kind = "invalid" }
  end
  return version
end

local function newer(connection, version, known)
  return nil, ("%s: it was written by a newer tcbilling (its schema is %d, "
    .. "this one knows %d): upgrade, or name another store"):format(
    connection.name, version, known), { kind = "invalid" }
end

-- Makes what is missing, one version after another.
local function migrate(connection, version, steps)
  local types = connection.dialect.TYPES
  if version == 0 then
    local ok, message, detail = connection:run(
      "CREATE TABLE tcbilling_schema (version INTEGER NOT NULL)")
    if not ok then return nil, message, detail end
  end
  for n = version + 1, #steps do
    local ok, message, detail = connection:run_all(steps[n](types))
    if not ok then return nil, message, detail end
    ok, message, detail = connection:run(
      ("INSERT INTO tcbilling_schema (version) VALUES (%d)"):format(n))
    if not ok then return nil, message, detail end
  end
  return true
end

-- The columns of a table by name; none: there is no such table.
local function columns_of(connection, name)
  local list, message, detail = connection:query(connection.dialect.COLUMNS,
    { name, n = 1 })
  if not list then return nil, message, detail end
  local known = {}
  for _, row in ipairs(list) do known[row.name] = true end
  return known
end

-- The SQL of a format's columns, one for each that a table has for it.
local function definitions(dialect, format)
  local list = {}
  for _, column in ipairs(format.columns) do
    local made = column.kind == "money" and dialect.money(column.column)
      or { column.column .. " " .. dialect.TYPES[column.kind] }
    for _, sql in ipairs(made) do list[#list + 1] = sql end
  end
  return list
end

-- Of few values each: an index of resource_id would have each commit write
-- as much again, all over the file.
local INDEXED = { owner_uin = true }

local function create_table(format, list)
  local sql = { ("CREATE TABLE %s_rows (bill_id BIGINT NOT NULL, n INTEGER "
    .. "NOT NULL, %s, PRIMARY KEY (bill_id, n))"):format(format.name,
    table.concat(list, ", ")) }
  for _, column in ipairs(format.columns) do
    if INDEXED[column.column] then
      sql[#sql + 1] = ("CREATE INDEX %s_%s ON %s_rows (%s)"):format(
        format.name, column.column, format.name, column.column)
    end
  end
  return sql
end

-- What is whole, and nothing else: who asks never sees half a month.
local function create_view(format, list)
  local names = {}
  for i, sql in ipairs(list) do names[i] = "r." .. sql:match("^%S+") end
  return { "DROP VIEW IF EXISTS " .. format.name,
    ("CREATE VIEW %s AS SELECT b.account, b.month, b.provisional, %s FROM "
      .. "%s_rows r JOIN bills b ON b.id = r.bill_id WHERE b.state = 'whole'")
      :format(format.name, table.concat(names, ", "), format.name) }
end

-- A table for the format; one of an earlier release gets what is new.
local function make_table(connection, format)
  local known, message, detail = columns_of(connection,
    format.name .. "_rows")
  if not known then return nil, message, detail end
  local list, sql = definitions(connection.dialect, format), {}
  if next(known) == nil then
    sql = create_table(format, list)
  else
    for _, definition in ipairs(list) do
      if not known[definition:match("^%S+")] then
        sql[#sql + 1] = ("ALTER TABLE %s_rows ADD COLUMN %s"):format(
          format.name, definition)
      end
    end
  end
  local seen
  seen, message, detail = columns_of(connection, format.name)
  if not seen then return nil, message, detail end
  if #sql == 0 and next(seen) ~= nil then return true end
  local ok
  ok, message, detail = connection:run_all(sql)
  if not ok then return nil, message, detail end
  return connection:run_all(create_view(format, list))
end

-- The version that is there; refuses what is newer, or is not ours.
local function checked_version(connection, format, known)
  local version, message, detail = read_version(connection)
  if not version then return nil, message, detail end
  if version > known then return newer(connection, version, known) end
  if version > 0 then return version end
  local problem, kind = connection.dialect.refuse(connection, format)
  if problem then
    return nil, connection.name .. ": " .. problem, { kind = kind }
  end
  return version
end

-- All in one transaction, in which nobody else makes anything.
local function make(connection, format, steps)
  return connection:transaction(function()
    local lock = connection.dialect.LOCK
    if lock then
      local ok, problem, why = connection:query(lock)
      if not ok then return nil, problem, why end
    end
    local version, message, detail = checked_version(connection, format,
      #steps)
    if not version then return nil, message, detail end
    local ok
    ok, message, detail = migrate(connection, version, steps)
    if not ok then return nil, message, detail end
    return make_table(connection, format)
  end)
end

--- Sees to it that all tables are there.
---@param connection table
---@param format table
---@param steps? function[] for tests
---@return boolean? ok, string? message, table? detail
function schema.prepare(connection, format, steps)
  local ok, message, detail = make(connection, format, steps or STEPS)
  if not ok then return nil, message, detail end
  return connection.dialect.settle(connection)
end

return schema
