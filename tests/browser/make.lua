-- A store with bills of the sandbox and a few hostile names, and its page:
--   script/lua tests/browser/make.lua DIRECTORY

local format = require "tcbilling.pull.formats.resources"
local page = require "tcbilling.report.page"
local pull = require "tcbilling.pull"
local report = require "tcbilling.report.store"
local store = require "tcbilling.pull.store"
local tcbilling = require "tcbilling"

local directory = arg[1]
local url = "sqlite:" .. directory .. "/bills.db"

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT",
  ca_file = os.getenv "TCBILLING_CA_FILE",
})
assert(pull.resources(client, { months = { "2023-06", "2023-07", "2023-08" },
  to = url }))
assert(pull.customers(client, { months = { "2023-07", "2023-08" },
  uins = { "700000001001", "700000001002" }, to = url }))

local HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
  .. "\226\128\174\"'`${alert(3)}"
local sink = assert(store.open { url = url, format = format })
local bill = { key = "resources/hostile/2023-08", kind = "resources",
  account = "hostile", month = "2023-08" }
local rows = {}
for i, name in ipairs { HOSTILE, ("long "):rep(800), "\216\167\216\174" } do
  rows[i] = format.read({ ResourceId = name, ResourceName = name,
    BusinessCodeName = name, RegionName = name, OwnerUin = name,
    PayModeName = name, ActionTypeName = name, RealTotalCost = "0.1",
    Tags = { { TagKey = name, TagValue = name } } }, bill)
end
assert(sink:append(bill, rows, { request = "r", keys = "k", state = "whole",
  reading = 1, rows = #rows, sums = {}, started_at = 1, finished_at = 2,
  provisional = "closing" }))
assert(sink:fail({ key = "k", account = "hostile", month = "2023-05" },
  { message = HOSTILE, kind = "denied", at = 3 }))
sink:close()

local file = assert(io.open(directory .. "/report.html", "wb"))
file:write(page(assert(report.read(url)), os.time()))
file:close()
