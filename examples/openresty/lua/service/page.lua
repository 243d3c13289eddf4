-- The page of costs at /, and its tables as CSV: out of a store, or live.

local answer = require "service.answer"
local chosen = require "tcbilling.report.chosen"
local costs = require "service.costs"
local document = require "tcbilling.report.document"
local export = require "tcbilling.report.export"
local failure = require "service.failure"
local live = require "service.live"
local parts = require "tcbilling.report.parts"
local pause = require "service.turns"
local previous = require "tcbilling.month".previous
local question = require "service.question"
local render = require "tcbilling.report.page"
local states = require "tcbilling.report.states"
local stored = require "service.stored"

local page = {}

local DEADLINE = 10 -- seconds, for the summaries of earlier months
local PATIENCE = 1.5 -- seconds before a viewer is told that it is being read
local LOOK_AGAIN = 2

local client, store -- one of them is asked
local by_scope = {} -- costs, by whose they are

--- Sets up where costs come from. Runs in the master process.
---@param given table client; store (a URL; nil: live)
function page.start(given)
  client, store = given.client, given.store
  if store then
    by_scope.store = costs.new("store", stored.reader(store))
    return
  end
  for _, scope in ipairs(live.scopes) do
    by_scope[scope] = costs.new(scope, live.reader(client, scope))
  end
end

-- What there is of the month asked for, and, live, of the one before: a store
-- has it among the figures of the month.
local function find(asked, seconds)
  local own = by_scope[asked.scope or "store"]
  if store then return own:await(asked.month, seconds), {} end
  local ends, before = ngx.now() + seconds, previous(asked.month)
  if before then own:find(before, true) end -- is read meanwhile
  local found = own:await(asked.month, seconds)
  if not found.version or not before then return found, {} end
  return found, own:await(before, math.max(ends - ngx.now(), 0), true)
end

-- The figures, with those of the months before, and whether all are there; nil:
-- they went meanwhile.
local function figures_of(asked, found, before)
  local figures = found.figures()
  if not figures or store then return figures, true end
  return live.joined(client, asked.scope, figures, {
    figures = before.figures and before.figures(), failure = before.failure,
  }, DEADLINE)
end

-- The same, with the resources that a viewer chose.
local function with_chosen(figures, choose, asked)
  local copy = {}
  for name, value in pairs(figures) do copy[name] = value end
  if figures.resources then
    copy.chosen = choose(figures.resources, asked, pause)
  end
  return copy
end

-- HTML

local function html(status, text)
  ngx.header["Content-Security-Policy"] = document.POLICY
  ngx.header["Referrer-Policy"] = "same-origin"
  answer.send(status, "text/html; charset=utf-8", text)
end

local function show_failure(served, problem)
  local status, retry_after = failure.status(problem.kind)
  ngx.header["Retry-After"] = retry_after
  html(status, states.failure(served, problem))
end

local function show_loading(served, progress)
  ngx.header.Refresh = LOOK_AGAIN
  html(202, states.loading(served, progress))
end

local KEPT, BRIEFLY = 60, 3 -- seconds that a page is, and one that has gaps
local MAKING = DEADLINE + 5 -- seconds after which who makes it has left

-- Makes a page for all that ask meanwhile.
local function make_for_all(dict, key, make)
  local ok, text, is_whole = xpcall(make, debug.traceback)
  if ok and text then dict:set(key, text, is_whole and KEPT or BRIEFLY) end
  dict:delete(key .. " making")
  if not ok then error(text, 0) end
  return text
end

-- Pages are kept for the next viewer: one makes it, the others wait.
local function made(key, make)
  local dict = ngx.shared.pages
  while true do
    local text = dict:get(key)
    if text then return text end
    local is_mine, why = dict:add(key .. " making", true, MAKING)
    if is_mine then return make_for_all(dict, key, make) end
    if why ~= "exists" then return (make()) end -- there is no room
    ngx.sleep(0.01)
  end
end

local function show(asked, served, found, before)
  local key = table.concat({ found.version, before.version or "",
    ngx.var.request_uri }, " ")
  local text = made(key, function()
    local figures, is_whole = figures_of(asked, found, before)
    return figures and render(with_chosen(figures, chosen.page, asked),
      math.floor(tonumber(found.version)), { served = served, pause = pause }),
      is_whole
  end)
  if not text then return show_loading(served, { month = asked.month }) end
  html(200, text)
end

--- Answers GET /.
function page.show()
  local asked, served, problem = question.read(question.PAGE, store)
  if problem then return show_failure(served, problem) end
  local found, before = find(asked, PATIENCE)
  if found.failure then return show_failure(served, found.failure) end
  if found.progress then return show_loading(served, found.progress) end
  show(asked, served, found, before)
end

-- CSV

local function send_csv(asked, figures)
  local part = parts.find(parts.of(with_chosen(figures, chosen.all, asked),
    pause), asked.part)
  if not part then
    return answer.failure("there is no such part: take a link of the page",
      { kind = "not_found" })
  end
  ngx.header["Content-Disposition"] = ('attachment; filename="%s-%s.csv"')
    :format(part.id, asked.month)
  answer.send(200, "text/csv; charset=utf-8; header=present",
    export(part, pause))
end

--- Answers GET /costs.csv: the rows of a table of the page, all of them.
function page.csv()
  local asked, _, problem = question.read(question.CSV, store)
  if problem then return answer.failure(problem.message, problem) end
  local found, before = find(asked, DEADLINE)
  problem = found.failure
  if problem then return answer.failure(problem.message, problem) end
  local figures = found.figures and not before.progress
    and figures_of(asked, found, before)
  if not figures then
    return answer.failure("the bill is being read: ask again in some seconds",
      { kind = "cancelled" })
  end
  send_csv(asked, figures)
end

return page
