-- What the generated rows are made of: products, regions, transactions, tags
-- and names, with the awkward ones that real bills hold. Texts of `json` and
-- of names are JSON already, escapes included.
local M = {}

local function product(code, name, sub, sub_name, id, config, type)
  return { code = code, name = name, sub = sub, sub_name = sub_name, id = id,
    config = config, type = type }
end

M.products = {
  product("p_cvm", "Cloud Virtual Machine (CVM)", "sp_cvm_s5",
    "CVM Standard S5", "ins-", "CPU - 2 cores, memory - 4 GB", "S5.MEDIUM4"),
  product("p_cdb", "TencentDBMySQL", "sp_cdb_master",
    "MySQL - High-Availability Edition (General)", "cdb-",
    "MySQL - 1 CPU core", "-"),
  product("p_cbs", "Cloud Block Storage (CBS)", "sp_cbs_ssd",
    "CBS - Cloud SSD", "disk-", "Cloud SSD - 100 GB", "-"),
  product("p_cos", "Cloud Object Storage (COS)", "sp_cos_storage",
    "Standard storage capacity", "bucket-", "Storage class - STANDARD", "-"),
  product("p_clb", "Cloud Load Balancer (CLB)", "sp_clb_instance",
    "CLB - Instance", "lb-", "Network - \\u516c\\u7f51 (public)", "-"),
  product("p_cdn", "Content Delivery Network (CDN)", "sp_cdn_traffic",
    "CDN traffic", "-", "-", "-"),
  product("p_redis", "TencentDB for Redis", "sp_redis_cluster",
    "Redis - Cluster \\\"4.0\\\"", "crs-", "Shards - 3 \\/ memory - 8 GB",
    "-"),
  product("p_eip", "Elastic IP (EIP)", "sp_eip_bandwidth", "EIP - Bandwidth",
    "eip-", "Bandwidth - 5 Mbps", "-"),
  product("p_scf", "Serverless Cloud Function (SCF)", "sp_scf_gbs",
    "SCF - GBs", "lam-", "Path - C:\\\\fn\\tindex.main", "-"),
  product("p_tke", "Tencent Kubernetes Engine (TKE)", "sp_tke_l5",
    "TKE - Level L5", "cls-", "Cluster level - L5", "-"),
}

local function region(id, name, zone)
  return { id = id, name = name, zone = zone }
end

M.regions = {
  region(16, "Southwest China (Chengdu)", "Chengdu Zone 1"),
  region(9, "Southeast Asia (Singapore)", "Singapore Zone 2"),
  region(1, "South China (Guangzhou)", "Guangzhou Zone 6"),
  region(5, "Hong Kong, Macao and Taiwan (China) (Hong Kong)",
    "Hong Kong Zone 2"),
  region(22, "US East (Virginia)", "Virginia Zone 1"),
  region(17, "Europe (Frankfurt)", "Frankfurt Zone 1"),
  region(74, "South America (S\195\163o Paulo)",
    "S\195\163o Paulo Zone 1"),
  region(0, "Other", "-"),
}

-- `code` as summaries name the transaction, `name` as rows do, `plain` as
-- filters do.
local function transaction(mode, code, name, summary_name)
  return { mode = mode, code = code, name = name,
    plain = name:gsub("\\/", "/"), summary_name = summary_name or name }
end

M.transactions = {
  transaction("prePay", "prepay_purchase", "Monthly subscription purchase"),
  transaction("prePay", "prepay_renew", "Monthly subscription renewal"),
  transaction("prePay", "prepay_modify",
    "Monthly subscription upgrade\\/downgrade"),
  transaction("postPay", "postpay_deduct_h", "Hourly pay-as-you-go",
    "Hourly settlement"),
  transaction("postPay", "postpay_deduct_d", "Daily pay-as-you-go",
    "Daily settlement"),
  transaction("postPay", "postpay_deduct_m", "Monthly pay-as-you-go",
    "Monthly settlement"),
  transaction("postPay", "svp_hour_pay", "Hourly savings plan fee"),
}
M.refund = transaction("prePay", "prepay_return",
  "Monthly subscription refund")
M.compensation = transaction("postPay", "recon_increase",
  "Adjustment compensation")
M.precision = transaction("postPay", "billVirtualId",
  "Monthly precision difference adjustment")

M.mode_names = { prePay = "Monthly subscription", postPay = "Pay-as-you-go" }

-- Millionths of the list price that are charged.
M.discounts = { 1000000, 1000000, 900000, 325825, 850000, 1090000, 500000 }

local function tags(json, held)
  return { json = json, held = held }
end

local function one_tag(key, value)
  return tags('[{"TagKey":"' .. key .. '","TagValue":"' .. value .. '"}]',
    { [key] = value })
end

M.tags = { tags("[]", {}), tags("[]", {}), tags("[]", {}), tags("[]", {}),
  tags("[]", {}), one_tag("env", "production"), one_tag("env", "staging"),
  one_tag("env", ""), one_tag("\233\131\168\233\151\168",
    "\232\180\162\229\138\161"),
  tags('[{"TagKey":"env","TagValue":"production"},{"TagKey":"team",'
    .. '"TagValue":"a b+c\\/\\u00e9\\"\\\\"}]',
    { env = "production", team = 'a b+c/\195\169"\\' }),
  tags('[{"TagKey":"env","TagValue":"test"},{"TagKey":"project","TagValue":'
    .. '"\\ud83d\\ude80 launch"},{"TagKey":"team","TagValue":"core"}]',
    { env = "test", project = "\240\159\154\128 launch", team = "core" }) }

-- Each is followed by the row's index; "" stays empty.
M.names = { "web-", "db-", "TencentDBmysql-test", "", "cache ",
  "\230\181\139\232\175\149\230\156\141\229\138\161\229\153\168-",
  "say \\\"hi\\\" \\\\ ", "\\u6d4b\\u8bd5 \\u2028", "\240\159\152\128 ",
  "caf\195\169-", "e\\u0301 ", "tab\\there-", "a\\/b ", "\\ud83d\\ude00-",
  "node-", "worker-" }

M.projects = { "Default project", "Default project", "Data \\u0026 AI",
  "\233\187\152\232\174\164\233\161\185\231\155\174" }

return M
