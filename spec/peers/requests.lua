-- Minimal and full parameters of every action, as they must be sent, for
-- other clients: a list of { service, action, params } as JSON.

local documents = require "spec.documents"
local facts = require "spec.facts"
local parameters = require "spec.parameters"

local lines = {}

local function add(one, _, body)
  lines[#lines + 1] = ('{"service":%s,"action":%s,"params":%s}'):format(
    documents.quote(one.service), documents.quote(one.action), body)
end

for _, one in ipairs(facts.actions) do
  add(one, parameters.minimal(one.service, one.action))
  add(one, parameters.full(one.service, one.action, 1))
end
print("[" .. table.concat(lines, ",\n") .. "]")
