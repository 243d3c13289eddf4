-- An nginx with the workers of tests/nginx/bills.lua: begins it anew, looks at
-- its processes.

local asking = require "tests.long.asking"
local core = require "tcbilling.core"
local processes = require "tests.long.processes"
local uv = require "luv"
local victims = require "tests.long.victims"

local COUNT = 2
local PATIENCE = 30 -- seconds, for what must come about

-- Of a worker that is to be looked at.
local WORK, WORK_TIMES = { "pull?concurrency=1&", "call?" }, 6
local MOST_TRIES = 1000

local workers = {
  master = nil, -- its pid
}

--- Lets those who ask without a break go on for so long.
function workers.rest(ms)
  victims.rest(ms)
  if victims.is_interrupted then error("interrupted", 0) end
end

local function wait_for(what, condition)
  local by = core.monotonic() + PATIENCE
  while not condition() do
    if core.monotonic() > by then error("it never comes: " .. what, 0) end
    workers.rest(20)
  end
end

--- What the workers counted, by name.
function workers.notes()
  local found = {}
  for name, number in asking.get("notes").body:gmatch "([^\n]+)=(%d+)\n" do
    found[name] = tonumber(number)
  end
  return found
end

local function is_leaving(pid)
  local title = processes.title(pid)
  return not title or title:find "shutting down" ~= nil
end

--- Begins another generation, and waits until the older ones know: then it is
--- there.
function workers.reload()
  local older = processes.children(workers.master)
  assert(uv.kill(workers.master, "sighup"))
  wait_for("a reload", function()
    for _, pid in ipairs(older) do
      if not is_leaving(pid) then return false end
    end
    return true
  end)
end

--- Kills one of them, after before(pid).
---@param before fun(pid: integer)
function workers.kill(before)
  local pids = processes.children(workers.master)
  local pid = pids[math.random(#pids)]
  before(pid)
  assert(uv.kill(pid, "sigkill"))
end

local function are_present()
  local pids = processes.children(workers.master)
  for _, pid in ipairs(pids) do
    if is_leaving(pid) then return false end
  end
  return #pids == COUNT
end

--- Waits until no older ones are left.
function workers.settle()
  wait_for("the end of older workers", are_present)
end

--- nginx ends with all of them.
function workers.stop()
  local pids = processes.children(workers.master)
  assert(uv.kill(workers.master, "sigquit"))
  wait_for("nginx's end", function()
    return not processes.title(workers.master)
  end)
  for _, pid in ipairs(pids) do assert(not processes.title(pid)) end
end

-- Asks that one; another one that gets it says so.
local function get_from(pid, path)
  local request
  for _ = 1, MOST_TRIES do
    request = asking.get(path .. "worker=" .. pid)
    if request.status ~= 421 then break end
  end
  asking.requests[#asking.requests + 1] = request
end

local function work(pid)
  for _ = 1, WORK_TIMES do
    for _, path in ipairs(WORK) do get_from(pid, path) end
  end
end

local function measure(pid)
  local memory = processes.memory(pid)
  memory.descriptors = processes.descriptors(pid)
  return memory
end

--- Looks at a generation of its own, each of whose workers has done the same,
--- whenever it is.
---@param nobodys fun(): boolean has what they do for nobody come to its end?
---@return table figures master, worker 1, worker 2: { Rss, Pss, descriptors }
function workers.look(nobodys)
  workers.settle()
  workers.reload()
  workers.settle()
  wait_for("the end of what is done for nobody", nobodys)
  local figures = { master = measure(workers.master) }
  for i, pid in ipairs(processes.children(workers.master)) do
    work(pid)
    figures["worker " .. i] = measure(pid)
  end
  return figures
end

return workers
