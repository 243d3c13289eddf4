local postgresql = require "spec.postgresql"
local run = require "spec.shell"
local store = require "tcbilling.pull.store"

local FORMAT = { name = "resources", columns = {
  { name = "ResourceId", column = "resource_id", kind = "text" },
  { name = "Cost", column = "cost", kind = "money" },
  { name = "RegionId", column = "region_id", kind = "integer" },
  { name = "Tags", column = "tags", kind = "json" },
} }

local server, directory

setup(function()
  server = postgresql.start()
  directory = run "mktemp -d"
end)

teardown(function()
  server:stop()
  run("rm -rf " .. directory)
end)

local made = 0

-- Each database as the specs need it: a new one's URL, and queries.
local DATABASES = {
  SQLite = {
    new = function()
      made = made + 1
      return ("sqlite:%s/%d.db"):format(directory, made)
    end,
    query = function(url, sql)
      return run(("sqlite3 %s \"%s\""):format(url:match ":(.*)$", sql))
    end,
  },
  PostgreSQL = {
    new = function()
      made = made + 1
      return server:database("store" .. made)
    end,
    query = function(url, sql) return server:query(url, sql) end,
  },
}

local function bill(month, kind)
  kind = kind or "resources"
  return { key = ("%s/default/%s"):format(kind, month), kind = kind,
    account = "default", month = month, request = "r1" }
end

local function checkpoint(changes)
  local at = { request = "r1", keys = "k1", state = "running", reading = 1,
    rows = 0, sums = {}, started_at = 1700000000 }
  for name, value in pairs(changes or {}) do at[name] = value end
  return at
end

local function row(id, cost)
  return { id, cost or "0.1", "16", "[]" }
end

for name, database in pairs(DATABASES) do
  describe("a store in " .. name, function()
    local url, sink

    local function open(changes)
      local given = { url = url, format = FORMAT }
      for key, value in pairs(changes or {}) do given[key] = value end
      return store.open(given)
    end

    local function query(sql) return database.query(url, sql) end

    before_each(function()
      url = database.new()
      sink = assert(open())
    end)

    after_each(function() sink:close() end)

    local function write(month, rows, changes)
      local at = { state = "whole", rows = #rows, finished_at = 1700000001 }
      for key, value in pairs(changes or {}) do at[key] = value end
      assert(sink:begin(bill(month), checkpoint()))
      assert(sink:append(bill(month), rows, checkpoint(at)))
    end

    it("gives back the checkpoint as it was committed", function()
      assert.same({}, sink:find(bill "2023-08"))
      local at = checkpoint { rows = 2, sums = { Cost = "12345678901.5" },
        border = "b", count = 250000, provisional = "open", reading = 2 }
      assert(sink:begin(bill "2023-08", checkpoint { reading = 2,
        provisional = "open" }))
      assert(sink:append(bill "2023-08", { row "a", row "b" }, at))
      sink:close()
      sink = assert(open())
      assert.same({ running = at }, sink:find(bill "2023-08"))
      assert.same({}, sink:bills("resources", "default"))
      at = checkpoint { rows = 3, state = "whole", finished_at = 5000000000 }
      assert(sink:append(bill "2023-08", { row "c" }, at))
      assert.same({ whole = at }, sink:find(bill "2023-08"))
      at.key, at.month = "resources/default/2023-08", "2023-08"
      assert.same({ at }, sink:bills("resources", "default"))
      assert.same({}, sink:bills("resources", "other"))
      assert.same({}, sink:bills("customers", "default"))
    end)

    it("shows rows of whole bills only, and the former while one is read",
      function()
        write("2023-08", { row "a", row "b" })
        assert(sink:begin(bill "2023-08", checkpoint()))
        assert(sink:append(bill "2023-08", { row "x" },
          checkpoint { rows = 1 }))
        assert.equal("a\nb",
          query "SELECT resource_id FROM resources ORDER BY 1")
        assert(sink:append(bill "2023-08", { row "y" },
          checkpoint { rows = 2, state = "whole", provisional = "moved" }))
        assert.equal("default|2023-08|moved|x\ndefault|2023-08|moved|y", query(
          "SELECT account, month, provisional, resource_id FROM resources "
            .. "ORDER BY 4"))
        assert.equal("2", query "SELECT count(*) FROM resources_rows")
      end)

    it("drops what was read before when it begins again", function()
      assert(sink:begin(bill "2023-08", checkpoint()))
      assert(sink:append(bill "2023-08", { row "x" }, checkpoint { rows = 1 }))
      write("2023-08", { row "y" })
      assert.equal("y", query "SELECT resource_id FROM resources")
      assert.equal("1", query "SELECT count(*) FROM resources_rows")
    end)

    it("commits pages of any size, each row once, in order", function()
      local rows = {}
      for i = 1, 1234 do rows[i] = row(("r%05d"):format(i)) end
      write("2023-08", rows)
      assert.equal("1234|1|1234|r00001|r01234", query(
        "SELECT count(*), min(n), max(n), min(resource_id), "
          .. "max(resource_id) FROM resources_rows"))
    end)

    it("adds money up exactly", function()
      local rows = {}
      for i = 1, 1000 do rows[i] = row(tostring(i), "0.00000001") end
      rows[1001] = row("large", "90071992.54740993")
      rows[1002] = row("negative", "-3.5")
      rows[1003] = row("none", "-")
      rows[1004] = row("empty", "")
      rows[1005] = row("exponent", "1e-8")
      rows[1006] = { "absent" }
      rows[1007] = row("large exponent", "1.2345678E+4")
      write("2023-08", rows)
      -- 1000e-8 + 90071992.54740993 - 3.5 + 1e-8 + 12345.678
      if name == "SQLite" then
        assert.equal("9008433472541994|-|1e-8", query(
          "SELECT sum(cost_e8), (SELECT cost FROM resources WHERE "
            .. "resource_id = 'none'), (SELECT cost FROM resources WHERE "
            .. "resource_id = 'exponent') FROM resources"))
      else
        assert.equal("90084334.72541994", query
          "SELECT sum(cost) FROM resources")
      end
      assert.equal("3", query(name == "SQLite"
        and "SELECT count(*) FROM resources WHERE cost_e8 IS NULL"
        or "SELECT count(*) FROM resources WHERE cost IS NULL"))
    end)

    it("stores any text, whatever is in it", function()
      local text = "a'b\";--\n \226\130\172 \0z ?$1"
      write("2023-08", { { text, "1", "16", '[{"a":"\\u0000"}]' } })
      local expected = text:gsub("%z", "\239\191\189"):gsub(".",
        function(c) return ("%02X"):format(c:byte()) end)
      assert.equal(expected, query(name == "SQLite"
        and "SELECT hex(resource_id) FROM resources"
        or "SELECT upper(encode(resource_id::bytea, 'hex')) FROM resources"))
      assert.equal('[{"a":"\\u0000"}]', query "SELECT tags FROM resources")
    end)

    it("refuses integers that it can't hold", function()
      assert(sink:begin(bill "2023-08", checkpoint()))
      for _, text in ipairs { "9223372036854775808", "1.5", "x",
        "99999999999999999999" } do
        local ok, message, detail = sink:append(bill "2023-08",
          { { "a", "1", text, "[]" } }, checkpoint { rows = 1 })
        assert.is_nil(ok)
        assert.equal("decode", detail.kind)
        assert.truthy(message:find("row 1, RegionId: " .. text
          .. " is no integer of 64 bits", 1, true), message)
      end
      assert.equal(0, sink:find(bill "2023-08").running.rows)
      assert(sink:append(bill "2023-08", { { "a", "1", "9223372036854775807",
        "[]" }, { "b", "1", "-9223372036854775807", "[]" }, { "c", "1", nil,
        "[]" } }, checkpoint { rows = 3, state = "whole" }))
      assert.equal("9223372036854775807\n-9223372036854775807\n",
        query "select region_id from resources")
    end)

    it("makes a view anew that was dropped", function()
      sink:close()
      query "drop view resources"
      sink = assert(open())
      assert.equal("0", query "select count(*) from resources")
    end)

    it("is refused where its own table is another's", function()
      sink:close()
      query "drop table tcbilling_schema"
      local other, message, detail = open()
      assert.is_nil(other)
      assert.equal("invalid", detail.kind)
      assert.truthy(message:find("of its own", 1, true), message)
      query "create table tcbilling_schema (x int)"
      other, message, detail = open()
      assert.is_nil(other)
      assert.equal("invalid", detail.kind)
      assert.truthy(message:find("name another store", 1, true), message)
      query "drop table tcbilling_schema"
      query "create table tcbilling_schema (version text)"
      for _, version in ipairs { "-1", "1.5", "x" } do
        query("insert into tcbilling_schema values ('" .. version .. "')")
        other, message = open()
        assert.is_nil(other)
        assert.truthy(message:find("name another store", 1, true), message)
        query "delete from tcbilling_schema"
      end
    end)

    it("keeps large integers", function()
      write("2023-08", { { "a", "1", "700000686592", "[]" } })
      assert.equal("700000686592", query "SELECT region_id FROM resources")
    end)

    it("refuses a run whose bill another one has begun anew", function()
      assert(sink:begin(bill "2023-08", checkpoint()))
      local other = bill "2023-08"
      assert(sink:begin(other, checkpoint { request = "r2" }))
      local ok, message, detail = sink:append(bill "2023-08", { row "a" },
        checkpoint { rows = 1 })
      assert.is_nil(ok)
      assert.equal("storage", detail.kind)
      assert.truthy(message:find("another run has written", 1, true))
      assert(sink:append(other, { row "b" }, checkpoint { rows = 1,
        request = "r2", state = "whole" }))
      assert.equal("b", query "select resource_id from resources")
    end)

    it("says so where a row of it was damaged", function()
      assert(sink:append(bill "2023-08", { row "a" }, checkpoint { rows = 1,
        state = "whole" }))
      for _, column in ipairs { "summary", "sums" } do
        query(("update bills set %s = 'x'"):format(column))
        local found, message, detail = sink:find(bill "2023-08")
        assert.is_nil(found)
        assert.equal("storage", detail.kind)
        assert.truthy(message:find("changed by another program", 1, true))
        assert.is_nil(sink:bills("resources", "default"))
        query "update bills set summary = null"
      end
    end)

    it("refuses a checkpoint that another run has passed", function()
      assert(sink:begin(bill "2023-08", checkpoint()))
      local other = assert(open())
      assert(other:append(bill "2023-08", { row "a" },
        checkpoint { rows = 1 }))
      local ok, message, detail = sink:append(bill "2023-08", { row "a" },
        checkpoint { rows = 1 })
      other:close()
      assert.is_nil(ok)
      assert.equal("storage", detail.kind)
      assert.truthy(message:find("another run", 1, true))
      assert.equal("1", query "SELECT count(*) FROM resources_rows")
      assert.equal(1, sink:find(bill "2023-08").running.rows)
    end)

    it("takes a customer's bill whole at once, and replaces it", function()
      for i = 1, 2 do
        assert(sink:append(bill "2023-08", { row("c" .. i) },
          checkpoint { rows = 1, state = "whole" }))
      end
      assert.equal("c2", query "SELECT resource_id FROM resources")
      assert.equal("1", query "SELECT count(*) FROM bills")
    end)

    it("keeps a run, which has no rows", function()
      local of_run = bill("2023-08", "run")
      assert(sink:begin(of_run, checkpoint()))
      assert.equal(1700000000, sink:find(of_run).running.started_at)
      assert(sink:append(of_run, {}, checkpoint { state = "whole" }))
      assert.truthy(sink:find(of_run).whole)
      assert.equal("0", query "SELECT count(*) FROM resources")
    end)

    it("remembers failures until the bill is whole", function()
      local failure = { message = "no", kind = "denied", code = "C",
        at = 1700000000 }
      assert(sink:fail(bill "2023-08", failure))
      assert(sink:fail(bill "2023-08", failure))
      assert.same({ { key = "resources/default/2023-08", account = "default",
        month = "2023-08", message = "no", kind = "denied", code = "C",
        at = 1700000000 } }, sink:failures())
      write("2023-08", {})
      assert.same({}, sink:failures())
    end)

    it("has bills of several formats side by side", function()
      write("2023-08", { row "a" })
      local other = assert(open { format = { name = "focus", columns = {
        { name = "X", column = "x", kind = "text" } } } })
      assert.is_false(other.keeps_summaries)
      assert.same({}, other:find(bill "2023-08"))
      assert(other:append(bill "2023-08", { { "1" } },
        checkpoint { rows = 1, state = "whole" }))
      other:close()
      assert.equal("a", query "SELECT resource_id FROM resources")
      assert.equal("1", query "SELECT x FROM focus")
    end)

    it("adds the columns of a later release", function()
      write("2023-08", { row "a" })
      sink:close()
      local columns = { { name = "New", column = "new", kind = "money" } }
      for i, column in ipairs(FORMAT.columns) do columns[i + 1] = column end
      sink = assert(open { format = { name = "resources",
        columns = columns } })
      assert(sink:append(bill "2023-09", { { "2.5", "b", "1", "1", "[]" } },
        checkpoint { rows = 1, state = "whole" }))
      assert.equal("a||0.1\nb|2.5|1", query
        "SELECT resource_id, new, cost FROM resources ORDER BY 1")
    end)

    it("makes later versions of older ones, and refuses newer ones",
      function()
        local function nothing() return {} end
        local steps = { nothing, nothing, function(types)
          return { "CREATE TABLE later (a " .. types.text .. ")" }
        end }
        sink:close()
        sink = assert(open { steps = steps })
        assert.equal("0", query "SELECT count(*) FROM later")
        assert.equal("3", query "SELECT max(version) FROM tcbilling_schema")
        local newer, message, detail = open()
        assert.is_nil(newer)
        assert.equal("invalid", detail.kind)
        assert.truthy(message:find("newer tcbilling", 1, true))
        assert.truthy(message:find("upgrade", 1, true))
      end)

    it("keeps a summary as long as its bill, of version 1's none", function()
      write("2023-07", { row "a" })
      sink:close()
      query "ALTER TABLE bills DROP COLUMN summary"
      query "DELETE FROM tcbilling_schema WHERE version > 1"
      sink = assert(open())
      assert.is_true(sink.keeps_summaries)
      assert.is_nil(sink:find(bill "2023-07").whole.summary)
      assert.equal("a", query "SELECT resource_id FROM resources")
      local summary = { total = "12345678901.50",
        groups = { ["Pay-as-you-go"] = "1e-8", [""] = "-3" } }
      write("2023-07", { row "b" }, { summary = summary })
      assert.same(summary, sink:find(bill "2023-07").whole.summary)
      assert(sink:begin(bill "2023-07", checkpoint()))
      local found = sink:find(bill "2023-07")
      assert.same(summary, found.whole.summary)
      assert.is_nil(found.running.summary)
      assert(sink:append(bill "2023-07", { row "c" }, checkpoint { rows = 1,
        state = "whole", summary = { total = "1" } }))
      assert.same({ total = "1" }, sink:find(bill "2023-07").whole.summary)
      write("2023-07", { row "d" })
      assert.is_nil(sink:find(bill "2023-07").whole.summary)
    end)

    it("keeps no summary with rows that it can't commit", function()
      assert(sink:begin(bill "2023-08", checkpoint()))
      assert.is_nil(sink:append(bill "2023-08", { row("a", "x") },
        checkpoint { rows = 1, state = "whole", summary = { total = "1" } }))
      assert.same({ running = checkpoint() }, sink:find(bill "2023-08"))
    end)

    it("says who holds a lock, in time, and loses nothing", function()
      assert(sink:begin(bill "2023-08", checkpoint()))
      local impatient = assert(open { wait = 50 })
      local holder = assert(open())
      assert(holder.connection:run(holder.connection.dialect.BEGIN))
      assert(holder.connection:run("UPDATE bills SET keys = 'x'"))
      local ok, message, detail = impatient:append(bill "2023-08",
        { row "a" }, checkpoint { rows = 1 })
      assert.is_nil(ok)
      assert.equal("storage", detail.kind)
      assert.truthy(message:find("another program is writing", 1, true))
      assert(holder.connection:run "ROLLBACK")
      assert(impatient:append(bill "2023-08", { row "a" },
        checkpoint { rows = 1 }))
      holder:close()
      impatient:close()
    end)
  end)
end

describe("a store in SQLite", function()
  local function refused(url)
    local sink, message, detail = store.open { url = url, format = FORMAT }
    assert.is_nil(sink)
    assert.equal("invalid", detail.kind)
    return message
  end

  it("refuses files that are not its own, and leaves them alone", function()
    local path = directory .. "/foreign.db"
    run(("sqlite3 %s 'CREATE TABLE mine (a)'"):format(path))
    local before = run("md5sum < " .. path)
    assert.truthy(refused("sqlite:" .. path):find("other tables", 1, true))
    assert.equal(before, run("md5sum < " .. path))
    path = directory .. "/text.db"
    run(("yes no database | head -c 5000 > %s"):format(path))
    assert.truthy(refused("sqlite:" .. path):find("no SQLite", 1, true))
  end)

  it("says so where the folder is missing", function()
    assert.truthy(refused("sqlite:" .. directory .. "/none/x.db"):find(
      "can't be opened", 1, true))
  end)

  it("is readable by its owner only", function()
    local path = directory .. "/rights.db"
    assert(store.open { url = "sqlite:" .. path, format = FORMAT }):close()
    assert.equal("600", run("stat -c %a " .. path))
  end)

  it("is on the disk when a commit returns", function()
    local sink = assert(store.open { url = "sqlite:" .. directory
      .. "/synced.db", format = FORMAT })
    local found = assert(sink.connection:one(
      "SELECT CAST(synchronous AS TEXT) AS level FROM pragma_synchronous"))
    sink:close()
    assert.equal("2", found.level) -- FULL
  end)

  it("takes no name for one of SQLite's own", function()
    local here = run "pwd"
    for _, name in ipairs { ":memory:", "file:x.db?mode=memory", "" } do
      local path = directory .. "/" .. name
      local url = "sqlite:" .. path
      if name ~= "" then
        assert(store.open { url = url, format = FORMAT }):close()
        assert.is_true(tonumber((run("stat -c %s '" .. path .. "'"))) > 0)
      end
    end
    -- relative ones, too
    local relative = ":memory:"
    assert(store.open { url = "sqlite:" .. relative, format = FORMAT }):close()
    local size = run("stat -c %s '" .. here .. "/" .. relative .. "'")
    run("rm -f '" .. here .. "/" .. relative .. "'*")
    assert.is_true(tonumber(size) > 0)
  end)

  it("says so where its file was removed, and commits nothing", function()
    local path = directory .. "/gone.db"
    local sink = assert(store.open { url = "sqlite:" .. path,
      format = FORMAT })
    assert(sink:begin(bill "2023-08", checkpoint()))
    os.remove(path)
    local ok, message, detail = sink:append(bill "2023-08", { row "a" },
      checkpoint { rows = 1 })
    assert.is_nil(ok)
    assert.equal("storage", detail.kind)
    assert.truthy(message:find("removed or replaced", 1, true))
    sink:close()
  end)

  it("refuses amounts that it could not add up", function()
    local sink = assert(store.open { url = "sqlite:" .. directory
      .. "/fine.db", format = FORMAT })
    for cost, why in pairs { ["0.000000001"] = "more than 8 decimals",
      ["92233720368.54775808"] = "too large", ["1e-9"] = "8 decimals",
      ["x"] = "not a decimal" } do
      local ok, message, detail = sink:append(bill "2023-08",
        { row("a", cost) }, checkpoint { rows = 1, state = "whole" })
      assert.is_nil(ok)
      assert.equal("decode", detail.kind)
      assert.truthy(message:find(why, 1, true), message)
      assert.truthy(message:find("row 1, Cost", 1, true))
    end
    assert(sink:append(bill "2023-08", { row("a", "92233720368.54775807"),
      row("b", "0.1000000000"), row("c", "-0") },
      checkpoint { rows = 3, state = "whole" }))
    sink:close()
  end)
end)

describe("a store in PostgreSQL", function()
  it("never says its password", function()
    local sink, message, detail = store.open { format = FORMAT,
      url = "postgresql://u:s3cr3t@127.0.0.1:1/x?password=s3cr3t" }
    assert.is_nil(sink)
    assert.equal("storage", detail.kind)
    assert.is_nil(message:find("s3cr3t", 1, true))
    assert.truthy(message:find("127.0.0.1:1/x", 1, true))
    for _, url in ipairs { "u:s3c/r3t@127.0.0.1:1/x", "u:s3cr3t",
      "u:s3cr3t/x", "u:s3@cr3t@127.0.0.1:1/x", "u:s3?cr3t@127.0.0.1:1/x",
      "u:s3#cr3t@127.0.0.1:1/x", "127.0.0.1:1/x?password=s3@cr3t",
      "u:s3%40cr3t@127.0.0.1:1", "u:s3 cr3t@127.0.0.1:1/x" } do
      sink, message = store.open { format = FORMAT,
        url = "postgresql://" .. url }
      assert.is_nil(sink)
      assert.is_nil(message:find("s3", 1, true), message)
      assert.is_nil(message:find("cr3t", 1, true), message)
    end
  end)

  it("waits so long for a server that says nothing", function()
    local url
    local dbi = { Connect = function(_, name) url = name end }
    local dialect = require "tcbilling.pull.store.postgresql"
    dialect.connect(dbi, "postgresql://h/d")
    assert.equal("postgresql://h/d?connect_timeout=10&keepalives_idle=20"
      .. "&tcp_user_timeout=20000", url)
    dialect.connect(dbi, "postgresql://h/d?connect_timeout=3")
    assert.equal("postgresql://h/d?connect_timeout=3&keepalives_idle=20"
      .. "&tcp_user_timeout=20000", url)
  end)

  it("leaves alone tables that are not its own", function()
    local url = server:database "others"
    server:query(url, "create table resources (x int)")
    local sink, message, detail = store.open { url = url, format = FORMAT }
    assert.is_nil(sink)
    assert.equal("invalid", detail.kind)
    assert.truthy(message:find("it has a table resources that is not ours: "
      .. "give the store", 1, true), message)
  end)

  it("says what to look at where it can't connect", function()
    local url = server:database "there":gsub("there$", "missing")
    local sink, message, detail = store.open { format = FORMAT, url = url }
    assert.is_nil(sink)
    assert.equal("storage", detail.kind)
    assert.truthy(message:find("database, user and password", 1, true))
  end)

  it("goes on after its connection was lost", function()
    local url = server:database "lost"
    local sink = assert(store.open { url = url, format = FORMAT })
    assert(sink:begin(bill "2023-08", checkpoint()))
    server:query(url, "SELECT pg_terminate_backend(pid) FROM "
      .. "pg_stat_activity WHERE datname = 'lost' AND pid <> "
      .. "pg_backend_pid()")
    local ok, message, detail = sink:append(bill "2023-08", { row "a" },
      checkpoint { rows = 1 })
    assert.is_nil(ok)
    assert.equal("storage", detail.kind)
    assert.truthy(message:find("connection", 1, true))
    sink:close()
    sink = assert(store.open { url = url, format = FORMAT })
    assert.equal(0, sink:find(bill "2023-08").running.rows)
    assert(sink:append(bill "2023-08", { row "a" }, checkpoint { rows = 1 }))
    sink:close()
  end)
end)
