-- Asking the service of examples/openresty, and the sandbox behind it; and
-- what came of it.
--   ... SERVICE_URL CONTROL_URL PREFIX

local json = require "tcbilling".json

local asking = { passed = 0, failed = 0, prefix = arg[3] }

local service, control = arg[1], arg[2]

function asking.check(what, ok, found)
  if ok then
    asking.passed = asking.passed + 1
  else
    asking.failed = asking.failed + 1
    print("not so: " .. what .. "; but: " .. tostring(found))
  end
end

function asking.is(what, wanted, found)
  asking.check(what .. " is " .. tostring(wanted), wanted == found, found)
end

--- What a command prints.
function asking.run(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read "a"
  pipe:close()
  return text
end

local function curl(url, options)
  local text = asking.run(("curl -s --noproxy '*' --max-time 60 -D - %s '%s'")
    :format(options or "", url))
  local head, body = text:match "^(.-\r\n)\r\n(.*)$"
  if not head then return { headers = {}, body = text } end
  local headers = {}
  for name, value in head:gmatch "\n([^:]+): ([^\r]*)\r" do
    headers[name:lower()] = value
  end
  return { status = tonumber(head:match "^%S+ (%d+)"), headers = headers,
    body = body }
end

--- Asks the service.
---@param path string
---@param options string? of curl
---@return table answer { status, headers, body, json }
function asking.ask(path, options)
  local answer = curl(service .. path, options)
  answer.json = json.decode(answer.body) or {}
  return answer
end

--- Asks until a page is no longer being read, as a browser does.
function asking.look(path)
  for _ = 1, 60 do
    local answer = asking.ask(path)
    if answer.status ~= 202 then return answer end
    asking.run "sleep 0.2"
  end
  error(path .. " is being read for ever")
end

--- What the service has logged.
function asking.log()
  local file = assert(io.open(asking.prefix .. "/run/error.log"))
  local text = file:read "a"
  file:close()
  return text
end

--- Asks it fifty times at once. Returns all bodies.
function asking.crowd(path)
  return asking.run("curl -s --noproxy '*' --max-time 60 -Z "
    .. "--parallel-immediate --parallel-max 50 '" .. service .. path
    .. "?[1-50]' 2>/dev/null")
end

--- Asks the sandbox's control API.
function asking.sandbox(path, options)
  return json.decode(curl(control .. path, options).body)
end

--- Makes it misbehave, by rules in JSON.
function asking.faults(rules)
  asking.sandbox("faults", "-X PUT -d '" .. rules .. "'")
end

local months = 0

--- A month that nobody has asked for, so that no answer to it can be known.
function asking.fresh_month()
  months = months + 1
  return ("%d-%02d"):format(2020 + math.floor(months / 12), months % 12 + 1)
end

-- How calls should have ended: their number by kind.
asking.calls = {}

function asking.expect(kind, n)
  asking.calls[kind] = (asking.calls[kind] or 0) + (n or 1)
end

return asking
