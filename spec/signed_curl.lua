-- A client for specs that shares nothing with the project: the openssl command
-- signs, the curl command sends. Slow (some 40 ms a call) and independent.
--
--   local reply = signed_curl.call(box, { service = "billing",
--     action = "DescribeBillSummaryByPayMode", body = "{...}" })
local cjson = require "cjson"

local M = {}

local VERSIONS = { billing = "2018-07-09", intlpartnersmgt = "2022-09-28" }

-- The last word of what openssl prints is the digest.
local DIGESTS = [[
mac() { d=$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1"); d=${d##* }; }
sum() { d=$(openssl dgst -sha256 "$1"); d=${d##* }; }
t=$(mktemp)
trap 'rm -f "$t"' EXIT
]]

-- $1 secret key in hex with "TC3" in front, $2 date, $3 service.
local DERIVE = DIGESTS .. [[
k=$1
for word in "$2" "$3" tc3_request; do
  printf %s "$word" >"$t"
  mac "$k" <"$t"
  k=$d
done
echo "$k"
]]

-- $1 signing key in hex, $2 file of signed headers, $3 their names, $4 body
-- file, $5 timestamp, $6 method, $7 query, $8 scope.
local SIGN = DIGESTS .. [[
sum "$4"
{ printf '%s\n/\n%s\n' "$6" "$7"
  cat "$2"
  printf '\n%s\n%s' "$3" "$d"; } >"$t"
sum "$t"
printf 'TC3-HMAC-SHA256\n%s\n%s\n%s' "$5" "$8" "$d" >"$t"
mac "$1" <"$t"
echo "$d"
]]

local function quote(text)
  return "'" .. tostring(text):gsub("'", "'\\''") .. "'"
end

local function write(text)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  return path
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "*a"
  file:close()
  os.remove(path)
  return text
end

local function capture(command)
  local pipe = assert(io.popen(command, "r"))
  local output = pipe:read "*a"
  pipe:close()
  return output
end

local function hex(text)
  return (text:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

local function run(script, words)
  for i, word in ipairs(words) do words[i] = quote(word) end
  local output = capture("set -- " .. table.concat(words, " ") .. "\n"
    .. script)
  return (output:gsub("%s+$", ""))
end

local derived = {} -- signing keys: good for a day

local function signing_key(key, date, service)
  local name = table.concat({ key, date, service }, "\n")
  derived[name] = derived[name] or run(DERIVE, { hex("TC3" .. key), date,
    service })
  return derived[name]
end

local function signature(request, body_path)
  local signed = write("content-type:" .. request.content_type:lower()
    .. "\nhost:" .. (request.signed_host or request.host):lower() .. "\n")
  local key = signing_key(request.key, request.date, request.scope)
  local text = run(SIGN, { key, signed, "content-type;host", body_path,
    request.timestamp, request.method, request.query,
    request.date .. "/" .. request.scope .. "/tc3_request" })
  os.remove(signed)
  return text
end

local function defaults(box, given)
  local request = { method = "POST", query = "", body = "{}",
    timestamp = os.time(), id = box.id, key = box.key, url = box.url,
    version = VERSIONS[given.service], scope = given.service, headers = {},
    times = 1, curl = "" }
  for name, value in pairs(given) do request[name] = value end
  request.host = request.host or request.url:match "^https?://(.*)$"
  request.content_type = request.content_type or request.method == "GET"
    and "application/x-www-form-urlencoded" or "application/json"
  request.date = request.date
    or os.date("!%Y-%m-%d", tonumber(request.timestamp))
  return request
end

local function header_arguments(request, body_path)
  local headers = { "Content-Type: " .. request.content_type,
    "Host: " .. request.host, "X-TC-Action: " .. (request.action or ""),
    "X-TC-Version: " .. (request.version or ""),
    "X-TC-Timestamp: " .. request.timestamp,
    "Authorization: " .. (request.authorization
      or ("TC3-HMAC-SHA256 Credential=%s/%s/%s/tc3_request, SignedHeaders="
      .. "content-type;host, Signature=%s"):format(request.id, request.date,
        request.scope, signature(request, body_path))) }
  if request.token then
    headers[#headers + 1] = "X-TC-Token: " .. request.token
  end
  for _, header in ipairs(request.headers) do headers[#headers + 1] = header end
  for i, header in ipairs(headers) do headers[i] = "-H " .. quote(header) end
  return table.concat(headers, " ")
end

-- The last block of headers, names in lower case.
local function parse_headers(text)
  local headers = {}
  for line in text:gmatch "[^\r\n]+" do
    local name, value = line:match "^([^:%s]+):%s*(.-)%s*$"
    if name then headers[name:lower()] = value end
  end
  return headers
end

--- One signed request, `times` times on one connection.
--- @param given table service, action, and what is not as usual: body, method,
---   query, content_type, timestamp, date, scope, host, signed_host, id, key,
---   token, version, url, headers (a list of lines), authorization, times,
---   curl (more arguments)
--- @return table { exit, status, headers, body, connects, response }: curl's
---   exit code, the last answer, and its Response when the body is JSON
function M.call(box, given)
  local request = defaults(box, given)
  local body_path = write(request.method == "GET" and "" or request.body)
  local header_path, answer_path = os.tmpname(), os.tmpname()
  local url = quote(request.url .. "/"
    .. (request.query ~= "" and "?" .. request.query or ""))
  local command = "curl -s --noproxy '*' --max-time 20 --http1.1 --cacert "
    .. box.ca .. " -D " .. header_path .. " -w '%{http_code} %{num_connects}\n'"
    .. " " .. header_arguments(request, body_path) .. " " .. request.curl
  if request.method ~= "GET" then
    command = command .. " -X " .. request.method .. " --data-binary @"
      .. body_path
  end
  for _ = 1, request.times do
    command = command .. " -o " .. answer_path .. " " .. url
  end
  local output = capture(command .. "; echo exit $?")
  os.remove(body_path)
  local reply = { exit = tonumber(output:match "exit (%d+)"), connects = 0,
    headers = parse_headers(read(header_path)), body = read(answer_path) }
  for status, connects in output:gmatch "(%d+) (%d+)\n" do
    reply.status = tonumber(status)
    reply.connects = reply.connects + tonumber(connects)
  end
  local parsed, value = pcall(cjson.decode, reply.body)
  if parsed and type(value) == "table" then reply.response = value.Response end
  return reply
end

return M
