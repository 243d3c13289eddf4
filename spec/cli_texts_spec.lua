-- What the command line reads and shows: months, UINs, how far a run is.
local months = require "tcbilling.cli.months"
local progress_text = require "tcbilling.cli.progress_text"
local uins = require "tcbilling.cli.uins"

local function with_file(text, f)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  local ok, a, b = pcall(f, path)
  os.remove(path)
  if not ok then error(a, 0) end
  return a, b
end

describe("months on the command line", function()
  it("are one, a range, or several of these", function()
    assert.same({ "2023-08" }, months "2023-08")
    assert.same({ "2022-12", "2023-01", "2023-02" }, months "2022-12..2023-02")
    assert.same({ "2023-08", "2023-01", "2023-02" },
      months "2023-08,2023-01..2023-02")
  end)

  it("are refused by sentences that say how to write them", function()
    for _, text in ipairs { "", "2023", "2023-13", "2023-1", "2023-08,",
      "2023-08..", "..2023-08", "2023-12..2023-01", "2023-01...2023-02",
      "2023-01..2023-02..2023-03", "\27[2J", "2023-01-01" } do
      local list, message = months(text)
      assert.is_nil(list, text)
      assert.truthy(message:find("write 2023-08, or 2023-01..2023-12", 1, true))
      assert.is_nil(message:find "\27")
    end
  end)
end)

describe("a file of UINs", function()
  local function read(text)
    return with_file(text, uins.read)
  end

  it("has one on each line, and may be a CSV of any system", function()
    assert.same({ "700000000001", "700000000002" },
      read "700000000001\n700000000002")
    assert.same({ "1", "2", "3" },
      read("\239\187\191Uin,Name\r\n1,One\r\n\"2\",\"Two\"\r\n\r\n# no\r\n"
        .. "3;x\r\n"))
    assert.same({ "700000000003", "700000000004" },
      read "700000000003\r700000000004\r")
    assert.same({ "700000000003" }, read "700000000003,202308,x\n")
  end)

  it("is refused where it holds something else, by its line", function()
    for text, message in pairs { ["1\n2a\n"] = "line 2: 2a is no customer's",
      ["1\nUin\n"] = "line 2: Uin is no", ["1\n-5\n"] = "line 2: -5",
      ["1\n1.5\n"] = "line 2: 1.5",
      ["700000000003 700000000004\n"] = "700000000004 stands behind",
      ["1\n700000000003,700000000004"] = "line 2: 700000000004 stands behind",
      ["700000000003;\"700000000004\"\n"] = "one UIN on each line",
      ["0\n"] = "line 1: 0 is no",
      ["1\n12345678901234567890\n"] = "line 2", ["1\n\27[2J\n"] = "line 2",
      [""] = "has no UIN in it", ["# 1\n"] = "has no UIN in it",
      ["Uin\n"] = "has no UIN in it" } do
      local list, problem = read(text)
      assert.is_nil(list, text)
      assert.truthy(problem:find(message, 1, true), problem)
      assert.is_nil(problem:find "\27")
    end
  end)

  it("is refused where it can't be read", function()
    local list, problem = uins.read "/nowhere/uins"
    assert.is_nil(list)
    assert.equal("can't read /nowhere/uins: No such file or directory",
      problem)
    list, problem = uins.read "/"
    assert.is_nil(list)
    assert.truthy(problem:find "/")
  end)
end)

describe("the line that shows how far a run is", function()
  local P = { title = "resources 2023-08", done = 125000, total = 250000,
    eta = 3661.4, failed = 1, refused = 2, rate = 19.96, waited = 0.23 }

  it("says all there is, where there is room", function()
    assert.equal("resources 2023-08  ###############                  50 %  "
      .. "125,000/250,000  1:01:01 left  1 failed  2 refused  20.0 calls/s  "
      .. "waits 0.2 s", progress_text.line(P, 150, false))
  end)

  it("says the most important where there is little", function()
    local cut
    for width = 150, 4, -1 do
      local line = progress_text.line(P, width, false)
      assert.is_true(#line <= width, line)
      if width == 40 then cut = line end
    end
    assert.equal("resources 2023-08  #######          50 %", cut)
  end)

  it("says less where less is known", function()
    assert.equal("customers 2023-08  3", progress_text.line({
      title = "customers 2023-08", done = 3 }, 80, false))
    assert.equal("0:59", progress_text.duration(59.4))
    assert.equal("1:00", progress_text.duration(59.6))
    assert.equal("1,234,567", progress_text.number(1234567))
    assert.equal("999", progress_text.number(999))
    local line = progress_text.line({ title = "x", done = 9, total = 3 }, 80,
      false)
    assert.truthy(line:find("100 %", 1, true))
    assert.truthy(progress_text.line({ title = "x", done = 0, total = 0 }, 80,
      false))
  end)
end)
