-- A connection to a database: statements, transactions, and what failures
-- mean. LuaDBI underneath, since it binds values.

local values = require "tcbilling.values"
local visible = require "tcbilling.visible"

local pack, unpack = values.pack, values.unpack

local Connection = {}
local connection_meta = { __index = Connection,
  __name = "tcbilling.pull.store.connection" }

local connection = {}

-- A sentence of what a database said, and its kind.
local function meaning(dialect, text)
  for _, known in ipairs(dialect.MEANINGS) do
    if text:find(known[1], 1, true) then return known[3], known[2] end
  end
  return nil, "storage"
end

-- Words of drivers that say nothing.
local function shortened(text)
  text = text:gsub("^%S*%.lua:%d+: ", ""):gsub("^Fetch failed ", "")
    :gsub("^Error preparing statement handle: ", "")
    :gsub("^Execute failed ", ""):gsub("^ERROR:%s*", "")
    :gsub("[%w._~%%!$&'()*+,;=:-]*@", ""):gsub("%s+", " ")
  return visible(text:gsub(" $", ""), 200)
end

--- nil, message, detail of what a driver said.
function Connection:failure(text)
  text = tostring(text)
  local sentence, kind = meaning(self.dialect, text)
  local said = shortened(text)
  return nil, ("%s: %s"):format(self.name, sentence
    and ("%s (%s)"):format(sentence, said) or said), { kind = kind }
end

-- A statement; nil and what the driver said.
local function prepare(self, sql)
  local called, statement, message = pcall(self.db.prepare, self.db, sql)
  if called then return statement, message end
  return nil, statement
end

-- One that is kept for the next time.
local function prepared(self, sql)
  local kept = self.statements[sql]
  if kept then return kept end
  local statement, message = prepare(self, sql)
  self.statements[sql] = statement
  return statement, message
end

--- Runs a statement.
---@param given table? packed: their number at n
---@return integer? affected nil, message, detail
function Connection:run(sql, given)
  if self.broken then return self:failure(self.broken) end
  local statement, message = prepared(self, sql)
  if not statement then return self:failure(message) end
  local ran, ok, problem = pcall(statement.execute, statement,
    unpack(given or { n = 0 }))
  if not ran or not ok then
    -- one that failed would tell of that again
    self.statements[sql] = nil
    pcall(statement.close, statement)
    return self:failure(ran and problem or ok)
  end
  local counted, affected = pcall(statement.affected, statement)
  return counted and affected or 0
end

--- The rows of a query. Integers are to be cast to text: the driver reads
--- 32 bits of them.
---@return table[]? rows by column, string? message, table? detail
function Connection:query(sql, given)
  if self.broken then return self:failure(self.broken) end
  local statement, message = prepare(self, sql)
  if not statement then return self:failure(message) end
  local list = {}
  local read, ok, problem = pcall(function()
    local done, why = statement:execute(unpack(given or { n = 0 }))
    if not done then return false, why end
    for row in statement:rows(true) do
      local copy = {}
      for name, value in pairs(row) do copy[name] = value end
      list[#list + 1] = copy
    end
    return true
  end)
  pcall(statement.close, statement)
  if not read then return self:failure(ok) end
  if not ok then return self:failure(problem) end
  return list
end

--- The only row of a query.
function Connection:one(sql, given)
  local list, message, detail = self:query(sql, given)
  if not list then return nil, message, detail end
  return list[1] or {}
end

-- Ends a transaction that failed. Where that fails too the connection is of
-- no use any more.
local function roll_back(self)
  local ok, message = self:run "ROLLBACK"
  if not ok and not message:find("no transaction", 1, true) then
    self.broken = message
  end
end

-- What is written to a file that has no name any more is lost.
local function check_place(self)
  local identity = self.dialect.identity
  if not identity or identity(self.url) == self.identity then return true end
  return nil, self.name .. ": it was removed or replaced meanwhile: run again",
    { kind = "storage" }
end

--- Lets others of the program go on.
---@return boolean? paused nil: there is no time for that
function Connection:rest()
  return self.pause and self.pause()
end

local function transact(self, f)
  local ok, message, detail = self:run(self.dialect.BEGIN)
  if not ok then return nil, message, detail end
  local done, result, problem, why = pcall(f)
  if done and result then
    ok, message, detail = check_place(self)
    if ok then ok, message, detail = self:run "COMMIT" end
    if ok then return result end
    roll_back(self)
    return nil, message, detail
  end
  roll_back(self)
  if not done then error(result, 0) end
  return nil, problem, why
end

--- Calls f in a transaction: all that it does is committed, or nothing. One is
--- open at a time, though f may rest.
---@param f fun(): any ... nil, message, detail: nothing is committed
---@return any ... what f returned
function Connection:transaction(f)
  while self.is_open do
    if not self:rest() then
      return nil, "cancelled", { kind = "cancelled" }
    end
  end
  self.is_open = true
  local outcome = pack(pcall(transact, self, f))
  self.is_open = false
  if not outcome[1] then error(outcome[2], 0) end
  return unpack(outcome, 2)
end

--- Runs statements, until one fails.
function Connection:run_all(list)
  for _, sql in ipairs(list) do
    local ok, message, detail = self:run(sql)
    if not ok then return nil, message, detail end
  end
  return true
end

function Connection:close()
  if self.closed then return end
  self.closed = true
  for _, statement in pairs(self.statements) do
    pcall(statement.close, statement)
  end
  pcall(self.db.close, self.db)
end

local function no_library(dialect)
  return nil, ("to write to %s LuaDBI is needed: the rock %s, or Debian's %s")
    :format(dialect.driver, dialect.rock, dialect.package),
    { kind = "invalid" }
end

--- Connects.
---@param dialect table sqlite.lua or postgresql.lua
---@param url string
---@param pause? fun(): boolean lets others of the program go on; false: there
---  is no time for that
---@return table? connection, string? message, table? detail
function connection.open(dialect, url, pause)
  local has, dbi = pcall(require, "DBI")
  if not has or not pcall(require, "dbd." .. dialect.driver:lower()) then
    return no_library(dialect)
  end
  local self = setmetatable({ dialect = dialect, statements = {},
    pause = pause, name = dialect.name(url) }, connection_meta)
  local called, db, message = pcall(dialect.connect, dbi, url)
  if not called then db, message = nil, db end
  if not db then
    return self:failure(message)
  end
  self.db, self.url = db, url
  self.identity = dialect.identity and dialect.identity(url)
  db:autocommit(true)
  return self
end

return connection
