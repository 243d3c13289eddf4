local endpoint = require "tcbilling.endpoint"
local proxy = require "tcbilling.proxy"

local function find(url, variables)
  return proxy.find(endpoint.parse(url), function(name)
    return variables[name]
  end)
end

local PROXY = "http://proxy:3128"

describe("a proxy", function()
  it("is that of HTTPS_PROXY, in either case of letters", function()
    assert.equal(PROXY, find("https://x.example", { HTTPS_PROXY = PROXY }))
    assert.equal(PROXY, find("https://x.example", { https_proxy = PROXY }))
    assert.equal("", find("https://x.example", {}))
  end)

  it("that is no URL is said to be none, by its variable", function()
    local url, message = find("https://x.example",
      { https_proxy = "socks5://foo:1" })
    assert.is_nil(url)
    assert.matches("^https_proxy is no URL", message)
  end)

  it("is scheme, host and port, and maybe a user", function()
    for url, is in pairs {
      ["http://u:p@h:1"] = true, ["https://[::1]:1"] = true,
      ["http://h/"] = true, ["socks5h://h"] = true, ["http://h:0"] = false,
      ["http://h:1/path"] = false, ["http:///h"] = false,
      ["http://h:99999/x"] = false, ["http://@h"] = false,
      ["http://[bad]/x"] = false,
    } do
      assert.equal(is, proxy.is_url(url), url)
    end
  end)

  it("without a scheme is one for http, as other tools have it", function()
    assert.equal(PROXY, find("https://x.example",
      { HTTPS_PROXY = "proxy:3128" }))
  end)

  it("is none for what is not https", function()
    assert.equal("", find("http://x.example", { HTTPS_PROXY = PROXY }))
  end)

  it("is none for what NO_PROXY covers", function()
    for list, covered in pairs {
      ["x.example"] = true, [".example"] = true, ["example"] = true,
      ["*"] = true, ["*.example"] = true, ["a,b, X.Example"] = true,
      ["y.example"] = false, ["ample"] = false, [""] = false, [","] = false,
    } do
      assert.equal(covered and "" or PROXY, find("https://x.example",
        { HTTPS_PROXY = PROXY, NO_PROXY = list }), list)
    end
    for list, covered in pairs { ["::1"] = true, ["[::1]"] = true,
      ["[::1]:8443"] = true, ["[::1]:443"] = false, ["::2"] = false } do
      assert.equal(covered and "" or PROXY, find("https://[::1]:8443",
        { HTTPS_PROXY = PROXY, NO_PROXY = list }), list)
    end
    for list, covered in pairs { ["x.example:443"] = true,
      ["example:443"] = true, ["x.example:8443"] = false } do
      assert.equal(covered and "" or PROXY, find("https://x.example",
        { HTTPS_PROXY = PROXY, NO_PROXY = list }), list)
    end
    assert.equal("", find("https://127.0.0.1:8443",
      { HTTPS_PROXY = PROXY, no_proxy = "localhost,127.0.0.1" }))
  end)
end)
