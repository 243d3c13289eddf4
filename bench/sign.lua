-- One signature from Lua, against the SHA-256 work it needs at least and
-- against the obvious one-shot calls. Rounds are interleaved, each in a process
-- of its own, since where memory happens to lie is worth a fifth; medians.
--   script/bench sign

local core = require "tcbilling.core"

local ROUNDS, COUNT = 15, 20000
local floor_program = assert(arg[1], "the path of sign_floor, or ours")

local signer = assert(core.signer { secret_id = "AKIDEXAMPLEEXAMPLE",
  secret_key = "fake-fake-fake-fake-fake-fake" })
local request = {
  service = "billing",
  host = "billing.intl.tencentcloudapi.com",
  timestamp = 1700000000,
  body = ("x"):rep(120),
  headers = { ["x-tc-action"] = "DescribeBillSummaryByPayMode" },
}

local function ours()
  local began = core.monotonic()
  for _ = 1, COUNT do signer:sign(request) end
  return (core.monotonic() - began) / COUNT * 1e9
end

if floor_program == "ours" then
  ours() -- warm
  print(ours())
  return
end

local function run(command)
  local pipe = assert(io.popen(command))
  local ns = tonumber(pipe:read "*l")
  pipe:close()
  return ns
end

local function program(mode)
  return run(floor_program .. " " .. mode .. " " .. COUNT)
end

local function median(list)
  table.sort(list)
  return list[math.ceil(#list / 2)]
end

local own, least, naive = {}, {}, {}
for i = 1, ROUNDS do
  own[i] = run(arg[-1] .. " " .. arg[0] .. " ours")
  least[i], naive[i] = program "floor", program "naive"
end
local a, b, c = median(own), median(least), median(naive)
print(("%-10s signature %6.0f ns, needed digests %6.0f ns, "
  .. "one-shots %6.0f ns"):format(_VERSION == "Lua 5.1" and "LuaJIT"
  or _VERSION, a, b, c))
print(("%-10s %.2f x the digests (at most 2), one-shots %.1f x ours "
  .. "(at least 5)"):format("", a / b, c / a))
os.exit(a / b <= 2 and c / a >= 5)
