-- What is asked of the API. Amounts stay the text that they are.

local failure = require "service.failure"
local metrics = require "service.metrics"
local tcbilling = require "tcbilling"

local list = tcbilling.json.list -- so that none is [] and not {}

local bills = {}

--- Seconds after which a viewer has an answer, whatever it is.
bills.DEADLINE = 10

-- Building a few fields takes a fraction of the time of all; and with them
-- there are no lists inside of rows.
local MODE_FIELDS = { "PayMode", "PayModeName", "RealTotalCost", "TotalCost",
  "CashPayAmount", "IncentivePayAmount", "VoucherPayAmount",
  "TransferPayAmount" }
local ROW_FIELDS = { "ResourceId", "ResourceName", "BusinessCodeName",
  "ProductCodeName", "PayModeName", "ActionTypeName", "ProjectName",
  "RegionName", "OwnerUin", "OrderId", "FeeBeginTime", "FeeEndTime",
  "RealTotalCost", "TotalCost" }

-- Counts a call by what became of it.
local function counted(response, message, detail)
  metrics.count_call(detail)
  return response, message, detail
end

-- Whole seconds since the API was asked.
local function age_of(detail)
  return math.floor(detail.age or 0)
end

local function sum(items, field)
  local total, problem = tcbilling.sum(items, field)
  if not total then return nil, problem, { kind = "decode" } end
  return tostring(total)
end

--- A month's bill by billing mode.
---@param client table
---@param asked { month: string }
---@return table? bill { month, total, modes, cached, age (seconds) }
---@return string? message, table? detail
function bills.pay_modes(client, asked)
  local bill, message, detail = counted(
    client.billing:DescribeBillSummaryByPayMode({
      BeginTime = asked.month, EndTime = asked.month,
    }, { deadline = bills.DEADLINE, fields = MODE_FIELDS }))
  if not bill then return nil, message, detail end
  local modes = list(bill.SummaryOverview or {}) -- absent: nothing was bought
  local total, problem, problem_detail = sum(modes, "RealTotalCost")
  if not total then return nil, problem, problem_detail end
  return { month = asked.month, total = total, modes = modes,
    cached = detail.cached or false, age = age_of(detail) }
end

--- One page of the bill by instance.
---@param client table
---@param asked { month: string, page: integer, per_page: integer }
---@return table? page { month, page, per_page, count, rows, cached, age }
---@return string? message, table? detail
function bills.resources(client, asked)
  local bill, message, detail = counted(
    client.billing:DescribeBillResourceSummaryForOrganization({
      Month = asked.month, NeedRecordNum = 1,
      Offset = (asked.page - 1) * asked.per_page, Limit = asked.per_page,
    }, { deadline = bills.DEADLINE, fields = ROW_FIELDS }))
  if not bill then return nil, message, detail end
  return { month = asked.month, page = asked.page, per_page = asked.per_page,
    count = bill.Total, rows = list(bill.ResourceSummarySet or {}),
    cached = detail.cached or false, age = age_of(detail) }
end

-- Customers

-- Few are under way at once, since what has begun is not stopped when its
-- viewer leaves: the answer is kept for the next.
local CONCURRENCY = 4

-- When the last of `n` customers must be known. Their rate is one a second,
-- so the deadline starts when the last could.
local function deadline_of(client, n)
  local plan, message, detail = client:plan("intlpartnersmgt",
    "DescribeCustomerBillSummary", { items = n })
  if not plan then return nil, message, detail end
  return ngx.now() + plan.seconds + bills.DEADLINE
end

-- By number: of each its bill, or message and detail of a failure.
local function ask_all(client, asked, ends)
  local function ask(uin)
    return counted(client.intlpartnersmgt:DescribeCustomerBillSummary({
      CustomerUin = uin, Month = asked.month,
    }, { deadline = math.max(ends - ngx.now(), 0) }))
  end
  local known = {}
  local each = client:each(asked.uins, ask, { concurrency = CONCURRENCY })
  for uin, bill, message, detail in each do
    known[uin] = { bill = bill, message = message, detail = detail }
  end
  return known, each.failed
end

local function named(uin, message)
  return "customer " .. uin .. ": " .. message
end

local function customer_of(uin, known)
  if known.bill then
    return { uin = uin, total = known.bill.TotalCost,
      cached = known.detail.cached or false, age = age_of(known.detail) }
  end
  failure.log(named(uin, known.message), known.detail)
  return { uin = uin, error = failure.describe(known.message, known.detail) }
end

--- What customers cost in a month, in the order of the question. One that
--- failed has an error for a total. The sum of the others is no `total`, but
--- the `subtotal`, so that nobody takes it for one. When all have failed, it
--- fails as the first has.
---@param client table
---@param asked { month: string, uins: string[] }
---@return table? bill { month, customers, total or subtotal, failed }
---@return string? message, table? detail
function bills.customers(client, asked)
  local ends, message, detail = deadline_of(client, #asked.uins)
  if not ends then return nil, message, detail end
  local known, failed = ask_all(client, asked, ends)
  if failed == #asked.uins then
    local uin = asked.uins[1]
    return nil, named(uin, known[uin].message), known[uin].detail
  end
  local customers = {}
  for i, uin in ipairs(asked.uins) do
    customers[i] = customer_of(uin, known[uin])
  end
  local total, problem, problem_detail = sum(customers, "total")
  if not total then return nil, problem, problem_detail end
  return { month = asked.month, customers = customers, failed = failed,
    [failed == 0 and "total" or "subtotal"] = total }
end

return bills
