-- A database as a sink: SQLite or PostgreSQL, one path for both.
--
-- `bills` has one row for each bill that is whole, and one for each that is
-- being read; the rows of both are in the format's table, and its view shows
-- those of whole ones.

local connection = require "tcbilling.pull.store.connection"
local json = require "tcbilling.core".json
local pack = require "tcbilling.values".pack
local rows = require "tcbilling.pull.store.rows"
local schema = require "tcbilling.pull.store.schema"

local Store = {}
local store_meta = { __index = Store, __name = "tcbilling.pull.store" }

local store = {}

local DIALECTS = { sqlite = "tcbilling.pull.store.sqlite",
  postgres = "tcbilling.pull.store.postgresql",
  postgresql = "tcbilling.pull.store.postgresql" }

local BUSY = 5000 -- milliseconds that another one may write

--- Opens one, made if it is not there.
---@param given table url ("sqlite:FILE" or "postgresql://..."), format, and
---  for tests wait (ms), steps
---@return table? sink, string? message, table? detail
function store.open(given)
  local dialect = require(DIALECTS[given.url:match("^%a+")])
  local c, message, detail = connection.open(dialect, given.url)
  if not c then return nil, message, detail end
  local ok
  for _, sql in ipairs(dialect.setup(given.wait or BUSY)) do
    ok, message, detail = c:query(sql)
    if not ok then break end
  end
  if ok then
    ok, message, detail = schema.prepare(c, given.format, given.steps)
  end
  if not ok then
    c:close()
    return nil, message, detail
  end
  return setmetatable({ connection = c, format = given.format,
    rows = rows.new(c, given.format) }, store_meta)
end

-- Reading

local FIELDS = "CAST(id AS TEXT) AS id, key, kind, account, month, "
  .. "customer_uin, state, request, keys, CAST(reading AS TEXT) AS reading, "
  .. "CAST(row_count AS TEXT) AS row_count, CAST(counted AS TEXT) AS counted, "
  .. "sums, border, provisional, CAST(started_at AS TEXT) AS started_at, "
  .. "CAST(finished_at AS TEXT) AS finished_at"

local function checkpoint_of(row)
  return { request = row.request, keys = row.keys, state = row.state,
    reading = tonumber(row.reading), rows = tonumber(row.row_count),
    sums = json.decode(row.sums), border = row.border,
    count = tonumber(row.counted), provisional = row.provisional,
    started_at = tonumber(row.started_at),
    finished_at = tonumber(row.finished_at) }
end

--- What it holds of a bill.
---@return table? found { whole, running }, string? message, table? detail
function Store:find(bill)
  local list, message, detail = self.connection:query("SELECT " .. FIELDS
    .. " FROM bills WHERE format = ? AND key = ?",
    pack(self.format.name, bill.key))
  if not list then return nil, message, detail end
  local found = {}
  for _, row in ipairs(list) do found[row.state] = checkpoint_of(row) end
  return found
end

--- The checkpoints of all whole bills of an account, with key, month and
--- customer_uin.
function Store:bills(kind, account)
  local list, message, detail = self.connection:query("SELECT " .. FIELDS
    .. " FROM bills WHERE format = ? AND kind = ? AND account = ? AND "
    .. "state = 'whole' ORDER BY key", pack(self.format.name, kind, account))
  if not list then return nil, message, detail end
  for i, row in ipairs(list) do
    local at = checkpoint_of(row)
    at.key, at.month, at.customer_uin = row.key, row.month, row.customer_uin
    list[i] = at
  end
  return list
end

-- Writing; all in a transaction.

local function number(value)
  return value and ("%.0f"):format(value) or nil
end

local function drop(self, bill, state)
  local which = pack(self.format.name, bill.key, state)
  local ok, message, detail = self.connection:run(("DELETE FROM %s_rows "
    .. "WHERE bill_id IN (SELECT id FROM bills WHERE format = ? AND key = ? "
    .. "AND state = ?)"):format(self.format.name), which)
  if not ok then return nil, message, detail end
  return self.connection:run(
    "DELETE FROM bills WHERE format = ? AND key = ? AND state = ?", which)
end

local INSERT = "INSERT INTO bills (format, key, kind, account, month, "
  .. "customer_uin, state, request, keys, reading, row_count, sums, "
  .. "provisional, started_at) VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, "
  .. "'0', '{}', ?, ?)"

local function insert(self, bill, at)
  return self.connection:run(INSERT, pack(self.format.name, bill.key,
    bill.kind, bill.account, bill.month, bill.customer_uin, at.request,
    at.keys, number(at.reading), at.provisional, number(at.started_at)))
end

-- The id and the rows of what is being read; nil: nothing is.
local function running(self, bill)
  local row, message, detail = self.connection:one("SELECT CAST(id AS TEXT) "
    .. "AS id, CAST(row_count AS TEXT) AS row_count FROM bills WHERE "
    .. "format = ? AND key = ? AND state = 'running'",
    pack(self.format.name, bill.key))
  if not row then return nil, message, detail end
  return row.id, tonumber(row.row_count)
end

-- Nobody else may have written to the bill: its rows are as many as before.
local UPDATE = "UPDATE bills SET state = ?, reading = ?, row_count = ?, "
  .. "counted = ?, sums = ?, border = ?, provisional = ?, finished_at = ? "
  .. "WHERE id = ? AND row_count = ? AND state = 'running'"

local function conflict(self, bill)
  return nil, ("%s: another run has written %s meanwhile: run again when it "
    .. "is done"):format(self.connection.name, bill.key), { kind = "storage" }
end

local function update(self, bill, id, before, at)
  local affected, message, detail = self.connection:run(UPDATE, pack(at.state,
    number(at.reading), number(at.rows), number(at.count),
    json.encode(at.sums), at.border, at.provisional, number(at.finished_at),
    id, number(before)))
  if not affected then return nil, message, detail end
  if affected ~= 1 then return conflict(self, bill) end
  return true
end

local function forget_failure(self, bill)
  return self.connection:run("DELETE FROM failures WHERE format = ? AND "
    .. "key = ?", pack(self.format.name, bill.key))
end

--- Begins to read a bill: what was read of it and is not whole is dropped.
---@return boolean? ok, string? message, table? detail
function Store:begin(bill, at)
  return self.connection:transaction(function()
    local ok, message, detail = drop(self, bill, "running")
    if not ok then return nil, message, detail end
    return insert(self, bill, at)
  end)
end

local function append(self, bill, list, at)
  local id, before, detail = running(self, bill)
  if not id and detail then return nil, before, detail end
  local ok, message
  if not id then
    ok, message, detail = insert(self, bill, at)
    if not ok then return nil, message, detail end
    id, before, detail = running(self, bill)
    if not id then return nil, before, detail end
  end
  if before + #list ~= at.rows then return conflict(self, bill) end
  if at.state == "whole" then
    ok, message, detail = drop(self, bill, "whole")
    if ok then ok, message, detail = forget_failure(self, bill) end
    if not ok then return nil, message, detail end
  end
  ok, message, detail = update(self, bill, id, before, at)
  if not ok then return nil, message, detail end
  return self.rows:insert(list, id, before)
end

--- Commits rows, and how far the bill is.
---@return boolean? ok, string? message, table? detail
function Store:append(bill, list, at)
  return self.connection:transaction(function()
    return append(self, bill, list, at)
  end)
end

--- Remembers that a bill could not be had, until it is whole.
function Store:fail(bill, failure)
  return self.connection:transaction(function()
    local ok, message, detail = forget_failure(self, bill)
    if not ok then return nil, message, detail end
    return self.connection:run("INSERT INTO failures (format, key, account, "
      .. "month, customer_uin, message, kind, code, failed_at) VALUES "
      .. "(?, ?, ?, ?, ?, ?, ?, ?, ?)", pack(self.format.name, bill.key,
      bill.account, bill.month, bill.customer_uin, failure.message,
      failure.kind, failure.code, number(failure.at)))
  end)
end

--- What failed and has not come since.
---@return table[]? failures { key, account, month, customer_uin, message,
---  kind, code, at }
function Store:failures()
  local list, message, detail = self.connection:query("SELECT key, account, "
    .. "month, customer_uin, message, kind, code, CAST(failed_at AS TEXT) AS "
    .. "failed_at FROM failures WHERE format = ? ORDER BY key",
    pack(self.format.name))
  if not list then return nil, message, detail end
  for _, row in ipairs(list) do
    row.at, row.failed_at = tonumber(row.failed_at), nil
  end
  return list
end

--- All is shown already.
function Store.finish()
  return true
end

function Store:close()
  self.connection:close()
end

return store
