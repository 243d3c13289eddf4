-- Where pulled rows go: files of CSV or NDJSON, SQLite, PostgreSQL.
--
-- A sink is { format, find(bill), bills(kind, account), begin(bill,
-- checkpoint), append(bill, rows, checkpoint), fail(bill, failure),
-- failures(), finish(), close() }. What append commits, rows and checkpoint, is
-- durable when it returns, together or not at all. A failure is nil, message,
-- detail with kind "invalid" (the target can't be one) or "storage" (it
-- failed). Own ones may be given instead of a target.

local formats = require "tcbilling.pull.formats"
local rules = require "tcbilling.rules"
local shown = require "tcbilling.shown"

local sinks = {}

local METHODS = { "find", "bills", "begin", "append", "fail", "failures",
  "finish", "close" }

local unpack = table.unpack or unpack -- luacheck: std max
local is_sink = rules.methods(unpack(METHODS))

local FILES = { [".csv"] = true, [".ndjson"] = true }

-- What may hold a password is not shown.
local function invalid(target)
  local what = target:find "[@=:]" and "that" or shown.value(target)
  return nil, what .. " is no target: FILE.csv, FILE.ndjson, sqlite:FILE or "
    .. "postgresql://USER@HOST/DATABASE is", { kind = "invalid" }
end

local function open_text(target, format, options)
  if target:find("^sqlite:.") or target:find("^postgres://")
    or target:find("^postgresql://") then
    return require("tcbilling.pull.store").open { url = target,
      format = format }
  elseif FILES[target:match("%.%w+$") or ""] then
    return require("tcbilling.pull.file").open { path = target,
      format = formats.with_bill(format), no_formulas = options.no_formulas }
  end
  return invalid(target)
end

--- Opens a target.
---@param target string|table "x.csv", "x.ndjson", "sqlite:x.db",
---  "postgresql://..."; or a sink
---@param format table see formats/init.lua
---@param options table no_formulas
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
