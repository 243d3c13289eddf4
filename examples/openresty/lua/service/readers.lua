-- Who reads something for all workers: one at a time, in a timer, so that a
-- viewer who leaves strands nobody. A lock in a lua_shared_dict says that
-- somebody does, and how far it is; it lapses when its worker has died.

local json = require "tcbilling.core".json

local readers = {}

local LOCK = 30 -- seconds without a sign
local SIGN = 5 -- seconds

local function write(dict, key, own)
  dict:set(key, json.encode(own), LOCK)
end

local function is_own(dict, key, own)
  local text = dict:get(key)
  local found = text and json.decode(text)
  return found and found.reader == own.reader
end

-- As long as f runs, whatever it waits for.
local function keep_alive(dict, key, own)
  while true do
    ngx.sleep(SIGN)
    write(dict, key, own)
  end
end

local function run(dict, key, own, f)
  local sign = ngx.thread.spawn(keep_alive, dict, key, own)
  local ok, raised = xpcall(f, debug.traceback, function(rows, count)
    own.rows, own.count = rows, count
    write(dict, key, own)
  end)
  ngx.thread.kill(sign)
  if is_own(dict, key, own) then dict:delete(key) end
  if not ok then ngx.log(ngx.ERR, raised) end
end

local n = 0

--- Runs f(on_progress) unless somebody does already.
---@param dict table a lua_shared_dict
---@param key string of the lock, which says how far it is: `about` with rows
---  and count
---@param about table
---@param f fun(on_progress: fun(rows, count))
function readers.start(dict, key, about, f)
  n = n + 1
  local own = { reader = ("%d %d"):format(ngx.worker.pid(), n) }
  for name, value in pairs(about) do own[name] = value end
  if not dict:add(key, json.encode(own), LOCK) then return end
  local ok, why = ngx.timer.at(0, function(is_premature)
    if is_premature then return dict:delete(key) end
    run(dict, key, own, f)
  end)
  if not ok then
    dict:delete(key)
    ngx.log(ngx.ERR, "no timer is left to read with: ", why)
  end
end

return readers
