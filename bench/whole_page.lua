-- The CPU of a whole page, from the wire to tables, beside Debian's binding of
-- libcurl (lua-curl, over GnuTLS) with lua-cjson, on LuaJIT. For a sandbox:
--   script/sandbox --no-limits --no-gzip -- \
--     script/lua bench/whole_page.lua "not packed" 0.6
-- The second word is the ratio that it may reach, on LuaJIT as theirs, which is
-- not to be had for Lua 5.4. None is asked for where pages are packed: most of
-- it is inflating then, by the same zlib for both.
--
-- Ours is all of a call: signature, limiter, checks, decoding. Theirs is what
-- can't be left out: one handle that keeps its connection, the same request
-- signed once, before the clock runs, and set once; chunks, joined, decoded.
-- Turns alternate, each in a process of its own. Times are CPU times of the
-- client, medians over the rounds; the ratios medians of each round's ratio.

local tcbilling = require "tcbilling"

local ROUNDS, PAGES = 9, 30
local ACTION = "DescribeBillResourceSummaryForOrganization"
local PARAMS = { Month = "2023-08", Offset = 0, Limit = 1000,
  NeedRecordNum = 1 }

local url, ca_file = os.getenv "TCBILLING_ENDPOINT",
  os.getenv "TCBILLING_CA_FILE"

local function new_client()
  return assert(tcbilling.new { endpoint = url, ca_file = ca_file,
    limits = { billing = { [ACTION] = 128 } } })
end

local makers = {}

function makers.ours()
  local client = new_client()
  return function() return assert(client.billing[ACTION](client.billing,
    PARAMS)) end
end

local function signed()
  local core = require "tcbilling.core"
  local signer = assert(core.signer {
    secret_id = os.getenv "TENCENTCLOUD_SECRET_ID",
    secret_key = os.getenv "TENCENTCLOUD_SECRET_KEY",
  })
  local body = core.json.encode(PARAMS)
  local headers = { "X-TC-Version: 2018-07-09" }
  for name, value in pairs(assert(signer:headers {
    service = "billing", host = url:match "//(.*)", timestamp = os.time(),
    content_type = "application/json", body = body,
    headers = { ["X-TC-Action"] = ACTION },
  })) do
    headers[#headers + 1] = name .. ": " .. value
  end
  return headers, body
end

function makers.theirs()
  local curl, cjson = require "curl", require "cjson"
  local headers, body = signed()
  local easy, chunks, n = curl.easy_init(), nil, nil
  easy:setopt(curl.OPT_URL, url)
  easy:setopt(curl.OPT_CAINFO, ca_file)
  easy:setopt(curl.OPT_PROXY, "")
  easy:setopt(curl.OPT_ACCEPT_ENCODING, "gzip")
  easy:setopt(curl.OPT_HTTPHEADER, headers)
  easy:setopt(curl.OPT_POSTFIELDS, body)
  easy:setopt(curl.OPT_WRITEFUNCTION, function(chunk)
    n = n + 1
    chunks[n] = chunk
    return #chunk
  end)
  return function()
    chunks, n = {}, 0
    assert(easy:perform() == 0)
    return cjson.decode(table.concat(chunks)).Response
  end
end

-- Prints the CPU of a page in ms, and what its rows add up to.
local function turn(name)
  local get = makers[name]()
  local total
  for _ = 1, PAGES / 2 do
    local rows = get().ResourceSummarySet
    assert(#rows == PARAMS.Limit)
    total = tostring(assert(tcbilling.sum(rows, "RealTotalCost")))
  end
  collectgarbage()
  collectgarbage()
  local began = os.clock()
  for _ = 1, PAGES do get() end
  print(("%.4f %s"):format((os.clock() - began) * 1000 / PAGES,
    tostring(total)))
end

local function run(lua, name)
  local pipe = assert(io.popen(("script/%s bench/whole_page.lua %s"):format(lua,
    name)))
  local ms, total = pipe:read "*l":match "^(%S+) (%S+)$"
  pipe:close()
  return tonumber(ms), total
end

local function median(list)
  table.sort(list)
  return list[math.ceil(#list / 2)]
end

local function compare(label, most)
  require "spec.sandbox".start():faults {
    { kind = "wrong_json", body = require "bench.page".text(PARAMS.Limit) },
  }
  local lua, jit, theirs, by_lua, by_jit = {}, {}, {}, {}, {}
  for i = 1, ROUNDS do
    local sums = {}
    lua[i], sums[1] = run("lua", "ours")
    jit[i], sums[2] = run("luajit", "ours")
    theirs[i], sums[3] = run("luajit", "theirs")
    assert(sums[1] == sums[3] and sums[2] == sums[3], "not the same page")
    by_lua[i], by_jit[i] = lua[i] / theirs[i], jit[i] / theirs[i]
  end
  local theirs_ms = median(theirs)
  local function report(name, times, ratios, limit)
    local ratio = median(ratios)
    local missed = limit and ratio > limit
    print(("%-8s page, %-10s  %5.2f ms, lua-curl and lua-cjson %5.2f ms: %.2f"
      .. "%s%s"):format(name, label, median(times), theirs_ms, ratio,
      limit and (" (at most %.1f)"):format(limit) or "",
      missed and "  MISSED" or ""))
    return not missed
  end
  report("Lua 5.4", lua, by_lua)
  return report("LuaJIT", jit, by_jit, most)
end

if makers[arg[1]] then
  turn(arg[1])
else
  os.exit(compare(arg[1] or "", tonumber(arg[2])))
end
