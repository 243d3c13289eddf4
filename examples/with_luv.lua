-- Bills inside of a program's own event loop, here luv's (Debian: lua-luv):
-- two customers at once, while a timer of the program's ticks.
--   script/sandbox -- script/lua examples/with_luv.lua

local driver = require "tcbilling.runtime.curl"
local tcbilling = require "tcbilling"
local uv = require "luv"

-- From here ...
local polls, timer = {}, uv.new_timer()
local step

local function events(fd)
  return (fd.read and "r" or "") .. (fd.write and "w" or "")
end

-- Watches what the driver waits for now, and nothing else.
local function watch()
  local wanted = {}
  for _, fd in ipairs(driver.fds()) do wanted[fd.fd] = events(fd) end
  for fd, poll in pairs(polls) do
    if not wanted[fd] then
      poll:close()
      polls[fd] = nil
    end
  end
  for fd, what in pairs(wanted) do
    polls[fd] = polls[fd] or uv.new_poll(fd)
    polls[fd]:start(what, step)
  end
  local seconds = driver.timeout()
  timer:stop()
  if seconds then timer:start(math.ceil(seconds * 1000), 0, step) end
end

function step()
  driver.step()
  watch()
end
-- ... to here is all that a loop needs.

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
watch()
uv.run()
