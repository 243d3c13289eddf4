-- What each kind of failure is to a viewer.

local failure = {}

-- Keys that are refused are this service's fault, not the viewer's: hence no
-- 401 and no 403, which would ask the viewer for others.
local STATUS = {
  invalid = 400,     -- the question is wrong
  not_found = 404,
  method = 405,
  too_large = 413,
  too_long = 414,
  internal = 500,    -- our own fault
  limiter = 500,     -- the file of shared limits can't be had
  storage = 500,     -- the store can't be read
  auth = 502,        -- our keys were refused
  denied = 502,      -- they may not read this
  api = 502,         -- any other error of the API
  network = 502,
  tls = 502,
  unavailable = 502,
  decode = 502,      -- what came is no answer of the API
  throttled = 503,   -- others use the account's rate
  not_ready = 503,   -- the bill is being made
  cancelled = 503,   -- too many wait: its turn would come too late
  timeout = 504,
}

-- Seconds after which asking again makes sense.
local RETRY_AFTER = { throttled = 5, cancelled = 10, not_ready = 600 }

--- The HTTP status of a kind, and the seconds to wait.
---@param kind string
---@return integer status, integer? retry_after
function failure.status(kind)
  return STATUS[kind] or 502, RETRY_AFTER[kind]
end

--- Logs a failure if it is not the viewer's.
---@param message string
---@param detail table with `kind`
function failure.log(message, detail)
  if failure.status(detail.kind) >= 500 then ngx.log(ngx.WARN, message) end
end

--- A failure as it looks in JSON.
---@param message string
---@param detail table
---@return table { kind, code, message, request_id }
function failure.describe(message, detail)
  return {
    kind = detail.kind,
    code = detail.code,
    message = message,
    request_id = detail.request_id,
  }
end

return failure
