-- Mistakes of parameters that are right one by one; see mistakes.lua.

local parameters = require "spec.parameters"

local joint_mistakes = {}

local function rule_of(site)
  return site.member and site.member.constraint or {}
end

function joint_mistakes.months_apart(site)
  local rule = rule_of(site)
  if site.value == nil or not rule.same_month_as then return end
  local other = site.value:gsub("^%d%d%d%d", "2019"):gsub("%-29", "-28")
  return { { path = site.path, { site.holder, site.key, other } } }
end

function joint_mistakes.alone(site)
  if site.value ~= nil and rule_of(site).together_with then
    return { { path = site.path, { site.holder, site.key } } }
  end
end

-- None of which one must be there.
function joint_mistakes.none_of(site, context)
  local options = rule_of(site).one_of
  if not options then return end
  local mistake = {}
  for _, option in ipairs(options) do
    for name in option:gmatch "[^+]+" do
      mistake.path = mistake.path or name
      mistake[#mistake + 1] = { context.given, name }
    end
  end
  return { mistake }
end

-- A condition makes a parameter needed, or refused.
local function on_condition(site, condition, value, context)
  local name, list = parameters.condition(condition)
  local mistakes = {}
  for i, wanted in ipairs(list) do
    mistakes[i] = { path = site.path, { context.given, name, wanted },
      { context.given, site.key, value } }
  end
  return mistakes
end

function joint_mistakes.needed(site, context)
  local condition = rule_of(site).needed_when
  return condition and on_condition(site, condition, nil, context)
end

function joint_mistakes.not_with(site, context)
  local condition = rule_of(site).not_with
  return condition and on_condition(site, condition, 1, context)
end

return joint_mistakes
