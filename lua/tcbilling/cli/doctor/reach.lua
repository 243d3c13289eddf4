-- Is the API there, and what time does it have? A request that is not signed
-- tells: the API refuses it, in its own words.

local decode = require "tcbilling.decode"
local http_date = require "tcbilling.http_date"

local reach = {}

local PATIENCE = 10000 -- ms, unless --timeout says

-- Who is trusted, in words.
local function trust(client, endpoint)
  if endpoint.scheme == "http" then return "without TLS" end
  local by = client.ca_file or client.ca_path
  return "TLS, trusted by " .. (by or "the system's certificates")
end

local function request(client, endpoint, timeout)
  return client.runtime.send { url = endpoint.url, method = "GET",
    headers = { "User-Agent: " .. client.user_agent }, proxy = endpoint.proxy,
    ca_file = client.ca_file, ca_path = client.ca_path,
    timeout = timeout or PATIENCE,
    connect_timeout = math.min(timeout or PATIENCE, client.connect_timeout) }
end

-- Seconds that this machine's clock is ahead of the server's, which tells whole
-- seconds only: half of one is added.
local function ahead(client, answer)
  local date = http_date(answer.date)
  return date and client.clock.wall() - (date + 0.5)
end

--- Asks the host of a service.
---@param client table
---@param service table its catalogue
---@param timeout number? ms
---@return table finding { state, text, kind }
---@return number? seconds that this machine's clock is ahead, within one
function reach.check(client, service, timeout)
  local endpoint = client.endpoints[service.service]
  local answer = request(client, endpoint, timeout)
  local seconds = answer.outcome == "done" and ahead(client, answer) or nil
  if answer.take_body then answer.body = answer.take_body() end
  local _, failure = decode({ service = service, endpoint = endpoint }, answer)
  if type(answer.body) == "userdata" then answer.body:close() end
  local where = endpoint.url:gsub("/$", "")
  if failure and not failure.code then
    return { state = "failed", text = where .. ": " .. failure.message,
      kind = failure.kind }
  end
  return { state = "ok", text = ("%s answers in %.0f ms (%s%s)"):format(where,
    (answer.ended - answer.started) * 1000, trust(client, endpoint),
    endpoint.proxy ~= "" and ", through a proxy" or "") }, seconds
end

local SLACK = 2    -- seconds that nobody can tell from none
local ALARM = 30
local REFUSED = 300 -- the API takes no signature that is older

--- What to say of a clock.
---@param seconds number? that it is ahead of the server's
---@return table finding
function reach.clock(seconds)
  if not seconds then
    return { state = "skipped", text = "no server told the time" }
  end
  local off = math.abs(seconds)
  if off <= SLACK then
    return { state = "ok", text = "right, to some 2 s" }
  end
  local text = ("%.0f s %s the server's"):format(off,
    seconds > 0 and "ahead of" or "behind")
  if off <= ALARM then return { state = "ok", text = text } end
  return { state = "warning", text = text .. (off > REFUSED
    and ": signatures of that time are refused, so each run begins with a "
      .. "call that is repeated" or "") .. "; set this machine's clock (NTP)" }
end

return reach
