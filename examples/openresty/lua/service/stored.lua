-- Costs out of a store. A database answers when it has summed up, and nothing
-- else can run meanwhile: so it is asked in a thread of its own (thread_pool in
-- nginx.conf).

local json = require "tcbilling.core".json
local packed = require "tcbilling.report.packed"
local pause = require "service.turns"
local readers = require "service.readers"

local feed = {}

local POOL = "reports"
local FRESH, SHOWN = 60, 60 -- seconds

-- In the thread, which has a Lua of its own and takes and gives plain values.

--- Figures as texts; or nil, message, kind.
function feed.read_texts(url, month)
  local figures, message, detail = require "tcbilling.report.store".read(url,
    { month = month })
  if not figures then return nil, message, detail.kind end
  return packed.texts(figures)
end

function feed.read_months(url)
  local months, message, detail = require "tcbilling.report.store".months(url)
  if not months then return nil, message, detail.kind end
  return months
end

-- In the worker.

local function asked(name, ...)
  local run = ngx.run_worker_thread -- luacheck: ignore 143
  local ran, found, message, kind = run(POOL, "service.stored", name, ...)
  if not ran then
    return nil, "the store was not read: " .. tostring(found),
      { kind = "storage" }
  end
  if not found then return nil, message, { kind = kind } end
  return found
end

--- What reads a month.
---@param url string
function feed.reader(url)
  return function(month)
    local texts, message, detail = asked("read_texts", url, month)
    if not texts then return nil, message, detail end
    local figures = packed.figures(texts, pause)
    figures.fresh, figures.shown = FRESH, SHOWN
    return figures
  end
end

-- The months that it has, for all workers.
local MONTHS = "months of the store"

-- A failure keeps what there was.
local function read_months(url)
  local list, message = asked("read_months", url)
  local text = ngx.shared.costs:get(MONTHS)
  local known = text and json.decode(text) or {}
  if list then
    known = { list = json.list {} }
    for i = #list, 1, -1 do known.list[#known.list + 1] = list[i] end
  else
    ngx.log(ngx.ERR, message)
    known.message = message
  end
  known.at = ngx.now()
  ngx.shared.costs:set(MONTHS, json.encode(known))
end

-- Are they to be read? Sooner, if there are none.
local function are_due(known)
  return not known or ngx.now() > known.at + (known.message and 5 or FRESH)
end

local PATIENCE, LOOK = 10, 0.05 -- seconds

--- The months that it has, the latest first.
---@param url string
---@return string[]? months, string? message, table? detail
function feed.months(url)
  local ends = ngx.now() + PATIENCE
  local known
  repeat
    local text = ngx.shared.costs:get(MONTHS)
    known = text and json.decode(text)
    if are_due(known) then
      readers.start(ngx.shared.costs, MONTHS .. ", being read", {},
        function() read_months(url) end)
      if not (known and known.list) then ngx.sleep(LOOK) end
    end
  until known and (known.list or not are_due(known)) or ngx.now() > ends
  if known and known.list then return known.list end
  return nil, known and known.message or "the store does not answer",
    { kind = "storage" }
end

return feed
