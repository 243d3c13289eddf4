-- What can be changed while the server runs, and what it started with.
local cjson = require "cjson"
local random = require "sandbox.random"

local M = {}

local KINDS = { rows = "number", seed = "string", rates = "table",
  window = "string", latency = "number", jitter = "number",
  way_there = "number", way_there_jitter = "number", no_limits = "boolean",
  clock_offset = "number", deals_offset = "string", keep_bodies = "boolean" }
local WINDOWS = { sliding = true, calendar = true, bucket = true }

local started = {} -- JSON text of the settings at the start
local chance

M.now = {} -- the settings in force
M.keyring = {}

local function check(changes)
  for name, value in pairs(changes) do
    if not KINDS[name] then return "there is no setting `" .. name .. "`" end
    if type(value) ~= KINDS[name] then
      return "`" .. name .. "` must be a " .. KINDS[name]
    end
  end
  for name, value in pairs(changes) do
    if KINDS[name] == "number" and name ~= "clock_offset" and value < 0
      or name == "rows" and value % 1 ~= 0 then
      return "`" .. name .. "` can't be " .. value
    end
  end
  if changes.window and not WINDOWS[changes.window] then
    return "`window` is sliding, calendar or bucket"
  end
  local offset = changes.deals_offset or "row"
  if offset ~= "row" and offset ~= "page" then
    return "`deals_offset` is row or page"
  end
  for action, rate in pairs(changes.rates or {}) do
    if type(rate) ~= "number" or rate < 1 or rate % 1 ~= 0 then
      return "the rate of " .. tostring(action) .. " is not a whole number"
    end
  end
end

--- @return true, or nil and what is wrong (and nothing is changed)
function M.change(changes)
  local wrong = check(changes)
  if wrong then return nil, wrong end
  for name, value in pairs(changes) do M.now[name] = value end
  return true
end

function M.reset()
  M.now = cjson.decode(started)
  chance = random.state(random.hash(M.now.seed), 1)
end

--- Reads the file that the launcher wrote.
function M.start(path)
  local file = assert(io.open(path, "rb"))
  local all = cjson.decode(file:read "*a")
  file:close()
  M.keyring, all.keyring = all.keyring, nil
  M.watch, all.watch = all.watch, nil
  assert(not check(all), check(all))
  started = cjson.encode(all)
  M.reset()
end

--- A number in 0 .. 1, the same sequence after every reset.
function M.chance()
  chance = random.step(chance)
  return random.natural(chance) / 0x80000000
end

--- `ms` plus up to `jitter` more, in seconds.
function M.delay(ms, jitter)
  return (ms + (jitter > 0 and M.chance() * jitter or 0)) / 1000
end

return M
