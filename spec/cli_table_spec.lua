local bars = require "tcbilling.cli.bars"
local clean = require "tcbilling.clean"
local display = require "tcbilling.cli.display"
local tables = require "tcbilling.cli.table"
local wrap = require "tcbilling.cli.wrap"

describe("text on a terminal", function()
  it("is as wide as it looks", function()
    for text, width in pairs { [""] = 0, abc = 3, ["é"] = 1, ["e\204\129"] = 1,
      ["漢字"] = 4, ["한"] = 2, ["😀"] = 2, ["…"] = 1,
      ["a\226\128\139b"] = 2 } do
      assert.equal(width, display.width(text), text)
    end
  end)

  it("has no control characters and nothing that turns it around", function()
    for text, expected in pairs { ["a\27[31mb"] = "a?[31mb", ["\r\n\t"] = "???",
      ["x\127"] = "x?", ["\194\155m"] = "?m", ["a\226\128\174b"] = "a?b",
      ["a\0b"] = "a?b", ["漢é"] = "漢é" } do
      assert.equal(expected, clean(text))
    end
  end)

  it("has a ? for bytes that are no UTF-8", function()
    for text, expected in pairs { ["\255a"] = "?a", ["\128\128a"] = "?a",
      ["a\195"] = "a?", ["\192\128"] = "?", ["\245\128\128\128"] = "?",
      ["a\128"] = "?" } do
      assert.equal(expected, clean(text))
    end
  end)

  it("is shortened between characters", function()
    assert.equal("abc", display.shorten("abc", 3, "~"))
    assert.equal("ab~", display.shorten("abcd", 3, "~"))
    assert.equal("漢…", display.shorten("漢字漢", 4, "…"))
    assert.equal("…", display.shorten("漢字", 1, "…"))
  end)

  it("is UTF-8 if the locale says so, the foremost variable first", function()
    local function of(env)
      return display.is_utf8(function(name) return env[name] end)
    end
    assert.is_true(of { LANG = "en_US.UTF-8" })
    assert.is_true(of { LC_CTYPE = "C.utf8", LANG = "C" })
    assert.is_false(of { LC_ALL = "C", LANG = "en_US.UTF-8" })
    assert.is_true(of { LC_ALL = "", LANG = "en_US.UTF-8" })
    assert.is_false(of {})
  end)
end)

describe("a table", function()
  local function lines(columns, rows, options)
    local own = tables.new(columns, options)
    own:measure(rows)
    local all = { own:header() }
    for i, row in ipairs(rows) do all[i + 1] = own:line(row) end
    return all, own
  end

  it("has amounts one below the other by their points", function()
    assert.same({
      "n          amount",
      "a     12.5",
      "bb    -0.00000001",
      "c   1000",
      "d      -",
      "e",
    }, (lines({ { name = "n" }, { name = "amount", align = "decimal" } }, {
      { "a", "12.5" }, { "bb", "-0.00000001" }, { "c", "1000" },
      { "d", "-" }, { "e", nil } })))
  end)

  it("has wide characters in their columns", function()
    assert.same({ "n      r", "漢字   1", "x     22" }, (lines({ { name = "n" },
      { name = "r", align = "right" } }, { { "漢字", "1" }, { "x", "22" } })))
  end)

  it("shortens texts to fit, never amounts", function()
    local all = lines({ { name = "n" }, { name = "amount",
      align = "decimal" } }, { { ("x"):rep(50), "12345678901234567890.5" } },
      { width = 40 })
    assert.equal(("x"):rep(15) .. "~  12345678901234567890.5", all[2])
    for _, line in ipairs(all) do assert.is_true(#line <= 40) end
  end)

  it("leaves texts out that have no room, and says how many", function()
    local all, own = lines({ { name = "a" }, { name = "b" },
      { name = "c", align = "decimal" }, { name = "d" } }, {
      { ("a"):rep(20), ("b"):rep(20), "123456789012.5", ("d"):rep(20) } },
      { width = 25 })
    assert.equal(2, own.left_out)
    assert.equal("aaaaaaaa~  123456789012.5", all[2])
  end)

  it("is wider than its room where amounts are", function()
    local all = lines({ { name = "a" }, { name = "c", align = "decimal" } },
      { { "abc", ("9"):rep(30) } }, { width = 20 })
    assert.equal("abc  " .. ("9"):rep(30), all[2])
  end)

  it("has no line that a value could break", function()
    local all = lines({ { name = "a\nb" } }, { { "x\ny\27[2J" } })
    assert.same({ "a?b", "x?y?[2J" }, all)
  end)
end)

describe("a bar", function()
  it("is as long as the share, to an eighth", function()
    assert.equal("", bars.bar(0, 10, true))
    assert.equal("█████", bars.bar(0.5, 10, true))
    assert.equal("█▎", bars.bar(0.125, 10, true))
    assert.equal(("█"):rep(10), bars.bar(1, 10, true))
    assert.equal("#####", bars.bar(0.5, 10, false))
  end)

  it("shows what is not nothing, and is never longer than its room", function()
    assert.equal("▏", bars.bar(1e-9, 10, true))
    assert.equal("#", bars.bar(1e-9, 10, false))
    assert.equal(("█"):rep(10), bars.bar(7, 10, true))
    assert.equal("", bars.bar(-1, 10, true))
  end)
end)

describe("wrapped text", function()
  it("is broken at blanks, and no word is", function()
    assert.same({ "a bb", "ccccccc", "d" }, wrap.lines("a  bb ccccccc d", 4))
    assert.same({ "漢 字", "x" }, wrap.lines("漢 字 x", 5))
    assert.same({ "" }, wrap.lines("", 5))
  end)

  it("stands beside its name, or below where that is long", function()
    assert.same({ "  a    one two", "    b  three" }, wrap.entries({
      { name = "a", text = "one two" },
      { name = "b", text = "three", depth = 1 } }, 60))
    local lines = wrap.entries({ { name = ("n"):rep(40), text = "text" } }, 50)
    assert.equal("  " .. ("n"):rep(40), lines[1])
    assert.equal(2, #lines)
  end)
end)
