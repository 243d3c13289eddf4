-- In a network whose name server is silent: see silent_dns.

local core = require "tcbilling.core"
local curl = require "tcbilling.curl"
local sandbox = require "spec.sandbox"
local tcbilling = require "tcbilling"

local passed, failed = 0, 0

local function expect(what, holds)
  if holds then
    passed = passed + 1
  else
    failed = failed + 1
    print("not so: " .. what)
  end
end

local box = sandbox.start { own = true, no_limits = true }

-- The name hangs; meanwhile an address is asked, and answers.
local set = assert(curl.new())
local began = core.monotonic()
local hanging = assert(set:start { url = "https://silent.example/",
  timeout = 500, connect_timeout = 500 })
local other = assert(set:start { url = box.url .. "/", ca_file = box.ca,
  body = "{}", timeout = 400 })
local other_took
while not hanging:result() do
  assert(set:step(1000))
  while set:ended() do end
  if other:result() and not other_took then
    other_took = core.monotonic() - began
  end
end
local took = core.monotonic() - began
print(("the hanging name took %.0f ms of 500, the other call %.0f ms")
  :format(took * 1000, (other_took or 99) * 1000))
expect("a hanging name times out on time", took > 0.45 and took < 0.6)
expect("it is a timeout of the connection",
  hanging:result().outcome == "connect_timeout")
expect("other transfers go on meanwhile", other_took and other_took < 0.35
  and other:result().outcome == "done")

local client = assert(tcbilling.new {
  secret_id = "a", secret_key = "b", proxy = "",
  endpoint = "https://silent.example", timeout = 500,
})
began = core.monotonic()
local bill, message, detail = client.billing:DescribeBillSummaryByPayMode(
  { BeginTime = "2018-11", EndTime = "2018-11" }, { retry = false })
took = core.monotonic() - began
expect("a call is told so in time", bill == nil and detail.kind == "timeout"
  and took < 0.6)
print(message)
box:stop()
print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0, true)
