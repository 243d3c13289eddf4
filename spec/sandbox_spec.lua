-- The sandbox over the wire: what it answers, and what it refuses.
local calls = require "spec.sandbox_calls"
local sandbox = require "spec.sandbox"

local EXAMPLE, PAY_MODE = calls.EXAMPLE, calls.PAY_MODE
local ORGANIZATION = calls.ORGANIZATION
local fixture, units = calls.fixture, calls.units
local box

setup(function()
  box = sandbox.start { rows = 300, own = true }
end)

teardown(function()
  box:stop()
end)

before_each(function()
  box:reset()
end)

local function call(...)
  return calls.call(box, ...)
end

local function code(...)
  return calls.code(box, ...)
end

describe("the sandbox answers", function()
  it("the documented example of each action byte for byte", function()
    assert.equal(fixture(PAY_MODE), call(PAY_MODE, EXAMPLE).body)
    assert.equal(fixture(ORGANIZATION), call(ORGANIZATION, '{"Offset":0,'
      .. '"Limit":1,"Month":"2023-08","NeedRecordNum":1,'
      .. '"ResourceId":"cdb-0a90mrac"}').body)
    assert.equal(fixture "DescribeCustomerBillSummary",
      call("DescribeCustomerBillSummary", '{"CustomerUin":1,'
      .. '"Month":"2023-02","PayMode":"postPay",'
      .. '"ActionType":"postpay_deduct_h","IsConfirmed":"0"}').body)
  end)

  it("a GET", function()
    local reply = call(PAY_MODE, nil, { method = "GET",
      query = "BeginTime=2018-11&EndTime=2018-11" })
    assert.equal(fixture(PAY_MODE), reply.body)
  end)

  it("temporary keys only with their token", function()
    local sts = { id = box.env.TCBILLING_SANDBOX_STS_ID,
      key = box.env.TCBILLING_SANDBOX_STS_KEY,
      token = box.env.TCBILLING_SANDBOX_STS_TOKEN }
    assert.is_nil(code(PAY_MODE, EXAMPLE, sts))
    sts.token = nil
    assert.equal("AuthFailure.TokenFailure", code(PAY_MODE, EXAMPLE, sts))
    assert.equal("AuthFailure.TokenFailure",
      code(PAY_MODE, EXAMPLE, { token = "x" }))
  end)

  it("gzip when asked, and plain JSON with a length when not", function()
    local reply = call(PAY_MODE, EXAMPLE, { curl = "--compressed" })
    assert.equal("gzip", reply.headers["content-encoding"])
    assert.equal(fixture(PAY_MODE), reply.body)
    reply = call(PAY_MODE, EXAMPLE)
    assert.is_nil(reply.headers["content-encoding"])
    assert.equal(tostring(#reply.body), reply.headers["content-length"])
    assert.equal("application/json", reply.headers["content-type"])
  end)

  it("over HTTP/2 on a port of its own", function()
    local reply = call(PAY_MODE, EXAMPLE, { url = box.h2, curl = "--http2" })
    assert.equal(fixture(PAY_MODE), reply.body)
  end)

  it("keeps a connection", function()
    assert.equal(1, call(PAY_MODE, EXAMPLE, { times = 3 }).connects)
    local arrivals = box:arrivals()
    assert.equal(3, #arrivals)
    assert.equal(3, arrivals[3].requests_on_connection)
    assert.equal(arrivals[1].connection, arrivals[3].connection)
    assert.truthy(arrivals[1].at < arrivals[2].at)
    assert.truthy(arrivals[1].at:match "^%d+%.%d%d%d%d%d%d%d%d%d$")
  end)

  it("the partner's action of the same name with its own parameters", function()
    local partner = { service = "intlpartnersmgt" }
    local body = '{"CustomerUin":700000000100,"BillMonth":"2023-01"}'
    local reply = call(PAY_MODE, body, partner).response
    local sum = 0
    for _, mode in ipairs(reply.SummaryOverview) do
      sum = sum + units(mode.TotalCost)
    end
    assert.equal(units(box:customer(700000000100, "2023-01")), sum)
    assert.equal("UnknownParameter", code(PAY_MODE, EXAMPLE, partner))
    assert.equal("UnknownParameter", code(PAY_MODE, body))
    assert.equal("AuthFailure.SignatureFailure", code(PAY_MODE, body,
      { version = "2022-09-28" }))
  end)

  it("integers of 64 bits without a sign, and none beyond", function()
    local body = '{"CustomerUin":%s,"Month":"2023-01"}'
    local function answer(uin)
      return code("DescribeCustomerBillSummary", body:format(uin))
    end
    box:config { no_limits = true }
    assert.is_nil(answer "18446744073709551615")
    assert.equal("InvalidParameter", answer "18446744073709551616")
    assert.equal("InvalidParameter", answer "-1")
  end)

  it("a body that nginx keeps in a file", function()
    assert.is_nil(code(PAY_MODE, EXAMPLE:sub(1, -2) .. (" "):rep(200000)
      .. "}"))
  end)
end)

describe("the sandbox refuses", function()
  local REFUSED = {
    { "MissingParameter", PAY_MODE, EXAMPLE, { version = "" } },
    { "MissingParameter", "", EXAMPLE },
    { "InvalidAction", "DescribeNothing", "{}" },
    { "InvalidAction", "describeBillSummaryByPayMode", EXAMPLE },
    { "NoSuchVersion", PAY_MODE, EXAMPLE, { version = "2018-07-10" } },
    { "InvalidAction", "DescribeCustomerBillSummary", "{}",
      { host = "billing.intl.tencentcloudapi.com" } },
    { "AuthFailure.SignatureFailure", PAY_MODE, EXAMPLE, { key = "x" } },
    { "AuthFailure.SignatureFailure", PAY_MODE, EXAMPLE,
      { scope = "intlpartnersmgt" } },
    { "AuthFailure.SignatureFailure", PAY_MODE, EXAMPLE,
      { date = "2020-01-01" } },
    { "AuthFailure.SignatureFailure", PAY_MODE, EXAMPLE,
      { signed_host = "127.0.0.1" } },
    { "AuthFailure.SignatureExpire", PAY_MODE, EXAMPLE,
      { timestamp = os.time() - 310 } },
    { "AuthFailure.SecretIdNotFound", PAY_MODE, EXAMPLE, { id = "AKIDx" } },
    { "AuthFailure.InvalidAuthorization", PAY_MODE, EXAMPLE,
      { authorization = "SKIP" } },
    { "UnsupportedProtocol", PAY_MODE, EXAMPLE, { method = "PUT" } },
    { "InvalidParameter", PAY_MODE, EXAMPLE,
      { content_type = "application/x-www-form-urlencoded" } },
    { "InvalidParameter", PAY_MODE, EXAMPLE,
      { content_type = "application/json foo" } },
    { "InvalidParameter", PAY_MODE, EXAMPLE,
      { content_type = "application/json; charset=gbk" } },
    { "InvalidAction", PAY_MODE, EXAMPLE,
      { host = "cvm.tencentcloudapi.com" } },
    { "InvalidAction", PAY_MODE, EXAMPLE, { host = "evil.example" } },
    { "InvalidParameterValue", PAY_MODE, EXAMPLE,
      { timestamp = "0" .. os.time(), date = os.date "!%Y-%m-%d" } },
    { "InvalidParameterValue", PAY_MODE, EXAMPLE,
      { headers = { "X-TC-RequestClient: a b" } } },
    { "InvalidParameterValue", PAY_MODE, EXAMPLE,
      { headers = { "X-TC-RequestClient: " .. ("a"):rep(129) } } },
    { "InvalidParameter", PAY_MODE, EXAMPLE, { query = "a=1" } },
    { "InvalidParameterValue", PAY_MODE, EXAMPLE,
      { headers = { "X-TC-Language: fr-FR" } } },
    { "InvalidParameter", PAY_MODE, "" },
    { "InvalidParameter", PAY_MODE, "[]" },
    { "InvalidParameter", PAY_MODE, EXAMPLE .. "}" },
    { "InvalidParameter", "DescribeAccountBalance", "[]" },
    { "MissingParameter", PAY_MODE, "{}" },
    { "MissingParameter", PAY_MODE, '{"BeginTime":"2018-11"}' },
    { "UnknownParameter", PAY_MODE, EXAMPLE:sub(1, -2) .. ',"Month":"x"}' },
    { "InvalidParameter", PAY_MODE, '{"BeginTime":201811,"EndTime":"a"}' },
    { "InvalidParameterValue", PAY_MODE,
      '{"BeginTime":"2023-8","EndTime":"2023-8"}' },
    { "InvalidParameterValue", PAY_MODE,
      '{"BeginTime":"2023-08","EndTime":"2023-09"}' },
    { "InvalidParameter", ORGANIZATION,
      '{"Month":"2023-08","Offset":"0","Limit":10}' },
    { "InvalidParameter", ORGANIZATION,
      '{"Month":"2023-08","Offset":0,"Limit":10.0}' },
    { "InvalidParameter", ORGANIZATION,
      '{"Month":"2023-08","Offset":-1,"Limit":10}' },
    { "InvalidParameterValue", ORGANIZATION,
      '{"Month":"2023-08","Offset":0,"Limit":1001}' },
    { "InvalidParameterValue", ORGANIZATION,
      '{"Month":"2023-08","Offset":0,"Limit":0}' },
    { "InvalidParameterValue", ORGANIZATION,
      '{"Month":"2019-02","Offset":0,"Limit":1}' },
    { "InvalidParameterValue", ORGANIZATION,
      '{"Month":"2023-08","Offset":0,"Limit":1,"PayMode":"prepay"}' },
    { "InvalidParameterValue.InvalidMonth", "DescribeCustomerBillSummary",
      '{"CustomerUin":2,"Month":"2023-13"}' },
    { "InvalidParameterValue.InvalidMonth", "DescribeCustomerBillSummary",
      '{"CustomerUin":2,"Month":"2099-01"}' },
    { "UnauthorizedOperation.UinNoAuth", "DescribeCustomerBillSummary",
      '{"CustomerUin":700000000404,"Month":"2023-01"}' },
    { "OperationDenied.ServiceBusy", "DescribeCustomerBillSummary",
      '{"CustomerUin":700000000503,"Month":"2023-01"}' },
    { "MissingParameter", "PayDeals", "{}" },
    { "InvalidParameter", "PayDeals", '{"OrderIds":"1"}' },
    { "InvalidParameter", "PayDeals", '{"OrderIds":[1]}' },
  }
  for _, case in ipairs(REFUSED) do
    local wanted, action, body, more = case[1], case[2], case[3], case[4]
    it(("%s %s with %s"):format(action, body, wanted), function()
      assert.equal(wanted, code(action, body, more))
    end)
  end

  it("requests over 10 MB", function()
    assert.equal("RequestSizeLimitExceeded",
      code(PAY_MODE, (" "):rep(10 * 1048576 + 1)))
  end)

  it("by its own clock, and shows it in Date", function()
    box:config { clock_offset = 400 }
    local reply = call(PAY_MODE, EXAMPLE)
    assert.equal("AuthFailure.SignatureExpire", reply.response.Error.Code)
    local ahead = os.time() + 400
    local dates = {}
    for second = ahead - 3, ahead + 1 do
      dates[os.date("!%a, %d %b %Y %H:%M:%S GMT", second)] = true
    end
    assert.is_true(dates[reply.headers.date])
    assert.is_nil(code(PAY_MODE, EXAMPLE, { timestamp = ahead }))
  end)
end)

it("the sandbox logged no error", function()
  for line in box:log():gmatch "[^\n]+" do
    assert.truthy(line:find("[notice]", 1, true), line)
  end
end)
