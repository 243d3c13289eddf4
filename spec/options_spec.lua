local tcbilling = require "tcbilling"

describe("a programmer's mistake", function()
  it("in an option of new is named", function()
    for _, case in ipairs {
      { { secretid = "x" }, "did you mean secret_id%?" },
      { { timeout = "1" }, "timeout must be a number, got string" },
      { { timeout = -1 },
        "timeout must be 1 to 604800000 milliseconds, got %-1" },
      { { timeout = 0 / 0 }, "timeout must be 1 to" },
      { { connect_timeout = 0 }, "connect_timeout must be 1 to" },
      { { region = "a\r\nX: 1" }, "region must be printable ASCII" },
      { { region = "" }, "region must be printable ASCII" },
      { { proxy = "socks5://a" }, "proxy must be a URL" },
      { { proxy = "http://p:99999999" }, "proxy must be a URL" },
      { { proxy = "http://u:x@[::1" }, "proxy must be a URL" },
      { { ca_file = "" }, "ca_file must be a path" },
      { { ca_path = "a\0b" }, "ca_path must be a path" },
      { { ca_file = "a", ca_path = "b" }, "ca_file and ca_path: one of them" },
      { { endpoint = { biling = "https://x" } },
        'has no service "biling", did you mean billing%?' },
      { { endpoint = { billing = 5 } }, "endpoint.billing must be a string" },
      { { limits = { billing = 5 } }, "limits.billing must be a table" },
      { { limits = { billing = { X = 0 } } },
        "limits.billing.X must be 1 to 128, got 0" },
      { { limits = { billing = { X = 1.5 } } }, "must be whole, got 1.5" },
      { { retry = { poll = 0 } }, "retry.poll must be 0.001 or more" },
      { { runtime = {} }, "runtime must have the function sleep" },
      { { clock = { wall = os.time } }, "must have the function monotonic" },
      { { language = "de" }, "en%-US or zh%-CN" },
      { { request_client = "a b" }, "request_client takes" },
      { { retry = { atempts = 1 } }, "did you mean attempts%?" },
    } do
      local ok, message = pcall(function() tcbilling.new(case[1]) end)
      assert.is_false(ok)
      assert.matches("options_spec.lua:%d+: ", message)
      assert.matches(case[2], message)
    end
  end)
end)
