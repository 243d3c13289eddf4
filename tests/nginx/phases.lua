-- What becomes of a call in each of nginx's phases, noted for the specs.

local tcbilling = require "tcbilling"

local phases = {
  noted = {}, -- by phase: what the call raised, or its kind of failure
  loaded = {}, -- the modules that were loaded before the first call, as a set
}

-- Nobody listens there: a call that may wait fails by itself.
local client = assert(tcbilling.new {
  secret_id = "id", secret_key = "key", endpoint = "http://127.0.0.1:9",
  retry = { attempts = 1 }, limiter = "process", log = function() end,
})

for name in pairs(package.loaded) do phases.loaded[name] = true end

local function ask()
  local _, _, detail = client.billing:DescribeBillSummaryByPayMode {
    BeginTime = "2018-11", EndTime = "2018-11" }
  return detail.kind
end

--- Makes a call in the phase that runs now.
function phases.note()
  local _, what = pcall(ask)
  phases.noted[ngx.get_phase()] = what
end

return phases
