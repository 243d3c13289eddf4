-- Are the keys accepted, and may they read? One call to each service tells: a
-- read that needs no parameters.

local rights = {}

local ACTIONS = { billing = "DescribeAccountBalance",
  intlpartnersmgt = "QueryPartnerCredit" }

-- What failed though the keys were accepted is no fault of theirs.
local FAULTS = { auth = true, throttled = true, unavailable = true,
  network = true, timeout = true, tls = true, decode = true, limiter = true,
  cancelled = true }

--- Makes a call of a service.
---@param client table
---@param service string
---@param given table call options
---@return table finding { state, text, kind }
function rights.check(client, service, given)
  local action = ACTIONS[service]
  local response, message, detail = client:call(service, action, {}, given)
  if response then
    return { state = "ok", text = action .. " was answered" }
  elseif FAULTS[detail.kind] then
    return { state = "failed", text = message, kind = detail.kind }
  end
  return { state = "warning", text = ("the keys are right, but %s"):format(
    message) }
end

return rights
