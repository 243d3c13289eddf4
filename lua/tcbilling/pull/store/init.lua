-- A database as a sink: SQLite or PostgreSQL, one path for both.
--
-- The rows of bills that are whole (bills.lua) and of those that are being read
-- are in the format's table; its view shows those of whole ones. Each method
-- that writes is a transaction.

local bills = require "tcbilling.pull.store.bills"
local connection = require "tcbilling.pull.store.connection"
local failures = require "tcbilling.pull.store.failures"
local rows = require "tcbilling.pull.store.rows"
local schema = require "tcbilling.pull.store.schema"

local Store = {}
local store_meta = { __index = Store, __name = "tcbilling.pull.store" }

local store = {}

local DIALECTS = { sqlite = "tcbilling.pull.store.sqlite",
  postgres = "tcbilling.pull.store.postgresql",
  postgresql = "tcbilling.pull.store.postgresql" }

local BUSY = 5000 -- milliseconds that another one may write

local function prepare(c, given)
  for _, sql in ipairs(c.dialect.setup(given.wait or BUSY)) do
    local ok, message, detail = c:query(sql)
    if not ok then return nil, message, detail end
  end
  return schema.prepare(c, given.format, given.steps)
end

--- Opens one, made if it is not there.
---@param given table url ("sqlite:FILE" or "postgresql://..."), format, pause
---  (see connection.lua), and for tests wait (ms), steps
---@return table? sink, string? message, table? detail
function store.open(given)
  local dialect = require(DIALECTS[given.url:match("^%a+")])
  local c, message, detail = connection.open(dialect, given.url,
    given.pause)
  if not c then return nil, message, detail end
  local ok
  ok, message, detail = prepare(c, given)
  if not ok then
    c:close()
    return nil, message, detail
  end
  local name = given.format.name
  -- report compares these rows; those of FOCUS it does not read
  local keeps_summaries = name == "resources"
  return setmetatable({ connection = c, format = given.format,
    keeps_summaries = keeps_summaries,
    held = bills.new(c, name), failed = failures.new(c, name),
    rows = rows.new(c, given.format) }, store_meta)
end

--- What it holds of a bill.
---@return table? found { whole, running }, string? message, table? detail
function Store:find(bill)
  return self.held:find(bill)
end

--- The checkpoints of all whole bills of an account, with key, month and
--- customer_uin.
function Store:bills(kind, account)
  return self.held:whole(kind, account)
end

--- Begins to read a bill: what was read of it and is not whole is dropped.
---@return boolean? ok, string? message, table? detail
function Store:begin(bill, at)
  return self.connection:transaction(function()
    local ok, message, detail = self.held:drop(bill, "running")
    if not ok then return nil, message, detail end
    return self.held:insert(bill, at)
  end)
end

-- The id and the rows of what is being read; of a bill that comes whole at
-- once, too.
local function running(self, bill, at)
  local id, before, detail = self.held:running(bill, at)
  if id or detail then return id, before, detail end
  local ok, message
  ok, message, detail = self.held:insert(bill, at)
  if not ok then return nil, message, detail end
  return self.held:running(bill, at)
end

local function append(self, bill, list, at)
  local id, before, detail = running(self, bill, at)
  if not id then return nil, before, detail end
  if before + #list ~= at.rows then return self.held:conflict(bill) end
  local ok, message
  if at.state == "whole" then
    ok, message, detail = self.held:drop(bill, "whole")
    if ok then ok, message, detail = self.failed:forget(bill) end
    if not ok then return nil, message, detail end
  end
  ok, message, detail = self.held:update(bill, id, before, at)
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
    return self.failed:add(bill, failure)
  end)
end

--- What failed and has not come since.
---@return table[]? failures { key, account, month, customer_uin, message,
---  kind, code, at }
function Store:failures()
  return self.failed:all()
end

--- All is shown already.
function Store.finish()
  return true
end

function Store:close()
  self.connection:close()
end

return store
