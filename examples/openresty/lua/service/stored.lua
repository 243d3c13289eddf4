-- Costs out of a store. A database answers when it has summed up, and nothing
-- else can run meanwhile: so it is asked in a thread of its own (thread_pool in
-- nginx.conf).

local packed = require "tcbilling.report.packed"
local pause = require "service.turns"

local feed = {}

local POOL = "reports"
local FRESH = 60 -- seconds

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
      { kind = "internal" }
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
    figures.fresh = FRESH
    return figures
  end
end

local known = {} -- the months of the store, until when

--- The months that it has, the latest first.
---@param url string
---@return string[]? months, string? message, table? detail
function feed.months(url)
  if known.ends and ngx.now() < known.ends then return known.months end
  local list, message, detail = asked("read_months", url)
  if not list then return nil, message, detail end
  local months = {}
  for i = #list, 1, -1 do months[#months + 1] = list[i] end
  known = { months = months, ends = ngx.now() + FRESH }
  return months
end

return feed
