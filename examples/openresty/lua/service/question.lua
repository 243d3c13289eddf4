-- What is asked of the page: which month of whose bill, and which resources of
-- it. Every parameter may be absent.

local chosen = require "tcbilling.report.chosen"
local live = require "service.live"
local month_of = require "tcbilling.month"
local query = require "service.query"
local stored = require "service.stored"

local question = {}

local MOST = 400 -- bytes of 100 characters, as the form takes them

local COMMON = { query.optional(query.month),
  query.choice("scope", live.scopes), query.text("q", MOST),
  query.choice("sort", chosen.fields()),
  query.choice("order", { "asc", "desc" }) }

local function with(rule)
  local rules = { rule }
  for _, one in ipairs(COMMON) do rules[#rules + 1] = one end
  return rules
end

--- The rules of the page's parameters, and of a table's.
question.PAGE = with(query.whole("page", { default = 1, most = 1000000 }))
question.CSV = with(query.text("part", 40))

-- The latest month that is over; or the latest there is.
local function usual(list)
  local over = month_of.previous(month_of.at(ngx.time()))
  for _, month in ipairs(list) do
    if month <= over then return month end
  end
  return list[1]
end

local function link(path, asked, more)
  local args = { month = asked.month, scope = asked.scope }
  for name, value in pairs(more) do args[name] = value end
  return path .. "?" .. ngx.encode_args(args)
end

-- The months to choose from, with the one that was asked for.
local function with_asked(months, asked)
  local list = {}
  for _, month in ipairs(months) do
    if asked and asked > month then
      list[#list + 1], asked = asked, nil
    elseif asked == month then
      asked = nil
    end
    list[#list + 1] = month
  end
  list[#list + 1] = asked
  return list
end

-- What controls.lua makes links and forms of.
local function served_of(asked, months)
  local served = { path = "/", month = asked.month,
    months = with_asked(months, asked.month),
    scope = asked.scope, scopes = asked.scope and live.scopes }
  function served.to(more) return link("/", asked, more) end
  function served.csv(part)
    return link("/costs.csv", asked, { part = part, q = asked.q,
      sort = asked.sort, order = asked.sort and asked.order })
  end
  return served
end

-- The months there are, the latest first.
local function months_of(store)
  if store then return stored.months(store) end
  return live.months()
end

local function problem_of(problem, months, message, detail)
  if not months then return { kind = detail.kind, message = message } end
  if problem then
    return { kind = "invalid", message = problem, is_question = true }
  elseif not months[1] then
    return { kind = "invalid", message = "the store holds no bill: pull into "
      .. "it first" }
  end
end

--- Reads it.
---@param rules table[] PAGE or CSV
---@param store? string where costs come from; nil: live
---@return table asked month, scope (nil: of a store), q, sort, order, page,
---  part
---@return table served what controls.lua needs
---@return table? problem { kind, message, is_question }
function question.read(rules, store)
  local months, message, detail = months_of(store)
  local asked, problem = query.read(rules)
  asked = asked or {}
  asked.month = asked.month or usual(months or {})
  asked.scope = not store and (asked.scope or live.scopes[1]) or nil
  return asked, served_of(asked, months or {}),
    problem_of(problem, months, message, detail)
end

return question
