-- The pages of a bill, one after another, for rows.lua; fetched ahead.
--
-- A bill may move while it is read. Where pages are cut by row offsets, each
-- begins with the last row of the one before, to see that (moved.lua). A short
-- or empty page is the end, where no tokens say so; the count is cached by the
-- server and may be too low, so it only says how far to fetch ahead.

local ahead = require "tcbilling.ahead"
local copy = require "tcbilling.copy"
local doubt = require "tcbilling.doubt"
local moved = require "tcbilling.moved"
local warn = require "tcbilling.warn"

local pages = {}

-- Pages under way or waiting for their reader, whatever the rate.
local MOST = 128

local WINDOW = 1 -- second of every documented rate

local function warn_of(rows, text)
  warn(rows, rows.bill.client, rows.bill.action, text)
end

-- Ahead

-- As many as the rate allows to be under way at the latency seen, and a
-- window's more, since starts may come in bursts.
local function width(rows)
  local b = rows.bill
  if b.is_chained or b.is_doubtful then return 1 end
  local seconds = b.latency + (rows.seconds_ahead or WINDOW)
  local useful = math.ceil(rows.rate * seconds / WINDOW)
  local most = rows.concurrency or b.client.runtime.prefetch or MOST
  return math.max(1, math.min(useful, most))
end

-- How far to go by the count; and beyond it, since it may be too low, as far
-- again as full pages came there.
local function last_page(rows)
  local taken = rows.ahead.taken
  local counted = rows.bill:pages() or 1
  if taken < counted then return counted end
  return taken + (taken - counted + 1)
end

--- Begins to read, or begins again with pages of another size.
function pages.open(rows)
  local b, client = rows.bill, rows.bill.client
  local work
  work = ahead.new {
    runtime = client.runtime, clock = client.clock, last = 1,
    source = function(n) return n end,
    f = function(n)
      return b:fetch(n, work.wanted >= n, function()
        -- where few are read ahead, none of them waits to be read
        return client.runtime.prefetch ~= nil or work:await_turn(n)
      end)
    end,
  }
  rows.ahead, b.ahead = work, work
  rows.delivered = 0 -- pages since then
end

-- Begins again where the bill is cut anew.
local function reopen(rows)
  rows.ahead:close()
  pages.open(rows)
end

--- Begins again with the page that did not come, since something raised.
function pages.open_again(rows)
  rows.bill:restart(rows.delivered + 1)
  reopen(rows)
end

--- Ends what is under way.
function pages.close(rows)
  rows.bill.closed = true
  if rows.ahead then rows.ahead:close() end
end

local function failure(rows, kind, message)
  local b = rows.bill
  return nil, b.action .. ": " .. message, { kind = kind,
    service = b.service.service, action = b.action, attempts = 0, waited = 0 }
end

local function take(rows)
  local b = rows.bill
  if b.client.closed then
    return failure(rows, "cancelled", "the client was closed")
  end
  -- begun only now, a page keeps its deadline by itself
  local seconds = b.options.deadline
  if rows.ahead:is_behind() then seconds = nil end
  local ok, page, message, detail = rows.ahead:take(seconds)
  if ok then
    return page, message, detail
  elseif page == "late" then
    return failure(rows, "timeout",
      "the deadline passed while waiting for the page")
  end
  return failure(rows, "cancelled", "cancelled")
end

-- The next page, smaller ones if need be.
local function fetch(rows)
  while true do
    local page, message, detail = take(rows)
    rows.problem = detail.problem or rows.problem
    local is_too_large = detail.is_too_large
    detail.is_too_large = nil
    if page or not is_too_large then return page, message, detail end
    local limit = rows.bill.limit
    if not rows.bill:shrink(rows.delivered + 1) then
      return nil, message, detail
    end
    warn_of(rows, ("pages of %d rows take too long, %d from now on"):format(
      limit, rows.bill.limit))
    reopen(rows)
  end
end

-- Sizes

-- Where no page of the documentation names a maximum the API may have one
-- that is smaller: its first page is short then, but far from the end.
local function learn_limit(rows, page)
  local b, size = rows.bill, #page.list
  if not b.may_be_capped or rows.page > 0 or b.base ~= 0 or size == 0
    or size >= b.limit or (page.count or 0) <= size then
    return
  end
  warn_of(rows, ("pages hold %d rows, not %d"):format(size, b.limit))
  b.limit, page.is_last = size, false
end

-- A few rows of a page, from its first to its last.
local function samples_of(list)
  local n = #list
  return { list[1], list[2], list[math.ceil(n / 2)], list[n] }
end

-- A server may give the same page for ever. Rows that are all alike, or of
-- which only some fields are read, tell nothing.
local function is_repeated(rows, page)
  local b, before = rows.bill, rows.samples
  if page.is_last or not before or b.paging.style == "token"
    or b.options.fields and not b.paging.identity then
    return false
  end
  local samples = samples_of(page.list)
  return moved.same(samples, before) and not moved.same(samples[1], samples[4])
end

-- Why reading must end with this page, or nil.
local function check_repeated(rows, page)
  if not is_repeated(rows, page) then return nil end
  if rows.count and rows.bill.offset + rows.read < rows.count then
    moved.mark(rows, "the same page came again")
    return nil
  end
  return "the same page came again"
end

--- Fetches the next page into `list`, from `at` on; `last` if it is that.
---@param rows table see rows.lua
---@return boolean ok, string? message, table? detail
function pages.next(rows)
  rows.list, rows.at = nil, nil -- let go of the page before the next comes
  local page, message, detail = fetch(rows)
  if not page then return false, message, detail end
  local b, list = rows.bill, page.list
  if doubt.settle(rows, list) then
    reopen(rows)
    return pages.next(rows)
  end
  local problem = check_repeated(rows, page)
  if problem then
    return false, select(2, failure(rows, "decode", problem))
  end
  learn_limit(rows, page)
  moved.take_count(rows, page.count)
  moved.check_border(rows, list)
  rows.at = rows.page > 0 and b.overlap or 0
  rows.last = page.is_last
  -- the caller owns the rows, and may change them before they are compared
  rows.samples = copy(samples_of(list))
  rows.border = rows.samples[4]
  rows.list = list
  rows.page, rows.delivered = rows.page + 1, rows.delivered + 1
  if not rows.last then rows.ahead:widen(width(rows), last_page(rows)) end
  return true
end

return pages
