-- Answers of something in front of the API: proxies, gateways, other hosts.

local foreign = {}

--- The failure that such an answer is.
---@param status integer of HTTP
---@param what string    what came instead of an answer of the API
---@return table failure { kind, message }
function foreign.failure(status, what)
  if status >= 300 and status < 400 then
    what = "a redirect, which the API does not use"
  end
  if status >= 300 and status < 500 and status ~= 429 and status ~= 408 then
    what = what .. "; is the endpoint right?"
  end
  local kind = status == 429 and "throttled"
    or (status >= 500 or status == 408) and "unavailable" or "decode"
  return { kind = kind, message = ("HTTP %d, not an answer of the API: %s")
    :format(status, what) }
end

--- The same of a page, which a busy server shows with any status.
function foreign.page_failure(status)
  local failure = foreign.failure(status, "a page instead of JSON")
  if status == 200 then failure.kind = "unavailable" end
  return failure
end

return foreign
