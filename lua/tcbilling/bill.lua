-- A bill of many rows, cut into pages by row offsets, and how one page of it
-- is fetched.

local call = require "tcbilling.call"
local pipeline = require "tcbilling.pipeline"

local bill = {}

-- A page that takes too long is cut smaller, but not below so many rows.
local SMALLEST = 10

--- Makes one. It knows nothing of its reader.
---@param fields table client, service (its catalogue), action, params, options,
---  paging, limit, offset (of the first row), overlap (rows that each page
---  shares with the one before)
---@return table
function bill.new(fields)
  fields.base = fields.offset -- of the first page of this size
  fields.latency = 0          -- seconds that a page took lately
  return fields
end

--- Rows of a page, as many as the API allows.
---@param entry table the catalogue's
---@return integer
function bill.default_limit(entry)
  for _, rule in ipairs(entry.input) do
    if rule.name == entry.paging.limit then return rule.max end
  end
end

local function is_divisible(b)
  return b.overlap > 0 and b.limit > SMALLEST
end

local function stride(b)
  return b.limit - b.overlap
end

--- The offset of the n-th page since the size was set.
function bill.offset(b, n)
  if n == 1 then return b.base end -- whatever a wrong limit is
  return b.base + (n - 1) * stride(b)
end

--- How many pages there are until the first that is not full, by the count.
---@return integer? pages nil: nobody counted
function bill.pages(b)
  if not b.count then return nil end
  local left = b.count - b.base
  if left < b.limit then return 1 end
  return math.floor((left - b.limit) / stride(b)) + 2
end

-- The count is asked for at the start, and where the end is expected.
local function wants_count(b, offset)
  local first = offset == b.offset
  local near_end = b.count and offset + b.limit >= b.count
  return (first or near_end) and 1 or 0
end

local function page_params(b, offset)
  local params = {}
  for name, value in pairs(b.params) do params[name] = value end
  params[b.paging.offset], params[b.paging.limit] = offset, b.limit
  local switch = b.paging.count_switch
  if switch and params[switch] == nil then
    params[switch] = wants_count(b, offset)
  end
  return params
end

-- Slow once is slow for a while.
local function learn_latency(b, seconds)
  b.latency = math.max(seconds, b.latency * 0.9)
end

--- Fetches the n-th page. Returns { list, count } or nil, message, detail.
---@param b table
---@param n integer
---@param is_awaited boolean its reader waits for it already: the deadline runs
---@param await_turn fun(): boolean waits until it does; false: cancelled
function bill.fetch(b, n, is_awaited, await_turn)
  local c = call.new(b.client, b.service, b.action,
    page_params(b, bill.offset(b, n)), b.options)
  if not is_awaited then c.deadline_at = nil end
  c.cache = false -- a page of a bill that may move is not for others
  c.is_unwanted = function() return b.closed end
  c.slow_attempts = is_divisible(b) and 2 or nil
  c.await_turn = await_turn
  local response, message, detail = pipeline(b.client, c)
  if not response then
    detail.is_too_large = c.is_too_slow
      or detail.code == "ResponseSizeLimitExceeded"
    return nil, message, detail
  end
  learn_latency(b, c.took)
  return { list = response[b.paging.items] or {}, -- absent is empty
    count = response[b.paging.count] }, nil, detail
end

--- Begins anew with the n-th page.
function bill.restart(b, n)
  b.base = bill.offset(b, n)
end

--- The same with smaller pages, if they can be smaller.
---@return boolean shrunk
function bill.shrink(b, n)
  if not is_divisible(b) then return false end
  bill.restart(b, n)
  b.limit = math.max(SMALLEST, math.floor(b.limit / 2))
  return true
end

return bill
