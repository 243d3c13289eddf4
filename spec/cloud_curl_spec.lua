-- Of the whole way, what there is outside nginx only: trust by options.

local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local MONTH = { BeginTime = "2018-11", EndTime = "2018-11" }

describe("the cloud outside nginx", function()
  local box

  local function ask(trust)
    local client = assert(tcbilling.new {
      secret_id = box.id, secret_key = box.key, endpoint = box.url,
      ca_file = trust.ca_file, ca_path = trust.ca_path, proxy = "",
      limiter = "process",
    })
    return client.billing:DescribeBillSummaryByPayMode(MONTH)
  end

  setup(function() box = sandbox.start { no_limits = true } end)
  teardown(function() box:stop() end)

  it("is trusted by a file or a folder of certificates", function()
    assert(ask { ca_file = box.ca })
    assert(ask { ca_path = box.capath })
  end)

  it("is not trusted by a file of something else", function()
    local bill, _, detail = ask { ca_file = "/etc/hostname" }
    assert.is_nil(bill)
    assert.equal("tls", detail.kind)
    assert.equal(1, detail.attempts)
  end)
end)
