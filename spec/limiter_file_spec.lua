-- Limiters in a file, as Lua sees them. The file itself is tested in C.
local core = require "tcbilling.core"

local START = 12345.678901234

local folder, path

local function output(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read "*a"
  pipe:close()
  return (text:gsub("\n$", ""))
end

local function open(options)
  return assert(core.limiter_file(options or { path = path }))
end

local function exists(name)
  local file = io.open(name)
  if file then file:close() end
  return file ~= nil
end

-- Runs f while another process holds the lock.
local function while_locked(f)
  local sign = folder .. "/locked"
  local holder = assert(io.popen(("flock -x %s sh -c 'touch %s; read line'")
    :format(path, sign), "w"))
  while not exists(sign) do end
  f()
  holder:write "\n"
  holder:close()
  os.remove(sign)
end

-- What f(...) returned is a failure: its message, and whether it is busy.
local function failure(ok, message, is_busy, ...)
  assert.is_false(ok)
  assert.is_string(message)
  assert.is_boolean(is_busy)
  assert.equal(0, select("#", ...))
  return message, is_busy
end

-- Every method that may find the file busy or gone.
local function calls(file, l)
  return {
    claim = function() return l:claim(START) end,
    connected = function() return l:connected(START, 0.1) end,
    written = function() return l:written(START, 0, 1) end,
    received = function() return l:received(START, 0, 1, START) end,
    refused = function() return l:refused(START) end,
    failed = function() return l:failed(START, 0, 1) end,
    cancelled = function() return l:cancelled(START, 0, 1) end,
    stats = function() return l:stats(START) end,
    back_off = function() return file:back_off(START, "a") end,
  }
end

describe("limiter_file", function()
  before_each(function()
    folder = output "mktemp -d"
    path = folder .. "/limits"
  end)
  after_each(function() os.execute("rm -rf " .. folder) end)

  it("shares a key's limit among all that open it", function()
    local a = open():limiter("key", "account", { rate = 2 })
    local b = open():limiter("key", "account", { rate = 2 })
    local cell, claim = a:claim(START)
    assert.is_number(cell)
    assert.is_number((b:claim(START)))
    local none, retry_at = a:claim(START)
    assert.is_nil(none)
    assert.near(START + 0.05, retry_at, 1e-8)
    assert.is_true(b:cancelled(START, cell, claim))
    assert.is_number((a:claim(START)))
  end)

  it("shares it with other processes", function()
    local l = open():limiter("key", "account", { rate = 1 })
    assert.is_number((l:claim(START)))
    local script = folder .. "/other.lua"
    local file = assert(io.open(script, "w"))
    file:write(([[
      local l = assert(require "tcbilling.core".limiter_file { path = %q })
        :limiter("key", "account", { rate = 1 })
      local cell = l:claim(%.17g)
      io.write(tostring(cell))]]):format(path, START))
    file:close()
    local name = _VERSION == "Lua 5.1" and "luajit" or "lua"
    assert.equal("nil", output(("script/%s %s"):format(name, script)))
  end)

  it("has limiters as those of a process, but for their place", function()
    local l = open():limiter("key", "account", { rate = 20 })
    assert.equal("tcbilling.limiter (20 in 1.0 s)",
                 (tostring(l):gsub("%(20 in 1 s%)", "(20 in 1.0 s)")))
    for _ = 1, 20 do
      assert.is_true(l:connected(START, 0.2))
      local cell, claim = l:claim(START)
      assert.is_true(l:written(START, cell, claim))
    end
    assert.same({ rate = 20, held = 20, waiting = 0, round_trip = 0,
      transit = 0.21 }, l:stats(START))
    assert.is_true(l:received(START + 0.1, 0, 1, START))
    assert.is_true(l:failed(START + 0.1, 1, 2))
    assert.is_true(l:refused(START + 0.1, 2, 3, START))
    assert.equal(15, l:stats(START + 0.1).rate)
    local _, retry_at = l:claim(START + 0.1, 1)
    assert.near(START + 1.102, retry_at, 1e-8)
  end)

  it("keeps keys apart", function()
    local file = open()
    local a = file:limiter("a", "account", { rate = 1 })
    local b = file:limiter("b", "account", { rate = 1 })
    assert.is_number((a:claim(START)))
    assert.is_number((b:claim(START)))
    assert.is_nil((a:claim(START)))
  end)

  it("takes each limiter's own rate and window", function()
    local file = open()
    local l = file:limiter("key", "account", { rate = 3, window = 60 })
    for i = 0, 2 do
      assert.equal(i, (l:claim(START)))
      l:written(START, i, i + 1)
    end
    local _, retry_at = l:claim(START)
    assert.near(START + 60 + 0.12 + 0.05, retry_at, 1e-6)
    assert.is_nil((file:limiter("key", "account", { rate = 1 }):claim(START)))
  end)

  it("backs off for an account, or for all", function()
    local file = open()
    local a = file:limiter("key of a", "a", { rate = 20 })
    local b = file:limiter("key of b", "b", { rate = 20 })
    a:claim(START)
    b:claim(START)
    assert.is_true(file:back_off(START, "a"))
    assert.equal(15, a:stats(START).rate)
    assert.equal(20, b:stats(START).rate)
    assert.is_true(file:back_off(START))
    assert.equal(15, b:stats(START).rate)
  end)

  it("tells busy from granted and refused, and does nothing then", function()
    local file = open()
    local l = file:limiter("key", "account", { rate = 1 })
    while_locked(function()
      for _, call in pairs(calls(file, l)) do
        local message, is_busy = failure(call())
        assert.is_true(is_busy)
        assert.equal("in use by another process at this moment", message)
      end
    end)
    assert.equal(0, (l:claim(START)))
  end)

  it("tells a file that can't be used from a busy one", function()
    local file = open()
    local l = file:limiter("key", "account", { rate = 1 })
    os.execute("rm " .. path .. " && mkdir " .. path)
    for _, call in pairs(calls(file, l)) do
      local message, is_busy = failure(call())
      assert.is_false(is_busy)
      assert.equal(path .. " is no regular file: give another path", message)
    end
    os.execute("rmdir " .. path)
    assert.equal(0, (l:claim(START)))
  end)

  it("returns what is wrong with a file", function()
    local file, message = core.limiter_file { path = folder }
    assert.is_nil(file)
    assert.equal(folder .. " is no regular file: give another path", message)
    file, message = core.limiter_file { path = path, group = "no such" }
    assert.is_nil(file)
    assert.matches("group no such, which there is not", message, 1, true)
    file, message = core.limiter_file { path = "limits" }
    assert.is_nil(file)
    assert.matches("^limits does not begin with /", message)
  end)

  it("makes a directory of this user's", function()
    local directory = folder .. "/own"
    local options = { path = directory .. "/limits", directory = directory }
    open(options):close()
    assert.equal("700", output("stat -c %a " .. directory))
    assert.equal("600", output("stat -c %a " .. options.path))
  end)

  it("takes a group by its number, too", function()
    local group = tonumber(output "id -g")
    open { path = path, group = group }:close()
    assert.equal("660", output("stat -c %a " .. path))
    open { path = path, group = tostring(group) }:close()
    open { path = path, group = output "id -gn" }:close()
  end)

  it("names its path, until it is closed", function()
    local file = open()
    assert.equal("tcbilling.limiter_file (" .. path .. ")", tostring(file))
    file:close()
    assert.equal("tcbilling.limiter_file (closed)", tostring(file))
  end)

  it("raises once it is closed, however often", function()
    local file = open()
    local l = file:limiter("key", "account", { rate = 1 })
    l:claim(START)
    file:close()
    file:close()
    for _, call in pairs(calls(file, l)) do
      assert.error_matches(call, "closed")
    end
    assert.error_matches(function()
      file:limiter("key", "account", { rate = 1 })
    end, "closed limiter file")
    assert.is_string(tostring(l))
  end)

  it("stays open for its limiters, and is closed when they are gone",
    function()
      local function descriptors()
        return tonumber(output("ls -l /proc/$PPID/fd | grep -c " .. path))
      end
      local l = open():limiter("key", "account", { rate = 1 })
      for _ = 1, 5 do collectgarbage() end
      assert.equal(0, (l:claim(START)))
      assert.equal(1, descriptors())
      l = nil -- luacheck: ignore
      for _ = 1, 5 do collectgarbage() end
      assert.equal(0, descriptors())
    end)

  it("raises on wrong options", function()
    for _, options in ipairs {
      {}, { path = 1 }, { path = "" }, { path = "/a\0b" },
      { path = path, group = true }, { path = path, group = "" },
      { path = path, group = 1.5 }, { path = path, directory = 1 },
      { path = path, group = "root", directory = folder },
      { path = path, paht = path }, { path },
    } do
      assert.has_error(function() core.limiter_file(options) end)
    end
    assert.has_error(function() core.limiter_file() end)
    assert.error_matches(function()
      core.limiter_file { path = path, paht = path }
    end, "no option 'paht'")
    assert.is_false(exists(path))
  end)

  it("raises on wrong arguments, before it touches the file", function()
    local file = open()
    local l = file:limiter("key", "account", { rate = 1 })
    for _, f in ipairs {
      function() file:limiter() end,
      function() file:limiter("", "account", { rate = 1 }) end,
      function() file:limiter(1, "account", { rate = 1 }) end,
      function() file:limiter("key", nil, { rate = 1 }) end,
      function() file:limiter("key", "", { rate = 1 }) end,
      function() file:limiter("key", "account") end,
      function() file:limiter("key", "account", { rate = 0 }) end,
      function() file:limiter("key", "account", { rate = 1, x = 1 }) end,
      function() file:back_off() end,
      function() file:back_off(0) end,
      function() file:back_off(START, "") end,
      function() file:back_off(START, 1) end,
      function() file.back_off(l, START) end,
      function() l:claim() end,
      function() l:claim(0) end,
      function() l:claim(START, 0) end,
      function() l:written(START, 128, 1) end,
      function() l:written(START) end,
      function() l:received(START, 0, 1, "x") end,
      function() l:connected(START) end,
      function() l:stats() end,
      function() l:stats(0) end,
    } do
      assert.has_error(f)
    end
    assert.equal("0", output("stat -c %s " .. path))
    assert.equal(0, (l:claim(START)))
  end)
end)
