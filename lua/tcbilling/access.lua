-- A client's keys: had from its provider before they are needed for the first
-- time, renewed before they expire, by one task at a time.
--
-- What is kept of them is the signer, in C; when they expire; and whose rates
-- they use. A provider gets a context: { runtime, now() (UNIX seconds, as the
-- server has it), ca_file, ca_path, verify, warn(text) }.

local core = require "tcbilling.core"
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

-- Signs with them from now on.
local function take(client, found)
  local problem = type(found) ~= "table" and "gave no table of them"
    or keys.problem(found)
  if problem then return nil, "the provider of keys: " .. problem end
  local signer, message = core.signer { secret_id = found.secret_id,
    secret_key = found.secret_key, token = found.token }
  if not signer then return nil, message end
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

local function is_renewing(client)
  local renewal = client.access.renewal
  return renewal and client.clock.monotonic() < renewal.ends
end

-- Asks, while others wait or go on with what there is.
local function renew(client)
  local own = client.access
  local renewal = { semaphore = client.runtime.semaphore(),
    ends = client.clock.monotonic() + LONGEST }
  own.renewal = renewal
  local ok, message = ask(client)
  if own.renewal == renewal then own.renewal = nil end
  renewal.message = message
  renewal.semaphore:post(math.huge)
  return ok, message
end

-- Renews them, or waits for who does. Nil, message: there are none.
local function obtain(client)
  if not is_renewing(client) then return renew(client) end
  local own = client.access
  local renewal = own.renewal
  local posted, cancelled = renewal.semaphore:wait(renewal.ends
    - client.clock.monotonic())
  if cancelled then return nil, "cancelled", cancelled end
  if not posted then return obtain(client) end
  return client.signer ~= nil and not renewal.message, renewal.message
end

-- Seconds until they expire.
local function time_left(client)
  local expires = client.access.expires
  return expires and expires - now_of(client) or math.huge
end

-- There is time yet: one renews them, and if that fails there is a warning.
local function renew_early(client)
  local own, now = client.access, client.clock.monotonic()
  if is_renewing(client) or now < own.again_at then return end
  own.again_at = now + AGAIN
  local ok, message = renew(client)
  if not ok then
    tell({}, "log", client.log, "warning", ("temporary keys could not be "
      .. "renewed (%s): they are good for %.0f more seconds"):format(message,
      time_left(client)))
  end
end

local function failure_of(message, is_cancelled)
  return { kind = is_cancelled and "cancelled" or "auth", message = message }
end

--- Sees to it that there are keys, and that they are good for a while.
---@param client table
---@return boolean? ok, table? failure
function access.ensure(client)
  local left = client.signer and time_left(client)
  if left and left > EARLY then return true end
  if left and left > 0 then
    renew_early(client)
    return true
  end
  local ok, message, cancelled = obtain(client)
  if ok then return true end
  return nil, failure_of(message, cancelled)
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
  return obtain(client) == true
end

return access
