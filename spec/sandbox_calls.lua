-- Calls to a sandbox as the specs about it make them, by curl and the openssl
-- command: nothing of the project is in between.
local signed_curl = require "spec.signed_curl"

local M = {}

M.ORGANIZATION = "DescribeBillResourceSummaryForOrganization"
M.PAY_MODE = "DescribeBillSummaryByPayMode"
M.CUSTOMER = "DescribeCustomerBillSummary"
M.EXAMPLE = '{"BeginTime":"2018-11","EndTime":"2018-11"}'

--- One call: `more` is what signed_curl takes beside action and body.
function M.call(box, action, body, more)
  local given = { action = action, body = body, service = "billing" }
  if action == M.CUSTOMER then given.service = "intlpartnersmgt" end
  for name, value in pairs(more or {}) do given[name] = value end
  return signed_curl.call(box, given)
end

--- The code of the answer's error, nil for a good one.
function M.code(...)
  local reply = M.call(...)
  assert(reply.exit == 0 and reply.status == 200, "no answer")
  assert(type(reply.response.RequestId) == "string")
  assert(reply.response.RequestId == reply.headers["x-tc-requestid"])
  return reply.response.Error and reply.response.Error.Code
end

--- One page of an organisation's bill: the Response.
function M.rows(box, month, offset, limit, more)
  return M.call(box, M.ORGANIZATION, ('{"Month":"%s","Offset":%d,"Limit":%d%s}')
    :format(month, offset, limit, more or "")).response
end

--- The documented answer of an action.
function M.fixture(action)
  local file = assert(io.open("sandbox/fixtures/" .. action .. ".json", "rb"))
  local text = file:read "*a"
  file:close()
  return text
end

--- An amount in whole 1e-8 units: exact in a number up to 90 million.
function M.units(text)
  local sign, whole, fraction = text:match "^(%-?)(%d+)%.?(%d*)$"
  local value = tonumber(whole) * 1e8
    + tonumber((fraction .. "00000000"):sub(1, 8))
  return sign == "-" and -value or value
end

return M
