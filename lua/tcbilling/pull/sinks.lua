-- Where pulled rows go: files of CSV or NDJSON, SQLite, PostgreSQL.
--
-- A sink is { format, find(bill), bills(kind, account), begin(bill,
-- checkpoint), append(bill, rows, checkpoint), fail(bill, failure),
-- failures(), finish(), close() }. What append commits, rows and checkpoint, is
-- durable when it returns, together or not at all. A failure is nil, message,
-- detail with kind "invalid" (the target can't be one) or "storage" (it
-- failed). One that `keeps_summaries` is given those of bills by resource with
-- their last checkpoints. Own ones may be given instead of a target.

local formats = require "tcbilling.pull.formats"
local rules = require "tcbilling.rules"
local shown = require "tcbilling.shown"
local unpack = require "tcbilling.values".unpack

local sinks = {}

local METHODS = { n = 8, "find", "bills", "begin", "append", "fail",
  "failures", "finish", "close" }

local is_sink = rules.methods(unpack(METHODS))

local FILES = { [".csv"] = true, [".ndjson"] = true }

-- What may hold a password is not shown.
local function invalid(target)
  local what = target:find "[@=:]" and "that" or shown.value(target)
  return nil, what .. " is no target: FILE.csv, FILE.ndjson, sqlite:FILE or "
    .. "postgresql://USER@HOST/DATABASE is", { kind = "invalid" }
end

local function is_database(target)
  return target:find "^sqlite:." or target:find "^postgres://"
    or target:find "^postgresql://"
end

local function is_file(target)
  return FILES[target:match("%.%w+$") or ""]
end

local function open_text(target, format, options)
  if is_database(target) then
    return require("tcbilling.pull.store").open { url = target,
      format = format, pause = options.pause }
  elseif is_file(target) then
    return require("tcbilling.pull.file").open { path = target,
      format = formats.with_bill(format), no_formulas = options.no_formulas }
  end
  return invalid(target)
end

--- Looks at a target, and touches nothing.
---@param target string
---@return boolean? ok, string? message, table? detail it can't be one
function sinks.look(target)
  if is_database(target) then return true end
  if not is_file(target) then return invalid(target) end
  local path, message, detail =
    require("tcbilling.pull.file.opening").look(target)
  if not path then return nil, message, detail end
  return true
end

--- Opens a target.
---@param target string|table "x.csv", "x.ndjson", "sqlite:x.db",
---  "postgresql://..."; or a sink
---@param format table see formats/init.lua
---@param options table no_formulas; pause (lets others of the program go on;
---  false: there is no time for that)
---@return table? sink, string? message, table? detail
function sinks.open(target, format, options)
  if type(target) == "string" then
    return open_text(target, format, options)
  end
  local problem = is_sink(target)
  if problem then error("the target " .. problem, 3) end
  target.format = target.format or format
  return target
end

return sinks
