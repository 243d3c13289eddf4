-- A function for each of many things, several at once: results as they come.

local ahead = require "tcbilling.ahead"
local finalizer = require "tcbilling.finalizer"
local pace = require "tcbilling.pace"
local tell = require "tcbilling.tell"
local values = require "tcbilling.values"

local Each = {}
local each_meta = { __index = Each, __name = "tcbilling.each" }

-- More than any documented rate has in flight at usual latencies; what waits
-- for its turn costs little.
local CONCURRENCY = 32

local function report(each)
  if not each.on_progress then return end
  local now = each.client.clock.monotonic()
  local left = each.total and each.total - each.done
  tell(each, "on_progress", each.on_progress, {
    done = each.done,
    total = each.total,
    failed = each.failed,
    elapsed = now - each.began,
    eta = left and each.pace:eta(left, now),
  })
  if each.problem and not each.told_problem then
    each.told_problem = true
    tell({}, "log", each.client.log, "warning", "each: " .. each.problem)
  end
end

local function count(each, result)
  each.done = each.done + 1
  if result == nil then each.failed = each.failed + 1 end
  each.pace:mark(each.client.clock.monotonic())
  report(each)
end

-- `false`, since nil would end the loop as if all had been done.
local function cancelled(each)
  each:close()
  return false, nil, "cancelled", { kind = "cancelled" }
end

local function deliver(each, ok, item, result, ...)
  if ok == nil then return each:close() end
  if not ok then return cancelled(each) end
  count(each, result)
  return item, result, ...
end

--- The next `item, ...`, with what the function returned for it; at the end
--- nothing. Raises what the function raised.
function each_meta.__call(each)
  if each.ended then return nil end
  if each.taking then
    error("the next result is waited for already: results are taken one by "
      .. "one", 2)
  end
  each.taking = true
  local taken = values.pack(pcall(each.work.take, each.work))
  each.taking = false
  if not taken[1] then
    each:close()
    error(taken[2], 0)
  end
  return deliver(each, values.unpack(taken, 2))
end

--- Ends it, and at once what is under way for it.
function Each.close(each)
  if getmetatable(each) ~= each_meta then
    error("call it with a colon: each:close()", 2)
  end
  each.ended = true
  each.work:close()
end

each_meta.__close = Each.close

-- The entries that a list has now. One that is missing would look like its
-- end.
local function entries_of(list)
  local total = #list
  return function(n)
    local item = list[n]
    if n > total then return nil end
    if item == nil then
      error(("items[%d] is nil, of %d: a list without holes is needed, that "
        .. "stays as it is"):format(n, total), 0)
    end
    return item
  end, total
end

-- A list's entries one by one, or what an iterator gives.
local function source_of(items)
  if type(items) == "table" then return entries_of(items) end
  return function() return (items()) end
end

local each = {}

--- Calls `f(item)` in a task for each of the items.
---@param client table
---@param items table|function a list, or a function that returns the next one
---@param f fun(item): any ... nil, message, detail for a failure
---@param options table? concurrency, on_progress
---@return table each callable, with close(), done, failed, total
function each.new(client, items, f, options)
  local source, total = source_of(items)
  local work = ahead.new {
    runtime = client.runtime, clock = client.clock, in_order = false,
    width = options.concurrency or CONCURRENCY, source = source,
    f = function(item) return item, f(item) end,
  }
  local self = setmetatable({
    client = client, work = work, total = total, done = 0, failed = 0,
    began = client.clock.monotonic(), pace = pace.new(),
    on_progress = options.on_progress,
    guard = finalizer(function() work:abandon() end),
  }, each_meta)
  return self, nil, nil, self
end

return each
