-- A cloud of bills by resource and of customers' totals, for
-- tcbilling.testing: rows are known by their ResourceId.

local cjson = require "cjson"
local testing = require "tcbilling.testing"

local Server = {}
Server.__index = Server

local function row(id)
  return { ResourceId = id, RealTotalCost = "0.00000001", TotalCost = "-",
    Tags = cjson.empty_array, OwnerUin = "700000686592" }
end

--- The bill of a month with rows "<first>", ... of so many.
function Server:bill(month, rows, first)
  local list = {}
  for i = 1, rows do list[i] = row(("r%d"):format((first or 0) + i)) end
  self.bills[month] = list
end

local ANSWERS = {}

function ANSWERS.DescribeBillResourceSummaryForOrganization(server, asked)
  local bill = server.bills[asked.Month]
  local list = {}
  for i = asked.Offset + 1, math.min(#bill, asked.Offset + asked.Limit) do
    list[#list + 1] = bill[i]
  end
  return { ResourceSummarySet = #list > 0 and list or cjson.empty_array,
    Total = asked.NeedRecordNum == 1 and #bill or nil }
end

ANSWERS.DescribeBillResourceSummary =
  ANSWERS.DescribeBillResourceSummaryForOrganization

function ANSWERS.DescribeBillSummaryForOrganization(server)
  return { Ready = 1, SummaryDetail = server.summary }
end

function ANSWERS.DescribeBillSummaryByPayMode(server)
  return { Ready = 1, SummaryOverview = server.summary }
end

function ANSWERS.DescribeBillAdjustInfo(server, asked)
  return { Total = 0, Data = server.adjusted[asked.Month]
    and { { Month = asked.Month,
      AdjustCompletionTime = server.adjusted[asked.Month] } } or nil }
end

function ANSWERS.DescribeCustomerBillSummary(server, asked)
  return { TotalCost = server.totals[tostring(asked.CustomerUin)] or 1.5 }
end

local function name_of(request)
  for _, header in ipairs(request.headers) do
    local name = header:match("^X%-TC%-Action: (.*)$")
    if name then return name end
  end
end

--- For testing.new.
function Server:answer(request)
  local action = name_of(request)
  local asked = cjson.decode(request.body)
  asked.CustomerUin = asked.CustomerUin
    and ("%.0f"):format(asked.CustomerUin)
  self.asked[#self.asked + 1] = { action = action,
    Month = asked.Month or asked.BeginTime, Offset = asked.Offset,
    CustomerUin = asked.CustomerUin, GroupType = asked.GroupType,
    EndTime = asked.EndTime }
  local special = self.before(action, asked, #self.asked)
  if special then return special end
  local response = ANSWERS[action](self, asked)
  response.RequestId = "r"
  return testing.response(cjson.encode { Response = response })
end

--- How often an action was asked for.
function Server:count(action, month)
  local n = 0
  for _, one in ipairs(self.asked) do
    if one.action == action and (not month or one.Month == month) then
      n = n + 1
    end
  end
  return n
end

local bill_server = {}

--- Makes one.
---@param before? fun(action, asked, n): table? an answer instead, or nil
function bill_server.new(before)
  local server = setmetatable({ bills = {}, adjusted = {}, totals = {},
    asked = {}, before = before or function() end }, Server)
  server.box = testing.new { function(request)
    return server:answer(request)
  end }
  return server
end

return bill_server
