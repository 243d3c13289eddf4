local endpoint = require "tcbilling.endpoint"

describe("an endpoint", function()
  for url, host in pairs {
    ["https://billing.tencentcloudapi.com"] = "billing.tencentcloudapi.com",
    ["https://Billing.TencentCloudAPI.com/"] = "billing.tencentcloudapi.com",
    ["https://127.0.0.1:8443"] = "127.0.0.1:8443",
    ["https://x:443"] = "x",
    ["http://x:80"] = "x",
    ["http://x:443"] = "x:443",
    ["https://[::1]:8443/"] = "[::1]:8443",
    ["https://[::1]"] = "[::1]",
    ["HTTPS://X"] = "x",
    ["https://mock_cloud:1"] = "mock_cloud:1",
  } do
    it("signs the host of " .. url .. " as it is sent", function()
      local parsed = assert(endpoint.parse(url))
      assert.equal(host, parsed.host)
      assert.equal(url:match("^%a+://"):lower() .. host .. "/", parsed.url)
    end)
  end

  for _, url in ipairs { "billing.tencentcloudapi.com", "ftp://x", "https://",
    "https://x/path", "https://x?q", "https://user@x", "https://x:",
    "https://x:0", "https://x:65536", "https://a:b:c", "https://[::1",
    "https://a b", "https://x\n", "" } do
    it("is not " .. ("%q"):format(url), function()
      local parsed, message = endpoint.parse(url)
      assert.is_nil(parsed)
      assert.matches("an endpoint is a URL", message)
    end)
  end

  it("with a password in it is refused without showing it", function()
    for _, url in ipairs { "https://user:hunter2@x.example",
      "user:hunter2@x.example", "https:/user:hunter2@x.example" } do
      local _, message = endpoint.parse(url)
      assert.matches("got ...@x.example", message, 1, true)
      assert.is_nil(message:find("hunter2", 1, true))
    end
  end)

  it("knows whether it is this machine", function()
    for url, is in pairs { ["http://127.0.0.1:1"] = true,
      ["http://localhost"] = true, ["http://[::1]"] = true,
      ["http://127.0.0.1.example"] = false, ["http://10.0.0.1"] = false } do
      assert.equal(is, endpoint.is_loopback(endpoint.parse(url)))
    end
  end)
end)
