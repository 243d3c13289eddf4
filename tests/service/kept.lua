-- What the page's figures are kept by: on a clock of its own, without nginx.

local asking = require "tests.service.asking"

local check, is = asking.check, asking.is

local fake -- the nginx of a test

-- A shared dict of so many texts; beyond that the oldest goes.
local function new_dict(room)
  local own = { values = {}, order = {} }
  local function live(key)
    local one = own.values[key]
    if one and one.ends > fake.now then return one end
  end
  function own.get(_, key) return live(key) and live(key).value end
  function own.ttl(_, key) return live(key) and live(key).ends - fake.now end
  function own:delete(key) self.values[key] = nil end
  function own.expire(_, key, seconds)
    if live(key) then live(key).ends = fake.now + seconds end
  end
  function own:set(key, value, seconds)
    if not live(key) then self.order[#self.order + 1] = key end
    self.values[key] = { value = value, ends = fake.now + (seconds or 1e9) }
    while #self.order > room do
      self.values[table.remove(self.order, 1)] = nil
    end
    return true
  end
  function own:add(key, ...)
    if live(key) then return false, "exists" end
    return self:set(key, ...)
  end
  return own
end

local function new_nginx(room)
  fake = { now = 1000, timers = {}, logged = {} }
  local dict = new_dict(room or 100)
  rawset(_G, "ngx", { WARN = 1, ERR = 2, shared = { costs = dict },
    now = function() return fake.now end,
    log = function(_, ...)
      fake.logged[#fake.logged + 1] = table.concat({ ... })
    end,
    sleep = function(seconds) fake.now = fake.now + seconds end,
    worker = { pid = function() return 7 end },
    thread = { spawn = function() end, kill = function() end },
    timer = { at = function(_, f)
      fake.timers[#fake.timers + 1] = f
      return true
    end } })
  return dict
end

-- Runs what waits to be run.
local function run(is_premature)
  local timers = fake.timers
  fake.timers = {}
  for _, f in ipairs(timers) do f(is_premature or false) end
end

local function fresh(name)
  for _, module in ipairs { "costs", "kept", "readers", "turns" } do
    package.loaded["service." .. module] = nil
  end
  return require("service." .. name)
end

local MONTH = "2023-08"

local function figures(n)
  local resources = {}
  for i = 1, n or 1 do resources[i] = { resource_id = "r" .. i } end
  return { month = MONTH, resources = resources, fresh = 100, shown = 50 }
end

-- Costs whose readings are counted; `answer` says what each finds.
local function new_costs(answer)
  local own = { n = 0 }
  own.costs = fresh "costs".new("x", function(...)
    own.n = own.n + 1
    return answer(own.n, ...)
  end)
  return own
end

local function test_once()
  new_nginx()
  local own = new_costs(function() return figures() end)
  check("a month is being read at first", own.costs:find(MONTH).progress)
  own.costs:find(MONTH)
  run()
  is("readings, however many look", 1, own.n)
  local found = own.costs:find(MONTH)
  is("its figures", MONTH, found.figures().month)
  check("they are remembered", found.figures() == found.figures())
  fake.now = fake.now + 120
  local old = own.costs:find(MONTH)
  is("older ones that are shown on", found.version, old.version)
  run()
  is("readings, when they are old", 2, own.n)
  check("they are another version", own.costs:find(MONTH).version
    ~= found.version)
  check("an old version is there for who was at it", found.figures())
  fake.now = fake.now + 151
  check("what is too old is not shown", own.costs:find(MONTH).progress)
end

local function test_room()
  new_nginx(6)
  local own = new_costs(function() return figures(5000) end)
  own.costs:find(MONTH)
  run()
  local failure = own.costs:find(MONTH).failure or {}
  check("a dict that is too small is told", (failure.message or ""):find(
    "too small", 1, true), failure.message)
  is("what is logged of it", 1, #fake.logged)
  local dict = new_nginx(100)
  own = new_costs(function() return figures() end)
  for _ = 1, 5 do
    own.costs:find(MONTH)
    run()
    fake.now = fake.now + 130
  end
  local texts = 0
  for key in pairs(dict.values) do
    if key:find(":%d+%.%d+:") and dict:get(key) then texts = texts + 1 end
  end
  is("texts that are there after five readings", 2, texts)
end

local function test_failures()
  new_nginx()
  local own = new_costs(function() return nil, "no\27", { kind = "denied" } end)
  own.costs:find(MONTH)
  run()
  is("a failure", "no?", own.costs:find(MONTH).failure.message)
  run()
  is("readings at once", 1, own.n)
  fake.now = fake.now + 6
  own.costs:find(MONTH, true)
  run()
  is("readings of what is only wanted besides", 1, own.n)
  check("who wants it is not told of the old failure",
    own.costs:find(MONTH).progress)
  run()
  is("readings of who wants it", 2, own.n)
  own = new_costs(function() error "a fault" end)
  own.costs:find "2023-07"
  run()
  is("what raises", "internal", own.costs:find "2023-07".failure.kind)
end

local function test_readers()
  local dict = new_nginx()
  local readers = fresh "readers"
  local n = 0
  readers.start(dict, "lock", {}, function() n = n + 1 end)
  run(true)
  is("what is read when the worker ends", 0, n)
  check("nor is there a lock then", not dict:get "lock")
  local first = function(on_progress)
    on_progress(3, 9)
    check("how far it is", dict:get "lock":find('"rows":3', 1, true))
    fake.now = fake.now + 31 -- it says nothing for long
    readers.start(dict, "lock", { second = true }, function() n = n + 1 end)
  end
  readers.start(dict, "lock", {}, first)
  run()
  check("another one's lock stays", (dict:get "lock" or ""):find "second")
  run()
  is("what the other one did", 1, n)
  check("in the end there is none", not dict:get "lock")
end

local tests = {}
for i, test in ipairs { test_once, test_room, test_failures, test_readers } do
  tests[i] = function()
    test()
    rawset(_G, "ngx", nil)
  end
end
return tests
