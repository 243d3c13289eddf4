-- A bill of many rows, or what else a paged action answers, cut into pages; and
-- how one page of it is fetched.

local call = require "tcbilling.call"
local chain = require "tcbilling.chain"
local paging = require "tcbilling.paging"
local pipeline = require "tcbilling.pipeline"
local schema = require "tcbilling.schema"

local Bill = {}
local bill_meta = { __index = Bill, __name = "tcbilling.bill" }

local bill = {}

-- Rows of a page where no page of the documentation names a maximum.
local USUAL_LIMIT = 100

--- Rows of a page, as many as the API allows.
---@param entry table the catalogue's
---@return integer limit, boolean is_documented
function bill.default_limit(entry)
  for _, rule in ipairs(entry.input) do
    if rule.name == entry.paging.limit then
      return rule.max or USUAL_LIMIT, rule.max ~= nil
    end
  end
end

-- The index of the first row; wrong values are left for the check of the
-- first call to refuse.
local function first_row(b)
  local at, first = b.given_at, b.paging.first
  if b.paging.style == "token" then return 0 end
  if not first or type(at) ~= "number" or type(b.limit) ~= "number" then
    return at
  end
  return (at - first) * b.limit
end

--- Makes one. It knows nothing of its reader.
---@param fields table client, service (its catalogue), action, params, options,
---  paging (the catalogue's), limit, given_at (what asks for the first page)
---@return table
function bill.new(fields)
  local b = setmetatable(fields, bill_meta)
  b:cut(b.paging.style)
  b.is_doubtful = b.paging.may_be_rows and b.limit ~= 1
  b.offset = first_row(b)
  b.base = b.offset -- of the first page of this size
  b.latency = 0     -- seconds that a page took lately
  chain.prepare(b)
  return b
end

--- Cuts it that way from now on.
---@param style "offset"|"page"|"token"
function Bill.cut(b, style)
  b.way = paging[style]
  b.is_chained = b.way.is_chained
  b.overlap = type(b.limit) == "number" and b.limit > 1 and b.way.overlap or 0
end

local function stride(b)
  return b.limit - b.overlap
end

--- The index of the first row of the n-th page since the size was set.
function Bill.begin(b, n)
  if n == 1 then return b.base end -- whatever a wrong limit is
  return b.base + (n - 1) * stride(b)
end

--- How many pages there are until the first that is not full, by the count.
---@return integer? pages nil: nobody counted
function Bill.pages(b)
  if not b.count then return nil end
  local left = b.count - b.base
  if left < b.limit then return 1 end
  return math.floor((left - b.limit) / stride(b)) + 2
end

-- The count is asked for at the start, and where the end is expected.
local function wants_count(b, begin)
  local first = begin == b.offset
  local near_end = b.count and begin + b.limit >= b.count
  return (first or near_end) and 1 or 0
end

local function page_params(b, n)
  local params = {}
  for name, value in pairs(b.params) do params[name] = value end
  params[b.paging.at], params[b.paging.limit] = b.way.at(b, n), b.limit
  if b.paging.context then params[b.paging.context] = b.tokens[n] end
  local switch = b.paging.count_switch
  if switch and params[switch] == nil then
    params[switch] = wants_count(b, b:begin(n))
  end
  return params
end

-- Slow once is slow for a while.
local function learn_latency(b, seconds)
  b.latency = math.max(seconds, b.latency * 0.9)
end

local MOST = 2 ^ 53 -- rows that are counted: beyond it numbers are not exact

--- How many rows an answer says that there are, or nil.
---@param way table the catalogue's paging
---@param response table
---@return integer?
function bill.count_of(way, response)
  local count = way.count and tonumber((schema.value_at(response, way.count)))
  return count and count % 1 == 0 and count >= 0 and count <= MOST and count
    or nil
end

-- Is there no page after this one?
local function is_last(b, n, list)
  if b.way == paging.token then return b.tokens[n + 1] == nil end
  return #list < b.limit
end

-- The next smaller size of the n-th page, or nil. In doubt whether rows or
-- pages are counted only the very beginning is the same place with any size.
local function smaller_limit(b, n)
  local is_certain = not b.is_doubtful or n == 1 and b.base == 0
  return type(b.limit) == "number" and is_certain and b.way.smaller(b.limit)
    or nil
end

-- Why an answer is no page, or nil.
local function problem_with(b, n, list, response)
  if #list > b.limit then
    return ("the page has %d rows, and %d were asked for"):format(#list,
      b.limit)
  end
  return chain.take(b, n, response, #list == 0)
end

--- Fetches the n-th page. Returns { list, count, is_last } or nil, message,
--- detail.
---@param b table
---@param n integer
---@param is_awaited boolean its reader waits for it already: the deadline runs
---@param await_turn fun(): boolean waits until it does; false: cancelled
function Bill.fetch(b, n, is_awaited, await_turn)
  local c = call.new(b.client, b.service, b.action, page_params(b, n),
    b.options)
  if not is_awaited then c.deadline_at = nil end
  c.cache = false -- a page of a bill that may move is not for others
  c.is_unwanted = function() return b.closed end
  c.slow_attempts = smaller_limit(b, n) and 2 or nil
  c.await_turn = await_turn
  local response, message, detail = pipeline(b.client, c)
  if not response then
    detail.is_too_large = c.is_too_slow
      or detail.code == "ResponseSizeLimitExceeded"
    return nil, message, detail
  end
  learn_latency(b, c.took)
  local list = schema.value_at(response, b.paging.items) or {}
  local problem = problem_with(b, n, list, response)
  if problem then
    detail.kind = "decode"
    return nil, b.action .. ": " .. problem, detail
  end
  return { list = list, is_last = is_last(b, n, list),
    -- one that was not asked for may be anything
    count = c.is_counted and bill.count_of(b.paging, response) or nil },
    nil, detail
end

--- Begins anew with the n-th page.
function Bill.restart(b, n)
  b.base = b:begin(n)
  chain.restart(b, n)
end

--- The same with smaller pages, if they can be smaller.
---@return boolean shrunk
function Bill.shrink(b, n)
  local limit = smaller_limit(b, n)
  if not limit then return false end
  b:restart(n)
  b.limit, b.is_recut = limit, true
  return true
end

return bill
