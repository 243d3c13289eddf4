--- A page of 1000 rows as DescribeBillResourceSummaryForOrganization sends
-- it, made up but shaped like real ones: 1.2 MB, 36,000 texts of 14 bytes
-- with about 11,300 distinct ones, most columns repeating a few values. It is
-- the same on every run and in every Lua.
local M = {}

local seed

--- A whole number from 0 to n - 1 (Park and Miller's generator, which stays
-- exact in doubles).
local function random(n)
  seed = seed * 16807 % 2147483647
  return seed % n
end

local function pick(list)
  return list[random(#list) + 1]
end

local function characters(n)
  local alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
  local out = {}
  for i = 1, n do
    local at = random(#alphabet) + 1
    out[i] = alphabet:sub(at, at)
  end
  return table.concat(out)
end

local function digits(n)
  local out = {}
  for i = 1, n do out[i] = ("%d"):format(random(10)) end
  return table.concat(out)
end

local function time(month)
  return ("2023-%02d-%02d %02d:%02d:%02d"):format(month, random(28) + 1,
    random(24), random(60), random(60))
end

local function money()
  return ("%d.%s"):format(random(900), digits(8))
end

local function pool(n, make)
  local list = {}
  for i = 1, n do list[i] = make(i) end
  return function() return pick(list) end
end

local products = {
  { "p_cdb", "TencentDB MySQL", "sp_cdb_master",
    "MySQL - High-Availability Edition (General)" },
  { "p_cvm", "Cloud Virtual Machine (CVM)", "sp_cvm_s5",
    "CVM Standard S5 - Instance" },
  { "p_cbs", "Cloud Block Storage", "sp_cbs_premium",
    "CBS - Premium Cloud Disk" },
  { "p_cos", "Cloud Object Storage", "sp_cos_std", "COS - Standard Storage" },
  { "p_clb", "Cloud Load Balancer", "sp_clb_lcu", "CLB - LCU, per hour" },
  { "p_eip", "Elastic IP", "sp_eip_bandwidth", "EIP - billed by bandwidth" },
}

local regions = {
  { 1, "South China (Guangzhou)", "Guangzhou Zone " },
  { 9, "Southeast Asia (Singapore)", "Singapore Zone " },
  { 16, "Southwest China (Chengdu)", "Chengdu Zone " },
  { 22, "North America (Virginia)", "Virginia Zone " },
}

local function text(value)
  return '"' .. value .. '"'
end

local function tags(project)
  local list = {}
  for i = 1, random(4) == 0 and 0 or random(3) + (random(2)) do
    list[i] = ('{"TagKey":"key%d","TagValue":"%s"}'):format(i, project())
  end
  return "[" .. table.concat(list, ",") .. "]"
end

local function columns()
  seed = 20230807
  local owner = pool(30, function() return "7000" .. digits(8) end)
  local project = pool(20, function() return "project-" .. characters(4) end)
  local config = pool(60, function(i)
    return i % 7 == 0
      and ("Memory %d GB, %d CPU cores, SSD %d GB"):format(i, i % 16, i * 10)
      or ("%d CPU cores, %d GB"):format(i % 16, i)
  end)
  local network = pool(120, function()
    return "vpc: vpc-" .. characters(8) .. ",Default-VPC"
  end)
  local product, region, cost
  return {
    { "BusinessCodeName", function()
      product, region, cost = pick(products), pick(regions), money()
      return product[2]
    end },
    { "ProductCodeName", function() return product[4] end },
    { "PayModeName", function()
      return pick { "Monthly subscription", "Pay-As-You-Go resources" }
    end },
    { "ProjectName", project },
    { "RegionName", function() return region[2] end },
    { "ZoneName", function() return region[3] .. random(4) + 1 end },
    { "ResourceId", function() return "ins-" .. characters(8) end },
    { "ResourceName", function(row)
      if row % 100 == 7 then return "say \\\"" .. characters(4) .. "\\\"" end
      return "tencent-node-" .. characters(6)
    end },
    { "ActionTypeName", function()
      return pick { "Monthly subscription renewal", "Pay-as-you-go deduction" }
    end },
    { "OrderId", function() return "202308" .. digits(17) end },
    { "PayTime", function() return time(9) end },
    { "FeeBeginTime", function() return time(7) end },
    { "FeeEndTime", function() return time(8) end },
    { "ConfigDesc", function(row)
      if row % 2 == 0 then return config() .. ", 50 GB premium disk, 5 Mbps" end
      return config()
    end },
    { "ExtendField1", network },
    { "ExtendField2", function()
      return ("vip: 172.%d.%d.%d"):format(random(32), random(256), random(256))
    end },
    { "TotalCost", function() return cost end },
    { "Discount", function() return pick { "1", "0.8", "0.325825" } end },
    { "ReduceType", function() return pick { "Discount", "-" } end },
    { "RealTotalCost", money },
    { "VoucherPayAmount", function()
      return random(2) == 0 and money() or "0.00000000"
    end },
    { "CashPayAmount", money },
    { "IncentivePayAmount", function()
      return random(2) == 0 and money() or "0.00000000"
    end },
    { "TransferPayAmount", function() return "0.00000000" end },
    { "ExtendField3", function() return "-" end },
    { "ExtendField4", function() return "-" end },
    { "ExtendField5", function() return "-" end },
    { "Tags", function() return nil, tags(project) end },
    { "OwnerUin", owner },
    { "OperateUin", owner },
    { "BusinessCode", function() return product[1] end },
    { "ProductCode", function() return product[3] end },
    { "RegionId", function() return nil, ("%d"):format(region[1]) end },
    { "InstanceType", function() return pick { "-", "S5.MEDIUM4" } end },
    { "OriginalCostWithRI", function() return "0.00000000" end },
    { "SPDeduction", function() return "0.00000000" end },
    { "OriginalCostWithSP", function() return "0.00000000" end },
    { "BillMonth", function() return "2023-08" end },
  }
end

--- The names of a row's fields, in the order in which they are sent.
function M.names()
  local names = {}
  for i, column in ipairs(columns()) do names[i] = column[1] end
  return names
end

--- The text of a page.
---@param rows integer
---@return string json
function M.text(rows)
  local out, cells, makers = {}, {}, columns()
  for row = 1, rows do
    for i, column in ipairs(makers) do
      local value, raw = column[2](row)
      cells[i] = ('"%s":%s'):format(column[1], raw or text(value))
    end
    out[row] = "{" .. table.concat(cells, ",") .. "}"
  end
  return '{"Response":{"RequestId":"0a27bddd-8683-4187-b9c0-7d407a2c818f",'
    .. '"ResourceSummarySet":[' .. table.concat(out, ",")
    .. ('],"Total":%d}}'):format(rows)
end

return M
