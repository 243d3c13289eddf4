-- Pages of a paged action, fetched one after another for rows.lua.
--
-- Pages are cut by row offsets out of a bill that may move meanwhile, so
-- each page begins with the last row of the one before: if that row differs,
-- or the count does not fit what came, rows moved. A short or empty page is
-- the end; the count is cached by the server and may be too low.

local copy = require "tcbilling.copy"
local tell = require "tcbilling.tell"

local pages = {}

-- Borders

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for key, value in pairs(a) do
    if not same(value, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

local function mark_moved(rows, why)
  if rows.moved then return end
  rows.moved = true
  tell(rows, "log", rows.client.log, "warning", rows.action
    .. ": the bill moved while it was read: " .. why)
end

-- Checks the row that this page shares with the one before.
local function check_border(rows, list)
  if rows.overlap == 0 or rows.page == 0 then return end
  if not same(list[1], rows.border) then
    mark_moved(rows, ("row %d is gone, or another one"):format(rows.offset + 1))
  end
end

-- Counts

-- The count is asked for at the start, and where the end is expected.
local function wants_count(rows)
  local first = rows.page == 0
  local near_end = rows.count and rows.offset + rows.limit >= rows.count
  return (first or near_end) and 1 or 0
end

local function take_count(rows, response)
  local count = response[rows.paging.count]
  if type(count) ~= "number" or count % 1 ~= 0 then return end
  if rows.count and count ~= rows.count then
    mark_moved(rows, ("there are %d rows, there were %d"):format(count,
      rows.count))
  end
  rows.count = count
end

--- Holds the count against the rows that came: too low may be the server's
--- cache, too high is a bill cut short.
function pages.check_count(rows)
  local reached = rows.start + rows.read
  if rows.count and rows.count > reached then
    mark_moved(rows, ("it ended after %d of %d rows"):format(reached,
      rows.count))
  end
end

-- Pages

local function page_params(rows)
  local params = {}
  for name, value in pairs(rows.params) do params[name] = value end
  params[rows.paging.offset] = rows.offset
  params[rows.paging.limit] = rows.limit
  local switch = rows.paging.count_switch
  if switch and params[switch] == nil then
    params[switch] = wants_count(rows)
  end
  return params
end

--- Fetches the next page into `list`, from `at` on; `last` if it is that.
---@param rows table see rows.lua
---@return boolean ok, string? message, table? detail
function pages.fetch(rows)
  rows.list, rows.at = nil, nil -- let go of the page before the next comes
  if rows.client.closed then
    return false, rows.action .. ": the client was closed", {
      kind = "cancelled", service = rows.service.service,
      action = rows.action, attempts = 0, waited = 0,
    }
  end
  local response, message, detail = rows.client:call(
    rows.service.service, rows.action, page_params(rows), rows.options)
  rows.problem = detail.problem or rows.problem
  if not response then return false, message, detail end
  local list = response[rows.paging.items] or {} -- absent is empty
  take_count(rows, response)
  check_border(rows, list)
  rows.at = rows.page > 0 and rows.overlap or 0
  rows.last = #list < rows.limit
  -- the caller owns the rows, and may change them before they are compared
  rows.border = rows.overlap > 0 and copy(list[#list]) or nil
  rows.list = list
  rows.page = rows.page + 1
  rows.offset = rows.offset + rows.limit - rows.overlap
  return true
end

return pages
