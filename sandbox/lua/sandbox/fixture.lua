-- The documented examples, read once when the server starts and sent byte for
-- byte, their request ids included.
local M = {}

local function read(name)
  local here = debug.getinfo(1, "S").source:match "^@(.*)lua/sandbox/[^/]*$"
  local file = assert(io.open(here .. "fixtures/" .. name .. ".json", "rb"))
  local text = file:read "*a"
  file:close()
  return { text = text, request_id = text:match '"RequestId":%s*"([^"]*)"' }
end

M.customer = read "DescribeCustomerBillSummary"
M.pay_mode = read "DescribeBillSummaryByPayMode"
M.organization = read "DescribeBillResourceSummaryForOrganization"

-- Without the example's indentation, so that it fits into other pages.
M.example_row = M.organization.text
  :match '"ResourceSummarySet":%s*%[%s*({.*})%s*%],%s*"Total"'
  :gsub("\n%s*", ""):gsub('": ', '":')

--- Whether `params` holds exactly what `wanted` holds.
function M.matches(params, wanted)
  for name, value in pairs(params) do
    if wanted[name] ~= value then return false end
  end
  for name, value in pairs(wanted) do
    if params[name] ~= value then return false end
  end
  return true
end

return M
