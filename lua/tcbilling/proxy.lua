-- Which proxy leads to an endpoint, by the variables that other tools read.

local proxy = {}

-- Does an entry of NO_PROXY name the host, or a domain that it is in?
local function covers(entry, host)
  entry = entry:lower():gsub("^%*?%.", "")
  if entry == "*" or entry == host then return true end
  return entry ~= "" and host:sub(-#entry - 1) == "." .. entry
end

local function is_direct(list, host)
  for entry in list:gmatch("[^,%s]+") do
    if covers(entry, host) then return true end
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

--- Is this a proxy that resolves names by itself, so that we need not?
function proxy.is_url(text)
  return text:find("^https?://[\33-\126]+$")
    or text:find("^socks5h://[\33-\126]+$")
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
  if url == "" or is_direct(variable(getenv, "NO_PROXY"), parsed.name) then
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
