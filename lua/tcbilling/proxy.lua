-- Which proxy leads to an endpoint, by the variables that other tools read.

local proxy = {}

-- host, port: of an entry of NO_PROXY, whose IPv6 addresses may be bare.
local function split(entry)
  local host, port = entry:match("^%[(.*)%]:?(%d*)$")
  if host then return host, port end
  if select(2, entry:gsub(":", "")) > 1 then return entry, "" end
  return entry:match("^([^:]*):?(%d*)$")
end

-- Does an entry of NO_PROXY name the endpoint, or a domain that it is in?
local function covers(entry, host, port)
  local name, its_port = split(entry:lower():gsub("^%*?%.", ""))
  if not name or its_port ~= "" and its_port ~= port then return false end
  if name == "*" or name == host then return true end
  return name ~= "" and host:sub(-#name - 1) == "." .. name
end

local function is_direct(list, parsed)
  local host = parsed.name:gsub("[%[%]]", "")
  local port = parsed.host:match(":(%d+)$")
    or parsed.scheme == "https" and "443" or "80"
  for entry in list:gmatch("[^,%s]+") do
    if covers(entry, host, port) then return true end
  end
  return false
end

-- The value of a variable, and the name under which it stands.
local function variable(getenv, name)
  local lower = name:lower()
  local value = getenv(lower)
  if value then return value, lower end
  return getenv(name) or "", name
end

-- Proxies that resolve names by themselves, so that we need not.
local SCHEMES = { http = true, https = true, socks5h = true }

--- Is this a proxy's URL: scheme, maybe a user, host, maybe a port?
---@param text string
---@return boolean
function proxy.is_url(text)
  local scheme, address = text:match("^(%w+)://([\33-\126]+)$")
  if not scheme or not SCHEMES[scheme:lower()] then return false end
  address = address:gsub("^[^@/]+@", ""):gsub("/$", "")
  local host, port = address:match("^(%[[%x:.]+%]):?(%d*)$")
  if not host then host, port = address:match("^([%w._-]+):?(%d*)$") end
  local number = tonumber(port)
  return host ~= nil and (port == "" or number > 0 and number < 65536)
end

--- The proxy to an endpoint: HTTPS_PROXY, unless NO_PROXY names the host.
--- Other tools take one without a scheme, for http.
---@param parsed table   of endpoint.parse
---@param getenv? fun(name: string): string? default os.getenv
---@return string? url "" for none
---@return string? message what is wrong with the variable
function proxy.find(parsed, getenv)
  getenv = getenv or os.getenv
  if parsed.scheme ~= "https" then return "" end
  local url, name = variable(getenv, "HTTPS_PROXY")
  if url == "" or is_direct(variable(getenv, "NO_PROXY"), parsed) then
    return ""
  end
  if not url:find("://", 1, true) then url = "http://" .. url end
  if not proxy.is_url(url) then
    return nil, name .. " is no URL with http, https or socks5h, such as "
      .. "http://proxy.example:3128; or pass proxy = \"\" for none"
  end
  return url
end

return proxy
