-- What is SQLite's own: how a file is opened, its types, what its messages
-- mean.

local decimal = require "tcbilling.core".decimal
local is_none = require "tcbilling.money".is_none
local uv = require "luv"
local visible = require "tcbilling.visible"

local sqlite = { driver = "SQLite3", package = "lua-dbi-sqlite3",
  rock = "luadbi-sqlite3", most_values = 999 }

sqlite.TYPES = { text = "TEXT", integer = "INTEGER", json = "TEXT",
  id = "INTEGER PRIMARY KEY", number = "INTEGER" }

--- The columns of an amount: as it was sent, and to be added up.
function sqlite.money(column)
  return { column .. " TEXT", column .. "_e8 INTEGER" }
end

local PLACES = 8 -- of `_e8`: SQL adds hundred-millionths exactly
local ONE = decimal("1" .. ("0"):rep(PLACES))

--- Their values.
---@return string? text, string? digits, string? message it can't be stored
function sqlite.amount(text)
  if is_none(text) then return text end
  local digits, message = decimal.units(text, PLACES)
  return text, digits, message
end

sqlite.values_of_money = 2

--- SQL of the exact sum of an amount's column, to be read as text; and what is
--- to be ordered by.
function sqlite.sum(column)
  return ("CAST(SUM(%s_e8) AS TEXT)"):format(column)
end

function sqlite.number(column)
  return column .. "_e8"
end

--- A sum as a decimal; nil: there is no amount.
function sqlite.total(text)
  return text and decimal(text):div(ONE, PLACES) or nil
end

--- SQL that has a row for each pair of a key and a value in a column of tags.
sqlite.TAGS = "json_each(tags) AS tag"
sqlite.TAG = "json_extract(tag.value, '$.TagKey') || ': ' || "
  .. "json_extract(tag.value, '$.TagValue')"

sqlite.BEGIN = "BEGIN IMMEDIATE"
sqlite.SNAPSHOT = "BEGIN" -- what is read is of one moment

sqlite.COLUMNS = "SELECT name AS name FROM pragma_table_info(?)"

sqlite.HAS_SCHEMA = "SELECT CAST(count(*) AS TEXT) AS n FROM sqlite_master "
  .. "WHERE type = 'table' AND name = 'tcbilling_schema'"

-- Whoever writes waits here; PostgreSQL does not.
sqlite.LOCK = nil

-- A file is made with the rights of its owner only: bills are confidential.
local function make_file(path)
  local fd = uv.fs_open(path, "a", 384)
  if fd then uv.fs_close(fd) end
end

--- The file of a URL, so that SQLite takes no name for one of its own (:memory:
--- or file:).
---@param url string "sqlite:FILE"
---@return string path
function sqlite.path(url)
  local path = url:match "^sqlite:/?/?(/.*)$"
  return path or "./" .. url:match "^sqlite:(.*)$"
end

function sqlite.connect(dbi, url)
  local path = sqlite.path(url)
  make_file(path)
  return dbi.Connect("SQLite3", path)
end

--- What tells whether a file is still the same.
---@return string? nil: it is not there
function sqlite.identity(url)
  local stat = uv.fs_stat(sqlite.path(url))
  return stat and ("%.0f %.0f"):format(stat.dev, stat.ino)
end

--- How it is called in messages.
function sqlite.name(url)
  return visible(url, 200)
end

-- Is there anything that is not ours?
local FOREIGN = "SELECT CAST(count(*) AS TEXT) AS n FROM sqlite_master"

--- Looks whether a file that has no schema of ours may become a store.
---@return string? problem, string? kind
function sqlite.refuse(connection)
  local row, message, detail = connection:one(FOREIGN)
  if not row then return message, detail.kind end
  if row.n ~= "0" then
    return "it holds other tables: name a file of its own", "invalid"
  end
end

--- What a connection is told first.
function sqlite.setup(wait)
  return { ("PRAGMA busy_timeout = %d"):format(wait) }
end

local TRIES, PAUSE = 250, 20 -- ms: nobody else may write at that moment

-- SQLite waits for no lock where it changes to WAL.
local function use_wal(connection)
  local row, message, detail
  for _ = 1, TRIES do
    row, message, detail = connection:one "PRAGMA journal_mode = WAL"
    if row or not message:find("locked", 1, true) then break end
    uv.sleep(PAUSE)
  end
  return row, message, detail
end

--- What a connection is told once its file is known for ours.
---@return boolean? ok, string? message, table? detail
function sqlite.settle(connection)
  local ok, message, detail = use_wal(connection)
  if not ok then return nil, message, detail end
  ok, message, detail = connection:query "PRAGMA synchronous = FULL"
  if not ok then return nil, message, detail end
  return true
end

--- By words of its messages: kind, and what to do.
sqlite.MEANINGS = {
  { "locked", "storage", "another program is writing to it: try again when "
    .. "it is done" },
  { "is full", "storage", "the disk is full: make room and run the same "
    .. "again, nothing that was committed is lost" },
  { "not a database", "invalid", "it is no SQLite database: name another "
    .. "file" },
  { "unable to open", "invalid", "it can't be opened: see that its folder is "
    .. "there and may be written to" },
  { "readonly", "invalid", "it may not be written to" },
  { "malformed", "storage", "the database is damaged" },
  { "disk I/O error", "storage", "the disk failed, or is full" },
  { "UNIQUE constraint", "storage", "another run has written the same bill "
    .. "meanwhile, or the tables were changed: run again when it is done, or "
    .. "name another store" },
}

return sqlite
