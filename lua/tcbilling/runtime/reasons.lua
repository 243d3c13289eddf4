-- Why nginx could not connect, by what it says: whose fault that is, and in
-- words for people.

local reasons = {}

-- What nginx says of a connect that failed, by a pattern of it.
local CONNECTS = {
  { "no resolver defined", "resolve", "the host's name can't be looked up: "
    .. "nginx.conf names no resolver" },
  { "resolved %(110", "resolve", "the resolver that nginx.conf names does not "
    .. "answer" },
  { "resolve", "resolve", "the host has no address" },
  { "refused", "connect", "the connection was refused" },
  { "unreachable", "connect", "the host cannot be reached" },
  { "no route", "connect", "the host cannot be reached" },
  { "Too many open files", "connect", "too many open files" },
  { "", "connect", "no connection could be made" },
}

local UNKNOWN_CA = "the certificate is of a CA that is not trusted; "
  .. "lua_ssl_trusted_certificate says which are"

-- The same of a handshake; where it raises it can't say what is wrong.
local HANDSHAKES = {
  { "host mismatch", "tls", "the certificate is not for this host" },
  { "expired", "tls", "the certificate has expired" },
  { "not yet valid", "tls", "the certificate is not valid yet" },
  { "self.signed certificate$", "tls", "the certificate is self-signed, and "
    .. "not one that lua_ssl_trusted_certificate names" },
  { "issuer", "tls", UNKNOWN_CA },
  { "verify the first certificate", "tls", UNKNOWN_CA },
  { "certificate in certificate chain", "tls", UNKNOWN_CA },
  { "certificate", "tls", "the certificate is not trusted" },
  { "assertion failed", "tls", "the certificate is not trusted, or not for "
    .. "this host (lua_ssl_trusted_certificate says who is; with "
    .. "lua_socket_log_errors on nginx logs which it is)" },
  { "closed", "closed", "the connection was closed during the TLS handshake" },
  { "reset", "closed", "the connection was closed during the TLS handshake" },
  { "", "tls", "the TLS handshake failed" },
}

local function find(list, problem)
  for _, rule in ipairs(list) do
    if problem:find(rule[1]) then return rule[2], rule[3] end
  end
end

--- Of a connection.
---@param problem string
---@return string outcome, string message as of a runtime's `send`
function reasons.of_connect(problem)
  return find(CONNECTS, problem)
end

--- Of TLS on it.
---@param problem string what was returned, or raised
---@return string outcome, string message
function reasons.of_handshake(problem)
  return find(HANDSHAKES, problem)
end

return reasons
