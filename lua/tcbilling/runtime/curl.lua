-- The runtime outside nginx: what the pipeline needs of the world, over
-- tcbilling.curl. All clients of a Lua state share one set of connections.
-- Nothing is loaded or opened before it is needed.

local monotonic = require "tcbilling.core".monotonic

-- A step waits no longer than this, in ms; it returns earlier on any news.
local LONGEST_STEP = 60000

local runtime = {}
local http

-- The shared connections. Those of a parent process are left alone: the
-- servers would see two processes talk on one connection.
local function connections()
  if http and http:is_own() then return http end
  local message
  http, message = require "tcbilling.curl".new()
  return http, message
end

-- Goes on with all that is under way, for so long at most. A transfer that
-- ended is known by its result; who waits for it asks there.
local function step(set, milliseconds)
  local stepped, message = set:step(math.min(milliseconds, LONGEST_STEP))
  repeat until not set:ended()
  return stepped, message
end

local function failed(message, outcome)
  return { outcome = outcome or "failed", message = message, sent = false }
end

-- The result, its body taken out; a page's memory is given back at once, as
-- the collector doesn't see how much it is.
local function finish(transfer)
  local result = transfer:result()
  result.body = transfer:body()
  transfer:close()
  return result
end

-- What was sent stays sent: the result says so.
local function give_up(transfer, message)
  transfer:cancel()
  local result = finish(transfer)
  result.outcome, result.message = "failed", message
  return result
end

--- Waits, and goes on with what is under way.
---@param seconds number
function runtime.sleep(seconds)
  local set = assert(connections())
  local wake = monotonic() + seconds
  local left = seconds
  while left > 0 do
    assert(step(set, left * 1000))
    left = wake - monotonic()
  end
end

--- Sends one request and waits for what becomes of it.
---@param request table `{ url, method = "POST", headers = { "Name: value" },
---  body = "", ca_file, ca_path, insecure, proxy, timeout = 60000 (ms),
---  connect_timeout = 5000 (ms), max_body = 64 MiB }`
---@return table result `{ outcome, message, status, body, date, request_id,
---  sent, reused, bytes, started, connected, written, received, ended }`:
---  outcome is "done" when there is an answer, "unsendable" for what can't be
---  sent at all, else resolve, connect, tls, connect_timeout, timeout,
---  closed, too_large, protocol, cancelled or failed; times are seconds of
---  `tcbilling.core`'s monotonic clock, absent when not reached; `sent` is
---  whether a byte of it may have left
function runtime.send(request)
  local set, message = connections()
  if not set then return failed(message) end
  local transfer, reason, refused = set:start(request)
  if not transfer then
    return failed(reason, refused and "unsendable")
  end
  while not transfer:result() do
    local stepped
    stepped, reason = step(set, LONGEST_STEP)
    if not stepped then return give_up(transfer, reason) end
  end
  return finish(transfer)
end

return runtime
