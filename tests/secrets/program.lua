-- A program that prints all that the library ever tells it, of calls that
-- succeed and that fail in every way: script/lua tests/secrets/program.lua

local credentials = require "tcbilling.credentials"
local tcbilling = require "tcbilling"

-- Everything that can be seen of a value.
local function show(value, seen)
  seen = seen or {}
  print(tostring(value))
  if type(value) ~= "table" or seen[value] then return end
  seen[value] = true
  for key, inner in pairs(value) do
    show(key, seen)
    show(inner, seen)
  end
  show(getmetatable(value), seen)
end

local control = os.getenv "TCBILLING_SANDBOX_HTTP" .. "/_sandbox/"

local function faults(rules)
  os.execute(("curl -s --noproxy '*' -X PUT -d '%s' %sfaults >/dev/null")
    :format(rules, control))
end

local function new(changes)
  local given = { endpoint = os.getenv "TCBILLING_ENDPOINT",
    ca_file = os.getenv "TCBILLING_CA_FILE", limiter = "process",
    timeout = 1500, retry = { attempts = 2, base = 0.01 },
    on_event = show, log = function(level, text) print(level, text) end }
  for name, value in pairs(changes or {}) do given[name] = value end
  return assert(tcbilling.new(given))
end

local function call(client, options)
  show { client.billing:DescribeBillSummaryByPayMode({ BeginTime = "2023-08",
    EndTime = "2023-08" }, options) }
end

local OWN = { id = os.getenv "TENCENTCLOUD_SECRET_ID",
  key = os.getenv "TENCENTCLOUD_SECRET_KEY" }
local STS = { secret_id = os.getenv "TCBILLING_SANDBOX_STS_ID",
  secret_key = os.getenv "TCBILLING_SANDBOX_STS_KEY",
  token = os.getenv "TCBILLING_SANDBOX_STS_TOKEN" }

local client = new()
show(client)
call(client)
call(client, { dry_run = true })
for _, rules in ipairs { '[{"kind":"code","code":"InternalError"}]',
  '[{"kind":"code","code":"AuthFailure.SignatureFailure"}]',
  '[{"kind":"code","code":"UnauthorizedOperation"}]',
  '[{"kind":"wrong_json","body":"x"}]', '[{"kind":"status","status":502}]',
  '[{"kind":"reset_before"}]', '[{"kind":"cut"}]', '[{"kind":"hang"}]',
  '[{"kind":"refuse","times":1}]', '[{"kind":"not_ready"}]' } do
  faults(rules)
  call(client)
end
faults "[]"
show { client.intlpartnersmgt:DescribeCustomerBillSummary { Month = 5 } }
show { pcall(client.call, client, "billing", {}) }
show { client:plan("billing", "DescribeBillSummaryByPayMode", { items = 2 }) }
client:close()
show { pcall(call, client) }

-- keys of all kinds of providers, right and wrong
for _, given in ipairs { STS, { secret_id = STS.secret_id,
  secret_key = STS.secret_key }, { secret_id = OWN.id,
  secret_key = STS.token } } do
  local other = new(given)
  call(other)
  call(other, { dry_run = true })
  other:close()
end
local source = assert(credentials.static { secret_id = OWN.id,
  secret_key = OWN.key })
for _, provider in ipairs {
  credentials.metadata { url = os.getenv "TCBILLING_SANDBOX_HTTP" },
  credentials.metadata { url = os.getenv "TCBILLING_SANDBOX_HTTP",
    role = "none" },
  credentials.assume_role { source = source, role_arn = "r",
    url = os.getenv "TCBILLING_ENDPOINT" },
  credentials.assume_role { source = source, role_arn = "r", duration = -1,
    url = os.getenv "TCBILLING_ENDPOINT" },
  credentials.process "echo \"$TENCENTCLOUD_SECRET_KEY\"",
  { get = function() return true, { secret_id = OWN.id,
    secret_key = OWN.key .. "\n" } end },
  { get = function() return true, { secret_key = OWN.key } end },
} do
  local other = new { credentials = provider }
  call(other)
  show(other)
  other:close()
end
show { tcbilling.new { secret_id = OWN.id, secret_key = OWN.key .. " " } }
show { pcall(tcbilling.new, { secret_id = OWN.id, secret_key = { OWN.key } }) }
show { pcall(tcbilling.new, { secret_id = OWN.id, secret_key = OWN.key,
  credentials = source }) }
show { tcbilling.new { secret_id = OWN.id .. "\n", secret_key = OWN.key } }

if arg[1] == "leak" then -- a control: this is to be found
  print(({ plain = OWN.key, hex = OWN.key:gsub(".", function(c)
    return ("%02x"):format(c:byte())
  end) })[arg[2]])
end
