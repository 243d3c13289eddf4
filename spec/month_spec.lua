local month = require "tcbilling.month"

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
    for _, text in ipairs { "2023", "2023-08-", "2023-08-1", "2023-08-011",
      "2023-13-01", "2023-08x", "x2023-08", "2023-08 to 2023-09", "" } do
      assert.is_nil(month.of(text), text)
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

  it("is none of what is no month", function()
    local state, message = month.state("2023-13", ENDS)
    assert.is_nil(state)
    assert.equal("is a month that does not exist", message)
    assert.is_nil((month.state("yesterday", ENDS)))
  end)
end)
