-- What good answers say that is not good, in places of their own.

local json = require "tcbilling".json
local testing = require "tcbilling.testing"

local function ask(answer, action, params, options)
  local box = testing.new { answer }
  local client = testing.client(box, { retry = { attempts = 1 } })
  return box, client, client:call("billing", action, params, options)
end

local PAGE = { PageNo = 1, PageSize = 10 }

describe("a second status", function()
  it("of 0, or none, is a good answer", function()
    for _, code in ipairs { 0, false } do
      local _, _, got = ask(testing.response { Code = code or nil,
        Message = "success", Data = { Total = 0 } }, "DescribeBudget", PAGE)
      assert.equal(0, got.Data.Total)
    end
  end)

  it("of anything else is a failure, with its message", function()
    local _, _, got, message, detail = ask(testing.response { Code = 10003,
      Message = "the budget is\27 gone", RequestId = "r-9" }, "DescribeBudget",
      PAGE)
    assert.is_nil(got)
    assert.equal("DescribeBudget: 10003: the budget is? gone (request r-9)",
      message)
    assert.equal("api", detail.kind)
    assert.equal("10003", detail.code)
    assert.equal("r-9", detail.request_id)
  end)

  it("may be a text, and is none where it is neither that nor a number",
    function()
      local _, _, got = ask(testing.response { Code = "0",
        Data = { Total = 0 } }, "DescribeBudget", PAGE)
      assert.equal(0, got.Data.Total)
      for _, code in ipairs { true, {}, json.list {} } do
        local _, _, none, message, detail = ask(testing.response { Code = code,
          Data = { Total = 0 } }, "DescribeBudget", PAGE)
        assert.is_nil(none)
        assert.matches("Code is no number", message)
        assert.equal("decode", detail.kind)
      end
    end)

  it("is looked at where there is one only", function()
    local _, _, got = ask(testing.response { Code = 5, Deals = json.list {},
      TotalCount = 0 }, "DescribeDealsByCond", { Limit = 1,
      StartTime = "2023-08-01 00:00:00", EndTime = "2023-08-31 00:00:00" })
    assert.equal(5, got.Code)
  end)

  it("does not repeat a write", function()
    local box, _, got = ask(testing.response { Code = 1, Message = "no" },
      "DeleteBudget", { BudgetIds = { "b-1" } })
    assert.is_nil(got)
    assert.equal(1, #box.requests)
  end)
end)

describe("a file that is not ready", function()
  it("is waited for like a bill, and called a file", function()
    local box = testing.new { testing.response { Ready = 0 },
      testing.response { Ready = 1, DownloadUrl = "https://x" } }
    local client = testing.client(box)
    local params = { FileType = "billOverview", Month = "2023-08" }
    local got, message, detail = client.billing:DescribeBillDownloadUrl(params)
    assert.is_nil(got)
    assert.equal("not_ready", detail.kind)
    assert.matches("the file is being made: ask again in a minute", message)
    got = client.billing:DescribeBillDownloadUrl(params, { wait_ready = 120 })
    assert.equal("https://x", got.DownloadUrl)
  end)

  it("may be ready without a word of it, where that is documented", function()
    local box = testing.new { testing.response { DownloadUrl = "https://x" } }
    local client = testing.client(box)
    local params = { FileType = "L2", Month = "2023-08" }
    local got = client.intlpartnersmgt:DescribeBillDownloadUrl(params)
    assert.equal("https://x", got.DownloadUrl)
    params.FileType = "billOverview"
    assert.is_nil((client.billing:DescribeBillDownloadUrl(params)))
  end)
end)

describe("an error in the form of version 2", function()
  local function failure(body)
    local _, _, got, message, detail = ask(testing.response(body),
      "DescribeAccountBalance")
    assert.is_nil(got)
    return message, detail
  end

  it("is one of the API's, by its description", function()
    local message, detail = failure('{"code":4100,"message":"no such key",'
      .. '"codeDesc":"AuthFailure.SecretIdNotFound"}')
    assert.equal("auth", detail.kind)
    assert.equal("AuthFailure.SecretIdNotFound", detail.code)
    assert.equal("DescribeAccountBalance: AuthFailure.SecretIdNotFound: "
      .. "no such key", message)
  end)

  it("has its number for a code where nothing describes it", function()
    local _, detail = failure('{"code":4400,"message":"busy"}')
    assert.equal("api", detail.kind)
    assert.equal("4400", detail.code)
  end)

  it("has a code even where it is a fraction, or described by nothing",
    function()
      local _, detail = failure('{"code":0.5,"message":"","codeDesc":""}')
      assert.equal("0.5", detail.code)
    end)

  it("with a code of 0 is no bill", function()
    local _, detail = failure('{"code":0,"message":""}')
    assert.equal("decode", detail.kind)
  end)
end)

describe("a warning that an action is deprecated", function()
  it("is logged once by each client, and the answer is good", function()
    local box, client, got = ask(testing.response { Balance = 1,
      DeprecatedWarning = "use\nanother" }, "DescribeAccountBalance")
    assert.equal(1, got.Balance)
    client.billing:DescribeAccountBalance()
    assert.same({ "warning: DescribeAccountBalance: the API calls it "
      .. "deprecated: use?another" }, box.logged)
  end)
end)
