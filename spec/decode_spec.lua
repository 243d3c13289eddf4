local ask = require "spec.pay_modes"
local cjson = require "cjson"
local testing = require "tcbilling.testing"

local PAY_MODE = "DescribeBillSummaryByPayMode"

describe("an answer", function()
  local function kind(answer, options)
    local _, bill, message, detail = ask({ answer },
      { retry = { attempts = 1 } }, options)
    assert.is_nil(bill)
    assert.is_nil(message:find("%c"))
    return detail.kind, message, detail
  end

  for code, expected in pairs {
    ["AuthFailure.SignatureFailure"] = "auth",
    ["AuthFailure.UnauthorizedOperation"] = "denied",
    ["UnauthorizedOperation.UinNoAuth"] = "denied",
    ["FailedOperation.SummaryDataNotReady"] = "not_ready",
    ["InternalError.GatewayError"] = "unavailable",
    ["OperationDenied.ServiceBusy"] = "unavailable",
    ["OperationDenied"] = "api",
    ["InvalidParameter.ResourceLocked"] = "unavailable",
    ["FailedOperation.QueryCountFailed"] = "unavailable",
    ["ServiceUnavailable"] = "unavailable",
    ["InvalidParameterValue.InvalidMonth"] = "invalid",
    ["MissingParameter"] = "invalid",
    ["FailedOperation.BalanceInsufficient"] = "api",
    ["Brand.NewCode"] = "api",
  } do
    it("with the code " .. code .. " is " .. expected, function()
      local got, message, detail = kind(testing.error(code))
      assert.equal(expected, got)
      assert.equal(code, detail.code)
      assert.equal("r-1", detail.request_id)
      assert.equal(PAY_MODE .. ": " .. code .. ": said the server "
        .. "(request r-1)", message)
    end)
  end

  it("that says Ready = 0 is not an empty bill", function()
    local got, message = kind(testing.response { Ready = 0,
      SummaryOverview = cjson.null, RequestId = "r" })
    assert.equal("not_ready", got)
    assert.matches("5 to 10 minutes", message)
  end)

  it("that does not say whether the bill is ready is no bill", function()
    for _, ready in ipairs { "null", '"0"', "false", "2", false } do
      local got, message = kind(testing.response('{"Response":{"RequestId":"r"'
        .. (ready and ',"Ready":' .. ready or "") .. "}}"))
      assert.equal("decode", got)
      assert.matches("the answer is not what was asked for: Ready is neither "
        .. "0 nor 1 (request r)", message, 1, true)
    end
  end)

  it("that is not the API's is named for what it is", function()
    local function body(text, status)
      return testing.response(text, { status = status or 200 })
    end
    assert.equal("unavailable", (kind(body "<html>502</html>")))
    assert.equal("unavailable", (kind(body("<html>", 502))))
    assert.equal("unavailable", (kind(body("no", 503))))
    assert.equal("unavailable", (kind(body("too slow", 408))))
    assert.equal("throttled", (kind(body("slow down", 429),
      { deadline = 0.5 })))
    assert.equal("decode", (kind(body "")))
    assert.equal("decode", (kind(body '{"Response":')))
    assert.equal("decode", (kind(body "[]")))
    assert.equal("decode", (kind(body "{}")))
    assert.equal("decode", (kind(body '{"Response":{}}')))
    assert.equal("decode", (kind(body '{"Response":[]}')))
    assert.equal("decode", (kind(body '{"Response":{"RequestId":1}}')))
    assert.equal("decode",
      (kind(body '{"Response":{"Error":"no","RequestId":"r"}}')))
    assert.equal("decode", (kind(body '{"Response":[1]}x')))
    local got, message = kind(body("<html>moved", 302))
    assert.equal("decode", got)
    assert.matches("HTTP 302.*a redirect", message)
    assert.equal("decode", (kind(body("<html>no", 403))))
    assert.equal("decode", (kind(body("moved", 302))))
    assert.equal("unavailable",
      (kind(body('{"Response":{"RequestId":"r","Ready":1}}', 502))))
    assert.equal("api", (kind(testing.error("Odd", { status = 400 }))))
  end)

  it("that never came is named by how it failed", function()
    for outcome, expected in pairs { resolve = "network",
      connect = "network", closed = "network", tls = "tls",
      timeout = "timeout", connect_timeout = "timeout",
      too_large = "decode" } do
      assert.equal(expected, (kind(testing.broken(outcome))))
    end
  end)

  it("can't put control bytes into a message", function()
    local _, message = kind(testing.response { Error = { Code = "A.B",
      Message = ("x\27[31m\r\n"):rep(1000) }, RequestId = "r\27" })
    assert.is_true(#message < 600)
  end)
end)
