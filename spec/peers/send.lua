-- The requests of requests.lua, by our client, from the parameters as a
-- program may give them. The answers are no bills: that they came is enough.

local facts = require "spec.facts"
local parameters = require "spec.parameters"
local tcbilling = require "tcbilling"

local limits = {}
for service, fact in pairs(facts.services) do
  limits[service] = {}
  for action in pairs(fact.actions) do limits[service][action] = 100 end
end

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT",
  ca_file = os.getenv "TCBILLING_CA_FILE",
  limits = limits,
  retry = { attempts = 1 },
  log = function(_, message) error(message, 0) end,
})

local function send(one, params)
  local _, message, detail = client:call(one.service, one.action, params)
  if detail.status ~= 200 then error(message, 0) end
end

for _, one in ipairs(facts.actions) do
  send(one, (parameters.minimal(one.service, one.action)))
  send(one, (parameters.full(one.service, one.action, 1)))
end
