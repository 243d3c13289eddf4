-- The table of what could not be had, until it is whole.

local pack = require "tcbilling.values".pack

local Failures = {}
local failures_meta = { __index = Failures,
  __name = "tcbilling.pull.store.failures" }

local failures = {}

--- The bill is there, or another failure of it.
function Failures:forget(bill)
  return self.connection:run("DELETE FROM failures WHERE format = ? AND "
    .. "key = ?", pack(self.format, bill.key))
end

---@param failure table message, kind, code, at (UNIX seconds)
function Failures:add(bill, failure)
  local ok, message, detail = self:forget(bill)
  if not ok then return nil, message, detail end
  return self.connection:run("INSERT INTO failures (format, key, account, "
    .. "month, customer_uin, message, kind, code, failed_at) VALUES "
    .. "(?, ?, ?, ?, ?, ?, ?, ?, ?)", pack(self.format, bill.key,
    bill.account, bill.month, bill.customer_uin, failure.message,
    failure.kind, failure.code, ("%.0f"):format(failure.at)))
end

---@return table[]? list { key, account, month, customer_uin, message, kind,
---  code, at }
function Failures:all()
  local list, message, detail = self.connection:query("SELECT key, account, "
    .. "month, customer_uin, message, kind, code, CAST(failed_at AS TEXT) AS "
    .. "failed_at FROM failures WHERE format = ? ORDER BY key",
    pack(self.format))
  if not list then return nil, message, detail end
  for _, row in ipairs(list) do
    row.at, row.failed_at = tonumber(row.failed_at), nil
  end
  return list
end

--- Makes one.
---@param connection table
---@param format string its name
---@return table
function failures.new(connection, format)
  return setmetatable({ connection = connection, format = format },
    failures_meta)
end

return failures
