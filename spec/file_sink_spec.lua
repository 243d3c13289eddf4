local disk = require "tcbilling.pull.file.disk"
local file = require "tcbilling.pull.file"
local run = require "spec.shell"

local FORMAT = { name = "resources", columns = {
  { name = "Id", column = "id", kind = "text" },
  { name = "Cost", column = "cost", kind = "money" },
  { name = "Region", column = "region", kind = "integer" },
  { name = "Tags", column = "tags", kind = "json" },
} }

local directory, path

local function read(name)
  local handle = io.open(name, "rb")
  if not handle then return nil end
  local text = handle:read "*a"
  handle:close()
  return text
end

local function write(name, text)
  local handle = assert(io.open(name, "wb"))
  handle:write(text)
  handle:close()
end

local function bill(month, kind)
  kind = kind or "resources"
  return { key = ("%s/default/%s"):format(kind, month), kind = kind,
    account = "default", month = month }
end

local function checkpoint(changes)
  local at = { request = "r1", keys = "k1", state = "running", reading = 1,
    rows = 0, sums = {}, started_at = 1700000000 }
  for name, value in pairs(changes or {}) do at[name] = value end
  return at
end

local function row(id) return { id, "0.10", "16", "[]" } end

local function open(changes)
  local given = { path = path, format = FORMAT }
  for name, value in pairs(changes or {}) do given[name] = value end
  return file.open(given)
end

local function pull(sink, month, ids)
  assert(sink:begin(bill(month), checkpoint()))
  local n = 0
  for i, id in ipairs(ids) do
    n = n + 1
    assert(sink:append(bill(month), { row(id) }, checkpoint { rows = n,
      state = i == #ids and "whole" or "running" }))
  end
end

local function refused(kind, words, changes)
  local sink, message, detail = open(changes)
  assert.is_nil(sink)
  assert.equal(kind, detail.kind)
  assert.truthy(message:find(words, 1, true), message)
end

before_each(function()
  directory = run "mktemp -d"
  path = directory .. "/bill.csv"
end)

after_each(function() run("rm -rf " .. directory) end)

describe("a file of CSV", function()
  it("has whole bills in the order of their keys, when a run ends",
    function()
      local sink = assert(open())
      pull(sink, "2023-09", { "c", "d" })
      pull(sink, "2023-08", { "a", "b" })
      assert(sink:begin(bill "2023-07", checkpoint()))
      assert(sink:append(bill "2023-07", { row "never" },
        checkpoint { rows = 1 }))
      assert.is_nil(read(path))
      assert(sink:finish())
      assert.equal("Id,Cost,Region,Tags\r\na,0.10,16,[]\r\nb,0.10,16,[]\r\n"
        .. "c,0.10,16,[]\r\nd,0.10,16,[]\r\n", read(path))
      sink:close()
    end)

  it("keeps bills of earlier runs, and replaces those that are read again",
    function()
      local sink = assert(open())
      pull(sink, "2023-08", { "a" })
      pull(sink, "2023-09", { "b" })
      assert(sink:finish())
      sink:close()
      sink = assert(open())
      assert.equal(1, sink:find(bill "2023-08").whole.rows)
      assert(sink:begin(bill "2023-08", checkpoint()))
      assert.equal(2, #sink:bills("resources", "default"))
      assert(sink:append(bill "2023-08", { row "x", row "y" },
        checkpoint { rows = 2, state = "whole" }))
      assert(sink:finish())
      sink:close()
      assert.equal("Id,Cost,Region,Tags\r\nx,0.10,16,[]\r\ny,0.10,16,[]\r\n"
        .. "b,0.10,16,[]\r\n", read(path))
      assert.is_nil(read(path .. ".partial"))
      assert.is_nil(read(path .. ".new"))
    end)

  it("goes on with what was running after a run has ended", function()
    local sink = assert(open())
    pull(sink, "2023-09", { "c" })
    assert(sink:begin(bill "2023-08", checkpoint()))
    assert(sink:append(bill "2023-08", { row "a" }, checkpoint { rows = 1,
      border = "b", sums = { Cost = "0.10" } }))
    assert(sink:finish())
    sink:close()
    sink = assert(open())
    assert.same(checkpoint { rows = 1, border = "b",
      sums = { Cost = "0.10" } }, sink:find(bill "2023-08").running)
    assert(sink:append(bill "2023-08", { row "b" },
      checkpoint { rows = 2, state = "whole" }))
    assert(sink:finish())
    sink:close()
    assert.equal("Id,Cost,Region,Tags\r\na,0.10,16,[]\r\nb,0.10,16,[]\r\n"
      .. "c,0.10,16,[]\r\n", read(path))
  end)

  it("cuts off what was not committed", function()
    local sink = assert(open())
    assert(sink:begin(bill "2023-08", checkpoint()))
    assert(sink:append(bill "2023-08", { row "a" }, checkpoint { rows = 1 }))
    sink:close()
    write(path .. ".partial", read(path .. ".partial") .. "torn")
    write(path .. ".journal", read(path .. ".journal") .. '{"commit":{"key"')
    sink = assert(open())
    assert.equal(1, sink:find(bill "2023-08").running.rows)
    assert(sink:append(bill "2023-08", { row "b" },
      checkpoint { rows = 2, state = "whole" }))
    assert(sink:finish())
    sink:close()
    assert.equal("Id,Cost,Region,Tags\r\na,0.10,16,[]\r\nb,0.10,16,[]\r\n",
      read(path))
  end)

  it("takes formulas for text where that is asked for", function()
    local sink = assert(open { no_formulas = true })
    pull(sink, "2023-08", { "=1+1", "-5" })
    assert(sink:finish())
    sink:close()
    assert.truthy(read(path):find("\n'=1+1,0.10,16,[]\r\n-5,", 1, true))
    refused("invalid", "other columns")
  end)

  it("remembers failures until a bill is whole, and the run", function()
    local sink = assert(open())
    assert(sink:begin(bill("2023-08", "run"), checkpoint()))
    assert(sink:fail(bill "2023-08", { message = "no", kind = "denied",
      at = 5 }))
    sink:close()
    sink = assert(open())
    assert.same({ { key = "resources/default/2023-08", account = "default",
      month = "2023-08", message = "no", kind = "denied", at = 5 } },
      sink:failures())
    assert.truthy(sink:find(bill("2023-08", "run")).running)
    pull(sink, "2023-08", { "a" })
    assert.same({}, sink:failures())
    sink:close()
  end)

  it("is its owner's alone, but keeps the rights that it was given",
    function()
      for _, month in ipairs { "2023-08", "2023-09" } do
        local sink = assert(open())
        pull(sink, month, { "a" })
        assert(sink:finish())
        sink:close()
        local expected = month == "2023-08" and "600" or "640"
        assert.equal(expected, (run("stat -c %a " .. path)))
        run("chmod 640 " .. path)
      end
    end)
end)

describe("a file of NDJSON", function()
  it("has an object a line, without what is absent", function()
    path = directory .. "/bill.ndjson"
    local sink = assert(open())
    assert(sink:append(bill "2023-08", { { 'a"\n\226\130\172', "-", "16",
      '[{"k":"v"}]' }, { "b" } }, checkpoint { rows = 2, state = "whole" }))
    assert(sink:finish())
    sink:close()
    assert.equal('{"Id":"a\\"\\n\226\130\172","Cost":"-","Region":16,'
      .. '"Tags":[{"k":"v"}]}\n{"Id":"b"}\n', read(path))
  end)
end)

describe("a file that is killed", function()
  -- Stops at the n-th operation on the disk, as a kill would.
  local function stop_at(n, f)
    local saved, count = {}, 0
    for name, operation in pairs(disk) do
      saved[name] = operation
      if name ~= "close" and name ~= "write" then
        disk[name] = function(...)
          count = count + 1
          if count == n then error("killed", 0) end
          return operation(...)
        end
      end
    end
    local ok, message = pcall(f)
    for name, operation in pairs(saved) do disk[name] = operation end
    if not ok and message ~= "killed" then error(message, 0) end
    return ok
  end

  -- What a kill leaves: nothing is closed tidily, but locks are gone.
  local function let_go(sink)
    local kept = sink.ledger.partial
    sink.ledger.partial = 1 -- FILE.partial stays
    sink:close()
    sink.ledger.partial = kept
  end

  it("is whole or the former one, whatever it was doing", function()
    local former = "Id,Cost,Region,Tags\r\nold,0.10,16,[]\r\n"
    local whole = "Id,Cost,Region,Tags\r\nnew,0.10,16,[]\r\n"
      .. "more,0.10,16,[]\r\nlast,0.10,16,[]\r\n"
    local n, done = 0, false
    while not done do
      n = n + 1
      run(("rm -f %s/*"):format(directory))
      local sink = assert(open())
      pull(sink, "2023-08", { "old" })
      assert(sink:finish())
      sink:close()
      sink = assert(open())
      done = stop_at(n, function()
        pull(sink, "2023-08", { "new", "more" })
        pull(sink, "2023-09", { "last" })
        assert(sink:finish())
      end)
      let_go(sink)
      local now = read(path)
      assert.is_true(now == former or now == whole, "at " .. n)
      sink = assert(open())
      for month, ids in pairs { ["2023-08"] = { "new", "more" },
        ["2023-09"] = { "last" } } do
        local found = sink:find(bill(month))
        local first = found.whole and found.whole.rows == #ids
        if not first or month == "2023-08" and #ids == 2
          and found.running then
          pull(sink, month, ids)
        end
      end
      assert(sink:finish())
      sink:close()
      assert.equal(whole, read(path), "at " .. n)
      assert.is_nil(read(path .. ".new"))
    end
    assert.is_true(n > 20, "only " .. n)
  end)
end)

describe("a file that can't be one", function()
  it("is refused with a sentence, and left alone", function()
    write(path, "mine")
    refused("invalid", "is there already")
    assert.equal("mine", read(path))
    assert.is_nil(read(path .. ".journal"))
    refused("invalid", "there is no folder",
      { path = directory .. "/none/x.csv" })
    refused("invalid", "no file, but a directory", { path = (function()
      run("mkdir " .. directory .. "/d.csv")
      return directory .. "/d.csv"
    end)() })
    refused("invalid", "neither in .csv", { path = directory .. "/x.txt" })
  end)

  it("is refused where others changed it", function()
    local sink = assert(open())
    pull(sink, "2023-08", { "a" })
    assert(sink:finish())
    sink:close()
    write(path, read(path) .. "more\r\n")
    refused("invalid", "was changed or removed")
    os.remove(path)
    refused("invalid", "was changed or removed")
  end)

  it("is refused where its journal is damaged, newer or of other columns",
    function()
      local sink = assert(open())
      pull(sink, "2023-08", { "a" })
      sink:close()
      local text = read(path .. ".journal")
      write(path .. ".journal", (text:gsub("commit", "c\1mmit", 1)))
      refused("invalid", "can't be read at line")
      write(path .. ".journal", (text:gsub('"tcbilling":1', '"tcbilling":2')))
      refused("invalid", "newer tcbilling")
      write(path .. ".journal", (text:gsub("Region", "Other")))
      refused("invalid", "other columns")
      write(path .. ".journal", text)
      run("truncate -s 3 " .. path .. ".partial")
      refused("invalid", "was cut off")
    end)

  it("is the same file, however it is named", function()
    local sink = assert(open())
    refused("storage", "another pull of this program",
      { path = directory .. "/./bill.csv" })
    run(("ln -s %s %s.d"):format(directory, directory))
    refused("storage", "another pull", { path = directory .. ".d/bill.csv" })
    sink:close()
    run(("rm %s.d"):format(directory))
    run(("mkdir %s/real; ln -s real/x.csv %s/x.csv"):format(directory,
      directory))
    refused("invalid", "a link that leads to nothing",
      { path = directory .. "/x.csv" })
    sink = assert(open { path = directory .. "/real/x.csv" })
    pull(sink, "2023-08", { "a" })
    assert(sink:finish())
    sink:close()
    sink = assert(open { path = directory .. "/x.csv" })
    pull(sink, "2023-09", { "b" })
    assert(sink:finish())
    sink:close()
    assert.equal("Id,Cost,Region,Tags\r\na,0.10,16,[]\r\nb,0.10,16,[]\r\n",
      read(directory .. "/real/x.csv"))
    assert.equal("symbolic link", run("stat -c %F " .. directory .. "/x.csv"))
  end)

  it("is not put together of what others cut off, or over what they made",
    function()
      local sink = assert(open())
      pull(sink, "2023-08", { "a", "b" })
      write(path .. ".partial", "a")
      local ok, message, detail = sink:append(bill "2023-09", { row "c" },
        checkpoint { rows = 1 })
      assert.is_nil(ok)
      assert.equal("storage", detail.kind)
      assert.truthy(message:find("cut off by another program", 1, true))
      ok, message, detail = sink:finish()
      assert.is_nil(ok)
      assert.equal("storage", detail.kind)
      assert.truthy(message:find("cut off", 1, true))
      assert.is_nil(read(path))
      sink:close()
      run("rm " .. path .. "*")
      sink = assert(open())
      pull(sink, "2023-08", { "a" })
      write(path, "mine")
      ok, message, detail = sink:finish()
      assert.is_nil(ok)
      assert.equal("storage", detail.kind)
      assert.truthy(message:find("move it away", 1, true))
      assert.equal("mine", read(path))
      sink:close()
      os.remove(path)
      sink = assert(open())
      sink.ledger.changed = true
      assert(sink:finish())
      assert.equal("Id,Cost,Region,Tags\r\na,0.10,16,[]\r\n", read(path))
      sink:close()
    end)

  -- What is done to the disk, by the names of files.
  local function watch(f)
    local log, names, own = {}, {}, {}
    for name, operation in pairs(disk) do own[name] = operation end
    local function short(name)
      return name:sub(#directory + 2):gsub("^$", "/")
    end
    function disk.open(name, flags)
      local fd, message, code = own.open(name, flags)
      if fd then names[fd] = short(name) end
      return fd, message, code
    end
    for _, what in ipairs { "write", "sync" } do
      disk[what] = function(fd, ...)
        log[#log + 1] = what .. " " .. names[fd]
        return own[what](fd, ...)
      end
    end
    function disk.rename(from, to)
      log[#log + 1] = ("rename %s %s"):format(short(from), short(to))
      return own.rename(from, to)
    end
    function disk.sync_directory(name)
      log[#log + 1] = "sync /"
      return own.sync_directory(name)
    end
    local ok, raised = pcall(f)
    for name, operation in pairs(own) do disk[name] = operation end
    assert(ok, raised)
    return log
  end

  it("is on the disk in an order that survives a loss of power", function()
    local sink
    local log = watch(function()
      sink = assert(open())
      assert(sink:begin(bill "2023-08", checkpoint()))
      assert(sink:append(bill "2023-08", { row "a" },
        checkpoint { rows = 1, state = "whole" }))
    end)
    assert.same({
      -- its names last before anything is committed
      "write bill.csv.journal", "sync bill.csv.journal", "sync /",
      "write bill.csv.journal", "sync bill.csv.journal",
      -- rows before the line that tells of them
      "write bill.csv.partial", "sync bill.csv.partial",
      "write bill.csv.journal", "sync bill.csv.journal",
    }, log)
    log = watch(function() assert(sink:finish()) end)
    assert.same({
      "write bill.csv.new", "sync bill.csv.new",
      "write bill.csv.journal.new", "sync bill.csv.journal.new",
      "rename bill.csv.journal.new bill.csv.journal", "sync /",
      "rename bill.csv.new bill.csv", "sync /",
      "write bill.csv.journal.new", "sync bill.csv.journal.new",
    }, log)
    sink:close()
  end)

  it("tells of a full disk while it is put together, too", function()
    local sink = assert(open())
    local many = {}
    for i = 1, 9000 do many[i] = row(("x"):rep(40) .. i) end
    assert(sink:begin(bill "2023-08", checkpoint()))
    assert(sink:append(bill "2023-08", many, checkpoint { rows = 9000,
      state = "whole" }))
    local write_some = disk.write_some
    finally(function() disk.write_some = write_some end)
    disk.write_some = function() return nil, "ENOSPC: no space", "ENOSPC" end
    local ok, message, detail = sink:finish()
    assert.is_nil(ok)
    assert.equal("storage", detail.kind)
    assert.truthy(message:find("no room to write", 1, true), message)
    disk.write_some = write_some
    assert(sink:finish())
    sink:close()
    assert.equal(9001, select(2, read(path):gsub("\r\n", "")))
  end)

  it("is one pull's at a time", function()
    local sink = assert(open())
    refused("storage", "another pull of this program")
    local text, ok = run(("script/lua -e 'local f = require [[tcbilling.pull."
      .. "file]]; local s, m, d = f.open { path = [[%s]], format = { name = "
      .. "[[resources]], columns = {} } }; print(d.kind, m)'"):format(path))
    assert.is_true(ok)
    assert.truthy(text:find("storage%s+another pull is writing"), text)
    sink:close()
  end)

  it("tells of a full disk, and goes on when there is room", function()
    local mounted = select(2, run(("mount -t tmpfs -o size=64k tmpfs %s")
      :format(directory)))
    if not mounted then
      print "a full disk: skipped, no tmpfs can be mounted here"
      return
    end
    finally(function() run("umount " .. directory) end)
    local sink = assert(open())
    assert(sink:begin(bill "2023-08", checkpoint()))
    local rows, n = {}, 0
    for i = 1, 300 do rows[i] = row(("r%d"):format(i)) end
    local ok, message, detail
    repeat
      ok, message, detail = sink:append(bill "2023-08", rows,
        checkpoint { rows = n + 300 })
      if ok then n = n + 300 end
    until not ok
    assert.equal("storage", detail.kind)
    assert.truthy(message:find("make room", 1, true))
    sink:close()
    run(("mount -o remount,size=1m %s"):format(directory))
    sink = assert(open())
    assert.equal(n, sink:find(bill "2023-08").running.rows)
    assert(sink:append(bill "2023-08", rows,
      checkpoint { rows = n + 300, state = "whole" }))
    assert(sink:finish())
    sink:close()
    assert.equal(n + 301, select(2, read(path):gsub("\n", "")))
  end)
end)
