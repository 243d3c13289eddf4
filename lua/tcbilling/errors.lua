-- What went wrong, in one of a few kinds that programs can branch on.
--
-- A failure is `nil, message, detail`: a sentence, and a plain table. Codes
-- are the API's own (its pages "Common Error Codes" and each action's);
-- unknown ones fall back on the class before their first dot.

local visible = require "tcbilling.visible"

local errors = {}

-- The first pattern that matches decides.
local KINDS = {
  { "^AuthFailure%.UnauthorizedOperation$", "denied" },
  { "^AuthFailure", "auth" },
  { "^UnauthorizedOperation", "denied" },
  { "^RequestLimitExceeded", "throttled" },
  { "^FailedOperation%.SummaryDataNotReady$", "not_ready" },
  { "^FailedOperation%.QueryCountFailed$", "unavailable" },
  { "^InternalError", "unavailable" },
  { "ServiceBusy$", "unavailable" },
  { "^ServiceUnavailable", "unavailable" },
  { "%.ResourceLocked$", "unavailable" }, -- by another operation
  { "^InvalidParameter", "invalid" },
  { "^MissingParameter", "invalid" },
  { "^UnknownParameter", "invalid" },
}

--- The kind of an error code.
---@param code string
---@return string kind
function errors.kind_of(code)
  for _, rule in ipairs(KINDS) do
    if code:find(rule[1]) then return rule[2] end
  end
  return "api"
end

-- What each outcome of a transfer means to a caller.
local OUTCOMES = {
  resolve = "network",
  connect = "network",
  closed = "network",
  protocol = "network",
  failed = "network",
  tls = "tls",
  connect_timeout = "timeout",
  timeout = "timeout",
  too_large = "decode",
  cancelled = "cancelled",
  unsendable = "invalid",
}

--- Is it one of those that a transport tells of, "done" aside?
function errors.is_outcome(name)
  return OUTCOMES[name] ~= nil
end

--- All of those names.
---@return string[]
function errors.outcomes()
  local names = {}
  for name in pairs(OUTCOMES) do names[#names + 1] = name end
  table.sort(names)
  return names
end

--- A failure of the transport.
---@param outcome string as a runtime's `send` reports it
---@param text string?   its words for it
---@return string kind, string message
function errors.of_transport(outcome, text)
  return OUTCOMES[outcome] or "network", text or "the transport failed"
end

--- A failure that the API reports.
---@param err table `Response.Error`
---@param request_id string?
---@return string kind, string message, string code
function errors.of_api(err, request_id)
  local code = type(err.Code) == "string" and visible(err.Code, 100)
    or "unknown"
  local text = type(err.Message) == "string" and visible(err.Message) or ""
  local message = code .. ": " .. text
  if request_id then message = message .. " (request " .. request_id .. ")" end
  return errors.kind_of(code), message, code
end

return errors
