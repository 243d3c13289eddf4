-- The table of bills: a row for each that is whole, and one for each that is
-- being read. What is written is written in a transaction of the caller's.

local json = require "tcbilling.core".json
local pack = require "tcbilling.values".pack

local Bills = {}
local bills_meta = { __index = Bills, __name = "tcbilling.pull.store.bills" }

local bills = {}

-- As text, what the driver would read through 32 bits.
local FIELDS = "CAST(id AS TEXT) AS id, key, kind, account, month, "
  .. "customer_uin, state, request, keys, CAST(reading AS TEXT) AS reading, "
  .. "CAST(row_count AS TEXT) AS row_count, CAST(counted AS TEXT) AS counted, "
  .. "sums, border, provisional, summary, CAST(started_at AS TEXT) AS "
  .. "started_at, CAST(finished_at AS TEXT) AS finished_at"

local function damaged(self, row)
  return nil, ("%s: its row of bill %s was changed by another program: name "
    .. "another store"):format(self.connection.name, row.key),
    { kind = "storage" }
end

local function checkpoint_of(self, row)
  local at = { request = row.request, keys = row.keys, state = row.state,
    reading = tonumber(row.reading), rows = tonumber(row.row_count),
    sums = json.decode(row.sums), border = row.border,
    count = tonumber(row.counted), provisional = row.provisional,
    summary = row.summary and json.decode(row.summary),
    started_at = tonumber(row.started_at),
    finished_at = tonumber(row.finished_at) }
  if type(at.sums) ~= "table" or not at.rows or not at.started_at
    or row.summary and type(at.summary) ~= "table" then
    return damaged(self, row)
  end
  return at
end

--- What is held of a bill.
---@return table? found { whole, running }, string? message, table? detail
function Bills:find(bill)
  local list, message, detail = self.connection:query("SELECT " .. FIELDS
    .. " FROM bills WHERE format = ? AND key = ?", pack(self.format, bill.key))
  if not list then return nil, message, detail end
  local found = {}
  for _, row in ipairs(list) do
    found[row.state], message, detail = checkpoint_of(self, row)
    if message then return nil, message, detail end
  end
  return found
end

--- The checkpoints of all whole bills of an account, with key, month and
--- customer_uin.
function Bills:whole(kind, account)
  local list, message, detail = self.connection:query("SELECT " .. FIELDS
    .. " FROM bills WHERE format = ? AND kind = ? AND account = ? AND "
    .. "state = 'whole' ORDER BY key", pack(self.format, kind, account))
  if not list then return nil, message, detail end
  for i, row in ipairs(list) do
    local at
    at, message, detail = checkpoint_of(self, row)
    if not at then return nil, message, detail end
    at.key, at.month, at.customer_uin = row.key, row.month, row.customer_uin
    list[i] = at
  end
  return list
end

-- Writing

local function number(value)
  return value and ("%.0f"):format(value) or nil
end

--- Removes one, with its rows.
---@param state "whole"|"running"
function Bills:drop(bill, state)
  local which = pack(self.format, bill.key, state)
  local ok, message, detail = self.connection:run(("DELETE FROM %s_rows "
    .. "WHERE bill_id IN (SELECT id FROM bills WHERE format = ? AND key = ? "
    .. "AND state = ?)"):format(self.format), which)
  if not ok then return nil, message, detail end
  return self.connection:run(
    "DELETE FROM bills WHERE format = ? AND key = ? AND state = ?", which)
end

local INSERT = "INSERT INTO bills (format, key, kind, account, month, "
  .. "customer_uin, state, request, keys, reading, row_count, sums, "
  .. "provisional, started_at) VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, ?, "
  .. "'0', '{}', ?, ?)"

--- Adds one that is about to be read.
function Bills:insert(bill, at)
  return self.connection:run(INSERT, pack(self.format, bill.key, bill.kind,
    bill.account, bill.month, bill.customer_uin, at.request, at.keys,
    number(at.reading), at.provisional, number(at.started_at)))
end

-- Another run may have begun the same bill, or gone on with it.
function Bills:conflict(bill)
  return nil, ("%s: another run has written %s meanwhile: run again when it "
    .. "is done"):format(self.connection.name, bill.key), { kind = "storage" }
end

--- The one that is being read.
---@param at table the checkpoint that it is to be of
---@return string? id nil: there is none, or message, detail
---@return integer|string|nil rows_or_message, table? detail
function Bills:running(bill, at)
  local row, message, detail = self.connection:one("SELECT " .. FIELDS
    .. " FROM bills WHERE format = ? AND key = ? AND state = 'running'",
    pack(self.format, bill.key))
  if not row then return nil, message, detail end
  if row.id and (row.request ~= at.request or row.keys ~= at.keys
    or tonumber(row.started_at) ~= at.started_at) then
    return self:conflict(bill)
  end
  return row.id, tonumber(row.row_count)
end

local UPDATE = "UPDATE bills SET state = ?, reading = ?, row_count = ?, "
  .. "counted = ?, sums = ?, border = ?, provisional = ?, summary = ?, "
  .. "finished_at = ? WHERE id = ? AND row_count = ? AND state = 'running'"

--- Commits how far it is.
---@param before integer rows that it had
function Bills:update(bill, id, before, at)
  local affected, message, detail = self.connection:run(UPDATE, pack(at.state,
    number(at.reading), number(at.rows), number(at.count),
    json.encode(at.sums), at.border, at.provisional,
    at.summary and json.encode(at.summary), number(at.finished_at), id,
    number(before)))
  if not affected then return nil, message, detail end
  if affected ~= 1 then return self:conflict(bill) end
  return true
end

--- Makes one.
---@param connection table
---@param format string its name
---@return table
function bills.new(connection, format)
  return setmetatable({ connection = connection, format = format },
    bills_meta)
end

return bills
