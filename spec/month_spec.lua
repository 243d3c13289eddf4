local month = require "tcbilling.month"

-- The error of what blames this file.
local function raised(f, a, b)
  local done, message = pcall(function()
    f(a, b)
    return nil -- no tail call, which has no line
  end)
  assert.is_false(done)
  return message:match "month_spec%.lua:%d+: (.*)$" or message
end

describe("a month", function()
  it("is four digits, a hyphen and two", function()
    local year, number = month.parse "2023-08"
    assert.equal(2023, year)
    assert.equal(8, number)
    for _, text in ipairs { "2023-8", "2023-08-01", "202308", "08-2023",
      "2023-13", "2023-00", "0000-01", " 2023-08", "2023-08\n" } do
      assert.is_nil((month.parse(text)))
    end
  end)

  it("is that of a date, too", function()
    assert.equal("2023-08", month.of "2023-08")
    assert.equal("2023-08", month.of "2023-08-31")
    assert.equal("2023-08", month.of "2023-08-31 23:59:59")
    assert.equal("2023-08", month.of "2023-08-31T23:59:59Z")
    assert.equal("2023-10", month.of "2023-10-01 00:00:00") -- a row's BillMonth
    assert.equal("0001-01", month.of "0001-01")
    assert.equal("9999-12", month.of "9999-12-31 23:59:59")
    for _, text in ipairs { "2023", "2023-08-", "2023-08-1", "2023-08-011",
      "2023-13-01", "2023-08x", "x2023-08", "2023-08 to 2023-09", "" } do
      assert.is_nil(month.of(text), text)
    end
  end)
end)

describe("a month of a user's", function()
  it("is checked, and comes back as it is", function()
    for _, text in ipairs { "2023-08", "0001-01", "9999-12", "2024-02" } do
      assert.equal(text, month.check(text))
    end
  end)

  it("is refused in a sentence", function()
    local wrong = {
      ["2023-8"] = '"2023-8" is not a month written YYYY-MM',
      ["2023-08-01"] = '"2023-08-01" is not a month written YYYY-MM',
      ["2023-10-01 00:00:00"] =
        '"2023-10-01 00:00:00" is not a month written YYYY-MM',
      [""] = '"" is not a month written YYYY-MM',
      ["2023-13"] = '"2023-13" is a month that does not exist',
      ["0000-12"] = '"0000-12" is a month that does not exist',
      ["2023-08\n"] = '"2023-08?" is not a month written YYYY-MM',
    }
    for text, message in pairs(wrong) do
      for _, f in ipairs { month.check, month.next, month.previous,
        function(...) return month.range(..., "2023-08") end,
        function(...) return month.range("2023-08", ...) end } do
        local value, said = f(text)
        assert.is_nil(value)
        assert.equal(message, said)
      end
    end
  end)

  it("has one after it and one before it", function()
    for before, after in pairs { ["2023-08"] = "2023-09",
      ["2023-12"] = "2024-01", ["0001-01"] = "0001-02",
      ["0999-12"] = "1000-01", ["9999-11"] = "9999-12" } do
      assert.equal(after, month.next(before))
      assert.equal(before, month.previous(after))
    end
  end)

  it("ends where four digits do", function()
    local value, message = month.previous "0001-01"
    assert.is_nil(value)
    assert.equal("no month can be written before 0001-01", message)
    value, message = month.next "9999-12"
    assert.is_nil(value)
    assert.equal("no month can be written after 9999-12", message)
  end)
end)

describe("a range of months", function()
  it("holds both its ends", function()
    local year = month.range("2023-01", "2023-12")
    assert.equal(12, #year)
    assert.equal("2023-01", year[1])
    assert.equal("2023-12", year[12])
    assert.same({ "2023-11", "2023-12", "2024-01", "2024-02" },
      month.range("2023-11", "2024-02"))
    assert.same({ "2023-08" }, month.range("2023-08", "2023-08"))
    assert.equal(9999 * 12, #month.range("0001-01", "9999-12"))
  end)

  it("does not go back", function()
    local months, message = month.range("2023-08", "2023-07")
    assert.is_nil(months)
    assert.equal("2023-07 is before 2023-08", message)
  end)
end)

describe("what is no text", function()
  it("raises where it was given", function()
    for _, f in ipairs { month.check, month.next, month.previous, month.of,
      month.state, month.range } do
      assert.equal("a month is a text written YYYY-MM, got number",
        raised(f, 202308))
      assert.equal("a month is a text written YYYY-MM, got nil", raised(f))
    end
    assert.equal("a month is a text written YYYY-MM, got table",
      raised(month.range, "2023-08", {}))
    assert.equal("now is UNIX seconds of the years 1 to 9999, got string "
      .. '"2023-09-01"', raised(month.state, "2023-08", "2023-09-01"))
    for _, now in ipairs { 0 / 0, 1 / 0, -1 / 0, 1e18, 2 ^ 63 } do
      assert.matches("now is UNIX seconds of the years",
        raised(month.state, "2023-08", now))
    end
  end)
end)

describe("a month's bill", function()
  -- UNIX times of date(1): TZ=UTC-8 date -d "2023-09-05 01:00:00" +%s
  local ENDS = 1693497600     -- 2023-09-01 00:00:00 in Beijing
  local IS_FINAL = 1693846800 -- 2023-09-05 01:00:00 there

  it("is open while it runs, and before", function()
    assert.equal("open", month.state("2023-08", ENDS - 1))
    assert.equal("open", month.state("2023-08", ENDS - 0.001))
    assert.equal("open", month.state("2023-09", ENDS))
    assert.equal("open", month.state("2024-01", ENDS))
    assert.equal("open", month.state("9999-12", ENDS))
  end)

  it("is closing from its end in Beijing on", function()
    assert.equal("closing", month.state("2023-08", ENDS))
    assert.equal("closing", month.state("2023-08", IS_FINAL - 1))
    assert.equal("closing", month.state("2023-08", IS_FINAL - 0.001))
  end)

  it("is final from the 5th, 01:00, of the next month on", function()
    assert.equal("final", month.state("2023-08", IS_FINAL))
    assert.equal("final", month.state("2023-07", ENDS))
    assert.equal("final", month.state("2018-11", ENDS))
  end)

  it("knows the turn of the year and February", function()
    assert.equal("open", month.state("2023-12", 1704038399))
    assert.equal("closing", month.state("2023-12", 1704038400)) -- 2024-01-01
    assert.equal("closing", month.state("2023-12", 1704387599))
    assert.equal("final", month.state("2023-12", 1704387600)) -- 2024-01-05 01
    assert.equal("closing", month.state("2024-02", 1709571599))
    assert.equal("final", month.state("2024-02", 1709571600)) -- 2024-03-05 01
  end)

  it("is that of a day's month", function()
    assert.equal("closing", month.state("2023-08-01 00:00:00", ENDS))
  end)

  it("is known at both ends of the years", function()
    assert.equal("final", month.state("0001-01", ENDS))
    assert.equal("final", month.state("1969-12", 320400)) -- 1970-01-05 01
    assert.equal("closing", month.state("1969-12", 320399))
    assert.equal("open", month.state("1970-01", 0)) -- 08:00 in Beijing
    assert.equal("closing", month.state("1969-12", -28800))
    assert.equal("open", month.state("1969-12", -28801))
    assert.equal("open", month.state("9999-12", 253402271999))
    assert.equal("closing", month.state("9999-12", 253402272000))
  end)

  it("is that of now, unless a time is given", function()
    assert.equal("final", (month.state "2018-11"))
    assert.equal("open", (month.state(os.date("!%Y-%m", os.time() + 28800))))
    assert.equal("open", (month.state "9999-12"))
  end)

  it("is none of what is no month", function()
    local state, message = month.state("2023-13", ENDS)
    assert.is_nil(state)
    assert.equal('"2023-13" is a month that does not exist', message)
    assert.is_nil((month.state("yesterday", ENDS)))
  end)
end)

describe("tcbilling.month", function()
  it("is that of the module", function()
    assert.equal(month, require "tcbilling".month)
  end)
end)
