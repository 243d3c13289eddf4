-- A client's keys: had from its provider before they are needed for the first
-- time, renewed before they expire, by one task at a time.
--
-- What is kept of them is the signer, in C; when they expire; and whose rates
-- they use. A provider gets a context: { runtime, now() (UNIX seconds, as the
-- server has it), ca_file, ca_path, verify, warn(text) }.

local core = require "tcbilling.core"
local generation = require "tcbilling.runtime".generation
local keys = require "tcbilling.credentials.keys"
local tell = require "tcbilling.tell"
local visible = require "tcbilling.visible"

local access = {}

local EARLY = 300 -- seconds before they expire: time to ask again, and again
local AGAIN = 30 -- seconds after an early renewal failed
local LONGEST = 120 -- seconds after which who renews them has gone

--- What a client knows of its keys before there are any.
---@param provider table
---@param account string? whose rates they use, if the program says so
function access.new(provider, account)
  return { provider = provider, account = account, again_at = -math.huge,
    warned = {} }
end

local function now_of(client)
  return client.clock.wall() + client.clock_offset
end

local function context_of(client)
  local own = client.access
  return { runtime = client.runtime, ca_file = client.ca_file,
    ca_path = client.ca_path, verify = client.verify,
    now = function() return now_of(client) end,
    warn = function(text)
      if own.warned[text] then return end
      own.warned[text] = true
      tell({}, "log", client.log, "warning", text)
    end }
end

-- Seconds until they expire.
local function time_left(client)
  local expires = client.access.expires
  return expires and expires - now_of(client) or math.huge
end

-- Signs with them from now on.
local function take(client, found)
  local problem = type(found) ~= "table" and "gave no table of them"
    or keys.problem(found)
  if problem then return nil, "the provider of keys: " .. problem end
  local signer, message = core.signer { secret_id = found.secret_id,
    secret_key = found.secret_key, token = found.token }
  if not signer then return nil, message end
  if client.closed then
    signer:close()
    return nil, "the client was closed"
  end
  local own, before = client.access, client.signer
  client.signer = signer
  if before then before:close() end
  own.expires, own.is_temporary = found.expires, found.token ~= nil
  client.account = own.account or found.account or found.secret_id
  return true
end

-- Asks the provider.
local function ask(client)
  local own = client.access
  local called, ok, found, is_absent = pcall(own.provider.get, own.provider,
    context_of(client))
  if not called then
    return nil, "the provider of keys failed: " .. visible(tostring(ok))
  elseif not ok then
    local advice = is_absent and client.runtime.environment
      and client.runtime.environment()
    return nil, visible(tostring(found or "the provider has no keys"), 600)
      .. (advice and " (" .. advice .. ")" or "")
  end
  return take(client, found)
end

--- Takes keys that are there already, and that nothing can renew: no reference
--- to them is kept.
---@return boolean? ok, string? message
function access.begin(client)
  local ok, message = ask(client)
  client.access.provider = nil
  return ok, message
end

-- Renewing

local function is_under_way(client, renewal)
  return renewal and not renewal.is_over
    and client.clock.monotonic() < renewal.ends
    and renewal.generation == generation(client.runtime)
end

-- There is time yet: it is tried again, and nobody fails.
local function warn_of(client, message)
  tell({}, "log", client.log, "warning", ("temporary keys could not be renewed "
    .. "(%s): they are good for %.0f more seconds"):format(message,
    time_left(client)))
end

local function run(client, renewal)
  local own = client.access
  renewal.ok, renewal.message = ask(client)
  renewal.is_over = true
  if not renewal.ok then
    own.again_at = client.clock.monotonic() + AGAIN
    if client.signer and time_left(client) > 0 then
      warn_of(client, renewal.message)
    end
  end
  renewal.semaphore:post(math.huge)
end

-- Asks in a task that is nobody's, so that who leaves strands no others.
local function start(client)
  local runtime = client.runtime
  local renewal = { semaphore = runtime.semaphore(),
    ends = client.clock.monotonic() + LONGEST,
    generation = generation(client.runtime) }
  client.access.renewal = renewal
  if not (runtime.detach or runtime.spawn)(run, client, renewal) then
    run(client, renewal) -- there is no room for such a task
  end
  return renewal
end

local TOO_LATE = { kind = "timeout",
  message = "the deadline passed while waiting for keys" }
local CANCELLED = { kind = "cancelled", message = "cancelled" }

-- Waits for keys, new ones, at most until the call's deadline.
local function obtain(client, call)
  local now, renewal = client.clock.monotonic(), client.access.renewal
  if not is_under_way(client, renewal) then renewal = start(client) end
  local deadline = call and call.deadline_at or math.huge
  if not renewal.is_over then
    local _, cancelled = renewal.semaphore:wait(math.max(0,
      math.min(renewal.ends, deadline) - now))
    if cancelled then return nil, CANCELLED end
  end
  if renewal.ok then return true end
  if not renewal.is_over then
    if client.clock.monotonic() >= deadline then return nil, TOO_LATE end
    renewal.message = "the provider of keys says nothing"
  end
  return nil, { kind = "auth", message = renewal.message }
end

--- Sees to it that there are keys, and that they are good for a while.
---@param client table
---@param call? table whose deadline counts
---@return boolean? ok, table? failure
function access.ensure(client, call)
  local own, left = client.access, client.signer and time_left(client)
  if not left or left <= 0 then return obtain(client, call) end
  if left <= EARLY and not is_under_way(client, own.renewal)
    and client.clock.monotonic() >= own.again_at then
    start(client)
  end
  return true
end

-- What the API says of keys that it no longer takes.
local EXPIRED = { ["AuthFailure.TokenFailure"] = true,
  ["AuthFailure.SecretIdNotFound"] = true,
  ["AuthFailure.InvalidSecretId"] = true }

--- Renews temporary keys that the API refused, once a call.
---@param client table
---@param call table
---@param failure table
---@return boolean renewed
function access.renew(client, call, failure)
  local own = client.access
  if not EXPIRED[failure.code] or not own.is_temporary or not own.provider
    or call.keys_renewed or call.retry == false then
    return false
  end
  call.keys_renewed = true
  if call.signed_with ~= client.signer then return true end -- another one did
  return obtain(client, call) == true
end

return access
