local http_date = require "tcbilling.http_date"

describe("an HTTP date", function()
  it("is UNIX seconds, whatever the time zone here", function()
    for text, seconds in pairs {
      ["Thu, 01 Jan 1970 00:00:00 GMT"] = 0,
      ["Sun, 06 Nov 1994 08:49:37 GMT"] = 784111777,
      ["Tue, 29 Feb 2000 23:59:59 GMT"] = 951868799,
      ["Wed, 01 Mar 2000 00:00:00 GMT"] = 951868800,
      ["Thu, 29 Feb 2024 12:00:00 GMT"] = 1709208000,
      ["Sun, 31 Dec 2023 23:59:60 GMT"] = 1704067200,
    } do
      assert.equal(seconds, http_date(text))
    end
  end)

  it("is nothing in any other form", function()
    for _, text in ipairs { "", "now", "Sun, 06 Nov 1994 08:49:37",
      "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
      "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 99:49:37 GMT",
      "Sun, 06 Nov 1994 08:99:37 GMT" } do
      assert.is_nil(http_date(text))
    end
    assert.is_nil(http_date(nil))
  end)
end)
