-- The documented rate, kept by one process and by many that share it, as the
-- server saw it: no N + 1 arrivals within a second, less what the machine
-- itself is late by.

local sandbox = require "spec.sandbox"

local RATE = 20

describe("the rate", function()
  local box, dir

  setup(function()
    box = sandbox.start { own = true }
  end)

  teardown(function()
    box:stop()
  end)

  local function read(command)
    local pipe = assert(io.popen(command .. '; echo "|$?"', "r"))
    local output, status = pipe:read "*a":match "^(.*)|(%d+)\n$"
    pipe:close()
    assert(status == "0", output)
    return output
  end

  before_each(function()
    dir = read "mktemp -d":gsub("\n", "")
    box:reset()
  end)

  after_each(function()
    read("rm -rf " .. dir)
  end)

  -- Runs the commands at once, and the ticker beside them. Returns what each
  -- of them printed, and the ticker's worst lateness.
  local function at_once(commands, beside)
    local script = { "export " }
    for name, value in pairs(box.env) do
      script[1] = script[1] .. ("%s='%s' "):format(name, value)
    end
    script[#script + 1] = ("lua5.4 tests/ticker.lua %s/stop >%s/late &")
      :format(dir, dir)
    script[#script + 1] = "ticker=$!; others=; pids="
    for _, command in ipairs(beside or {}) do
      script[#script + 1] = command .. " & others=\"$others $!\""
    end
    for i, command in ipairs(commands) do
      script[#script + 1] = ("%s >%s/out%d 2>&1 & pids=\"$pids $!\""):format(
        command, dir, i)
    end
    script[#script + 1] = "for pid in $pids; do wait $pid; done"
    script[#script + 1] = ("touch %s/stop; wait $ticker"):format(dir)
    script[#script + 1] = "[ -z \"$others\" ] || kill $others"
    local file = assert(io.open(dir .. "/script", "wb"))
    file:write(table.concat(script, "\n"), "\n")
    file:close()
    read("sh " .. dir .. "/script")
    local outputs = {}
    for i = 1, #commands do
      outputs[i] = read(("cat %s/out%d"):format(dir, i))
    end
    return outputs, assert(tonumber((read("cat " .. dir .. "/late"))))
  end

  local function assert_all_done(outputs, each)
    for _, output in ipairs(outputs) do
      assert.equal(("%d\t0\n"):format(each), output)
    end
  end

  -- No RATE + 1 arrivals within a second less `late`.
  local function assert_arrivals(count, late)
    local arrivals = box:arrivals()
    assert.equal(count, #arrivals)
    local closest = math.huge
    for i, arrival in ipairs(arrivals) do
      assert.is_true(arrival.accepted)
      local before = arrivals[i - RATE]
      if before then
        closest = math.min(closest,
          tonumber(arrival.at) - tonumber(before.at))
      end
    end
    assert.is_true(closest >= 1 - late, ("%d within %.4f s, where the machine "
      .. "is late by %.4f s"):format(RATE + 1, closest, late))
  end

  local function check(commands, each, beside)
    local outputs, late = at_once(commands, beside)
    assert_all_done(outputs, each)
    assert_arrivals(#commands * each, late)
  end

  local function times(n, command)
    local list = {}
    for i = 1, n do list[i] = command end
    return list
  end

  it("is kept by one process", function()
    check({ ("lua5.4 tests/starts.lua 60 %s/limits"):format(dir) }, 60)
  end)

  it("is kept by one process of LuaJIT", function()
    check({ ("script/luajit tests/starts.lua 60 %s/limits"):format(dir) }, 60)
  end)

  it("is kept by four processes, with the limits of this host", function()
    check(times(4, "lua5.4 tests/starts.lua 15"), 15)
  end)

  it("is kept by both Luas together", function()
    check({ "lua5.4 tests/starts.lua 30",
      "script/luajit tests/starts.lua 30" }, 30)
  end)

  it("is kept by two workers of nginx and two processes", function()
    local each = 15
    local others = ("lua5.4 tests/starts.lua %d %s/limits"):format(each, dir)
    local outputs, late = at_once { others, others,
      ("tests/nginx/starts %d %s/limits"):format(each, dir) }
    assert.equal(("%d\t0\n"):format(each):rep(2), table.remove(outputs))
    assert_all_done(outputs, each)
    assert_arrivals(4 * each, late)
  end)

  it("is kept beside two busy loops", function()
    check(times(4, ("lua5.4 tests/starts.lua 15 %s/limits"):format(dir)),
      15, times(2, "lua5.4 -e 'while true do end'"))
  end)

  it("is kept by two users that share a file", function()
    if read "id -u" ~= "0\n" then
      print "two users: left out, since only root can be another one"
      return
    end
    -- where the other one can read it
    read(("mkdir %s/home && cp -r lua tests build/LUA54 %s/home && cp %s "
      .. "%s/home/ca.pem && chmod -R go+rX %s"):format(dir, dir,
      box.env.TCBILLING_CA_FILE, dir, dir))
    read(("mkdir -m 2770 %s/shared && chgrp 54321 %s/shared"):format(dir, dir))
    local command = ("cd %s/home && env TCBILLING_CA_FILE=%s/home/ca.pem "
      .. "LUA_PATH_5_4='lua/?.lua;lua/?/init.lua' LUA_CPATH_5_4='LUA54/?.so' "
      .. "%%s lua5.4 tests/starts.lua 30 %s/shared/limits 54321"):format(dir,
      dir, dir)
    local other = "setpriv --reuid 54321 --regid 54321 --clear-groups"
    check({ command:format(""), command:format(other) }, 30)
  end)
end)
