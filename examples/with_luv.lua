-- Bills inside of a program's own event loop, here luv's (Debian: lua-luv):
-- two customers at once, while a timer of the program's ticks.
--   script/sandbox -- script/lua examples/with_luv.lua

local tcbilling = require "tcbilling"
local uv = require "luv"

local client = assert(tcbilling.new {
  endpoint = os.getenv "TCBILLING_ENDPOINT",
  ca_file = os.getenv "TCBILLING_CA_FILE",
})

local ticks, left = 0, 2
local ticker = uv.new_timer()
ticker:start(10, 10, function() ticks = ticks + 1 end)

local function print_total(uin)
  local bill = assert(client.intlpartnersmgt:DescribeCustomerBillSummary {
    CustomerUin = uin, Month = "2023-08",
  })
  print(uin, bill.TotalCost)
  left = left - 1
  if left == 0 then
    ticker:close()
    assert(ticks > 50, "the loop stood still") -- the rate is one a second
  end
end

for _, uin in ipairs { 700000000003, 700000000007 } do
  client:spawn(print_total, uin)
end

-- All that the loop needs. It watches nothing once all is done, so the loop
-- ends. After a spawn outside of tasks that comes later call watch() of what
-- new() returns.
require "tcbilling.runtime.luv".new(uv)
uv.run()
