-- Rules that make the server misbehave: which of them fire for a request.
-- How the misbehaviour looks on the wire is in `mischief.lua`.
local catalog = require "sandbox.catalog"
local settings = require "sandbox.settings"

local M = {}

-- Those that change an answer or its timing add up; of those that replace the
-- answer or end the connection the first that fires wins.
local ADDS = { latency = true, shift = true, count = true,
  second_status = true, deprecated = true }
-- Each kind with its parameters and what they are when not given (false: must
-- be given; "" a text that may be left out).
M.kinds = {
  latency = { ms = 0, jitter = 0 }, shift = { rows = false },
  count = { total = false }, second_status = { code = 1, message = "failed" },
  deprecated = { message = "This action is deprecated." },
  refuse = { code = "RequestLimitExceeded" },
  code = { code = false, message = "Injected." }, not_ready = {},
  status = { status = 502, body = "", headers = {} }, cut = {},
  reset_before = {}, reset_after = { bytes = 100 }, close_kept = {},
  close_on_reuse = {}, twice = { ms = 2 }, drip = { bytes = 1, ms = 10 },
  wrong_json = { body = "{" }, huge = { megabytes = 64 },
  deep = { depth = 100000 }, redirect = { to = "https://127.0.0.1:1/" },
  hang = {}, gzip_bomb = { megabytes = 64 },
}
local COMMON = { kind = "string", action = "string", skip = "number",
  times = "number", probability = "number" }

local rules = {}

local function check_fields(rule, defaults)
  for name, value in pairs(rule) do
    local default = defaults[name]
    local wanted = COMMON[name] or default ~= nil and default ~= false
      and type(default)
    if not COMMON[name] and default == nil then
      return "`" .. rule.kind .. "` has no `" .. name .. "`"
    end
    if wanted and type(value) ~= wanted then
      return "`" .. name .. "` must be a " .. wanted
    end
  end
  for name, default in pairs(defaults) do
    if rule[name] == nil then
      if default == false then
        return "`" .. rule.kind .. "` needs `" .. name .. "`"
      end
      rule[name] = default
    end
  end
end

--- Takes the place of all rules.
--- @return true, or nil and what is wrong with which rule
function M.set(list)
  for i, rule in ipairs(list) do
    local defaults = type(rule) == "table" and M.kinds[rule.kind]
    local wrong = not defaults and "there is no such kind"
      or check_fields(rule, defaults)
    if wrong then return nil, "rule " .. i .. ": " .. wrong end
    rule.action, rule.skip = rule.action or "*", rule.skip or 0
    rule.times, rule.probability = rule.times or -1, rule.probability or 1
    rule.seen, rule.fired = 0, 0
  end
  rules = list
  return true
end

local function fires(rule, action, first_on_connection)
  if rule.action ~= "*" and rule.action ~= action then return false end
  if rule.kind == "close_on_reuse" and first_on_connection
    or rule.kind == "second_status" and not catalog.has_second_status(action)
  then
    return false
  end
  rule.seen = rule.seen + 1
  if rule.seen <= rule.skip then return false end
  if rule.times >= 0 and rule.fired >= rule.times then return false end
  return rule.probability >= 1 or settings.chance() < rule.probability
end

local function add(plan, rule)
  if rule.kind == "latency" then
    plan.delay = plan.delay + settings.delay(rule.ms, rule.jitter)
  elseif rule.kind == "shift" then
    plan.shift = (plan.shift or 0) + rule.rows
  elseif rule.kind == "count" then
    plan.total = rule.total
  elseif rule.kind == "second_status" then
    plan.second_status = rule
  else
    plan.deprecated = rule.message
  end
end

local function replace(plan, rule)
  plan.ended = true
  if rule.kind == "code" then
    plan.code, plan.message = rule.code, rule.message
  elseif rule.kind == "refuse" then
    plan.code, plan.message = rule.code, "Too many requests (injected)."
  elseif rule.kind == "not_ready" then
    plan.not_ready = true
  else
    plan.mischief = rule
  end
end

--- Fills `plan` with what to do to this request: delay (seconds), shift,
--- total, second_status (a rule), deprecated (a message), not_ready, code and
--- message, mischief (a rule).
function M.plan(plan, action, first_on_connection)
  plan.asked = true
  for _, rule in ipairs(rules) do
    local adds = ADDS[rule.kind]
    if (adds or not plan.ended) and fires(rule, action, first_on_connection)
    then
      rule.fired = rule.fired + 1
      local apply = adds and add or replace
      apply(plan, rule)
    end
  end
end

function M.list()
  return rules
end

function M.reset()
  rules = {}
end

return M
