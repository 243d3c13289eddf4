-- Requests a second, per SecretId, service and action, by the moment of
-- arrival.
local clock = require "sandbox.clock"
local settings = require "sandbox.settings"
local window = require "sandbox.window"

local M = {}

local windows = {}

-- From the monotonic clock to the calendar's.
local function wall_offset()
  return math.floor(clock.wall() * 1e9) - clock.monotonic()
end

local function window_of(secret_id, service, action, documented)
  local config = settings.now
  local rate = config.rates[action] or documented
  local key = table.concat({ secret_id, service, action }, "|")
  if not windows[key] then
    windows[key] = window[config.window](rate, wall_offset())
  end
  return windows[key]
end

--- Whether a request that arrived `at` (monotonic ns) is within the rate: the
--- documented one, if the settings name no other. A change of settings must
--- be followed by a reset.
function M.accept(secret_id, service, action, documented, at)
  if settings.now.no_limits then return true end
  return window_of(secret_id, service, action, documented)(at)
end

function M.reset()
  windows = {}
end

return M
