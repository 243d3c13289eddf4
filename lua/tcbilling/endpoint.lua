-- Where a service is: a URL, and the host that is signed.

local visible = require "tcbilling.visible"

local endpoint = {}

local DEFAULT_PORTS = { http = 80, https = 443 }

local PROBLEM = "an endpoint is a URL without user, path or query, such as "
  .. "https://billing.tencentcloudapi.com or https://127.0.0.1:8443"

-- host, port: of "host", "host:port", "[address]" or "[address]:port".
local function split(authority)
  local host, port = authority:match("^(%[[%x:.]+%]):?(%d*)$")
  if not host then host, port = authority:match("^([%w._-]+):?(%d*)$") end
  if not host or authority:find(":$") then return nil end
  return host:lower(), tonumber(port)
end

-- A user may be in it, and with the user a password.
local function problem_with(url)
  return PROBLEM .. "; got " .. visible(url:gsub("^.*@", "...@"), 80)
end

--- Takes a URL apart; API 3.0 has no paths.
---@param url string "https://host" or "https://host:port"
---@return { url: string, host: string, name: string, scheme: string }?
---  endpoint: `host` as sent, `name` without a port
---@return string? message
function endpoint.parse(url)
  local scheme, authority = url:match("^(%a+)://([^/]+)/?$")
  scheme = scheme and scheme:lower()
  if not DEFAULT_PORTS[scheme] then return nil, problem_with(url) end
  local name, port = split(authority)
  if not name or port and (port < 1 or port > 65535) then
    return nil, problem_with(url)
  end
  if port == DEFAULT_PORTS[scheme] then port = nil end
  local host = port and ("%s:%d"):format(name, port) or name
  return {
    url = scheme .. "://" .. host .. "/",
    host = host,
    name = name,
    scheme = scheme,
  }
end

local LOOPBACK = { localhost = true, ["[::1]"] = true }

--- Does what is sent there stay on this machine?
function endpoint.is_loopback(parsed)
  return LOOPBACK[parsed.name] or parsed.name:find("^127%.%d+%.%d+%.%d+$")
    ~= nil
end

return endpoint
