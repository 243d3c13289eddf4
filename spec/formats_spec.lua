local formats = require "tcbilling.check.formats"

describe("a format", function()
  local right = {
    month = { "2023-08", "0001-01", "9999-12" },
    date = { "2023-08-31", "2024-02-29", "2000-02-29", "2023-12-01" },
    time = { "2023-08-31 23:59:59", "2024-02-29 00:00:00" },
    ["date or month"] = { "2023-08", "2023-08-31" },
  }
  local wrong = {
    month = { "2023-13", "2023-8", "2023-08-01", "" },
    date = { "2023-02-29", "1900-02-29", "2023-04-31", "2023-08-00",
      "2023-08-32", "2023-8-1", "2023-08-01 00:00:00", "2023-08", "" },
    time = { "2023-08-31 24:00:00", "2023-08-31 00:60:00",
      "2023-08-31 00:00:60", "2023-02-30 00:00:00", "2023-08-31",
      "2023-08-31T00:00:00", "2023-08-31 00:00:00Z", "" },
    ["date or month"] = { "2023-13", "2023-02-29", "2023", "" },
  }

  for name, texts in pairs(right) do
    it("takes what is a " .. name, function()
      for _, text in ipairs(texts) do
        assert.is_nil(formats[name](text))
      end
    end)
  end

  for name, texts in pairs(wrong) do
    it("refuses what is no " .. name, function()
      for _, text in ipairs(texts) do
        assert.is_string(formats[name](text), text)
      end
    end)
  end
end)
