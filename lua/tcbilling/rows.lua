-- Rows of a paged action, one after another, in bounded memory.

local bill = require "tcbilling.bill"
local call = require "tcbilling.call"
local coerce = require "tcbilling.check.coerce"
local copy = require "tcbilling.copy"
local finalizer = require "tcbilling.finalizer"
local moved = require "tcbilling.moved"
local options_of = require "tcbilling.options"
local pages = require "tcbilling.pages"

local Rows = {}
local rows_meta = { __name = "tcbilling.rows" }

local function refuse()
  error("rows come one by one: for i, row, message in rows do ... end", 3)
end

-- rows[1], and with it ipairs, would look like an empty bill.
function rows_meta.__index(_, name)
  if type(name) == "number" then refuse() end
  return Rows[name]
end

function rows_meta.__len()
  refuse()
end

-- The next row of the page at hand, without what was fetched for its border.
local function take_row(rows)
  rows.at = rows.at + 1
  local row = rows.list[rows.at]
  if not row then return nil end
  for _, name in ipairs(rows.borrowed) do row[name] = nil end
  return row
end

-- Fetching runs the program's own functions, which must not ask for a row of
-- what is being fetched.
local function fetch(rows)
  if rows.fetching then
    error("these rows are fetching a page: ask for the next row afterwards", 3)
  end
  rows.fetching = true
  local returned, ok, message, detail = pcall(pages.next, rows)
  rows.fetching = false
  if not returned then
    pages.open_again(rows)
    error(ok, 0)
  end
  return ok, message, detail
end

-- Told of once. Who asks again takes them for a list, and would find it empty.
local function tell_end(rows)
  if rows.told_end then
    error("these rows have ended: to read them again, make new ones", 3)
  end
  rows.told_end = true
end

--- The next row: `i, row`; at the end nothing; a failure is one last
--- `i, nil, message, detail`.
function rows_meta.__call(rows)
  while not rows.ended do
    local row
    if rows.list then row = take_row(rows) end
    if row ~= nil then
      rows.read = rows.read + 1
      return rows.read, row
    end
    if rows.last then
      moved.check_count(rows)
      rows:close()
    else
      local ok, message, detail = fetch(rows)
      if not ok then
        rows:close()
        return rows.read + 1, nil, message, detail
      end
    end
  end
  tell_end(rows)
end

--- Ends the reading, and at once what is under way for it.
function Rows.close(rows)
  if getmetatable(rows) ~= rows_meta then
    error("call it with a colon: rows:close()", 2)
  end
  rows.ended = true
  rows.list = nil
  pages.close(rows)
end

rows_meta.__close = Rows.close

-- Making them

-- With `fields`, a row is known again by those that say which one it is:
-- they are fetched too, and taken out again. Returns the names of these.
local function borrow(fields, identity)
  local wanted, borrowed = {}, {}
  for _, name in ipairs(fields) do wanted[name] = true end
  for _, name in ipairs(identity or {}) do
    if not wanted[name] then
      borrowed[#borrowed + 1] = name
      fields[#fields + 1] = name
    end
  end
  return borrowed
end

-- A parameter of paging as a number; what is none is left for the check of
-- the first call to refuse. Unchecked, pages could not be counted with it.
local function number_or_given(value, least, options, name)
  local _, number = coerce.uint(value)
  if type(number) == "number" then value = number end
  if options and options.unchecked and not (type(value) == "number"
    and value % 1 == 0 and value >= least and value < 2 ^ 53) then
    error(("%s must be a whole number of %d or more to page with"):format(name,
      least), 4)
  end
  return value
end

local rows = {}

local function paged_entry(client, catalog, action, params, options)
  client:check_call(action, params, options, options_of.ROWS, 4)
  local entry = catalog.actions[action]
  if not entry.paging then
    error(action .. " has no rows to page through", 4)
  elseif options and options.dry_run then
    error("dry_run is of one call: use " .. catalog.service .. ":" .. action, 4)
  end
  return entry
end

-- What asks for the first page: a number, or a token if there is one.
local function start_of(paging, params, options)
  local given = params[paging.at]
  if paging.style == "token" then return given end
  local first = paging.first or 0
  return number_or_given(given or first, first, options, paging.at)
end

-- The bill that is asked for.
local function describe(client, catalog, action, params, options)
  local entry = paged_entry(client, catalog, action, params, options)
  local paging = entry.paging
  params, options = copy(params or {}), copy(options or {})
  options.priority = options.priority or "bulk"
  local usual, is_documented = bill.default_limit(entry)
  return bill.new {
    client = client, service = catalog, action = action, params = params,
    options = options, paging = paging, may_be_capped = not is_documented,
    limit = number_or_given(params[paging.limit] or usual, 1, options,
      paging.limit),
    given_at = start_of(paging, params, options),
  }
end

-- What is under way must not live longer than who reads it.
local function guard(reading)
  local b = reading.bill
  return finalizer(function()
    b.closed = true
    if b.ahead then b.ahead:abandon() end
  end)
end

--- Iterates over the rows of an action:
--- `for i, row, message, detail in client.billing:rows(action, params) do`.
---@param client table
---@param catalog table  the service's
---@param action string  one that it knows
---@param params table?  an offset given is where to begin, a limit the
---  page's size
---@param options table? of each call; and concurrency: most pages under way
---  or waiting (1 to 128; default: what the rate and the latency seen need);
---  ahead: seconds of the rate that may wait to be read (0 to 1, the default)
---@return table reading callable, with `close()`, `moved`, `count`
function rows.new(client, catalog, action, params, options)
  local b = describe(client, catalog, action, params, options)
  local fields = b.options.fields
  local reading = setmetatable({
    bill = b, page = 0, read = 0, moved = false,
    rate = call.rate(client, catalog.service, action,
      catalog.actions[action]),
    concurrency = b.options.concurrency, seconds_ahead = b.options.ahead,
    borrowed = fields and borrow(fields, b.paging.identity) or {},
  }, rows_meta)
  pages.open(reading)
  reading.guard = guard(reading)
  return reading, nil, nil, reading
end

return rows
