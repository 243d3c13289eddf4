--- How close json.decode comes to the least work possible, and how far it is
-- from lua-cjson: a page of 1000 rows, decoded again and again.
--
--   lua5.4 bench/decode.lua [rounds]      (and luajit; see script/bench)
--
-- Each round times every decoder in turn, so that what else the machine does
-- touches all of them. The collector runs as it does by default, in a steady
-- stream of pages that are dropped; before each turn it is run to its end, so
-- that nobody pays for another's garbage. Times are CPU times a page, medians
-- over the rounds; the ratios are medians of each round's ratio.
local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua;" .. package.path

local cjson = require "cjson"
local json = require "tcbilling.core".json
local new_floor = require "tcbilling.build_floor"
local page = require "page"

local ROUNDS, PAGES = tonumber(arg[1]) or 21, 20

local text = page.text(1000)
local whole = assert(json.decode(text)).Response.ResourceSummarySet
local build = new_floor(whole, page.names(), 45 * #whole, #text)
local options = { fields = { "ResourceId", "ResourceName", "BusinessCode",
  "RegionId", "RealTotalCost", "TotalCost" } }

local turns = {
  { "build floor", function() return build() end },
  { "json.decode", function() return json.decode(text) end },
  { "lua-cjson", function() return cjson.decode(text) end },
  { "6 of 38 fields", function() return json.decode(text, options) end },
}

local function time(decode)
  collectgarbage()
  collectgarbage()
  for _ = 1, PAGES / 4 do decode() end
  local start = os.clock()
  for _ = 1, PAGES do decode() end
  return (os.clock() - start) * 1000 / PAGES
end

local function median(list)
  table.sort(list)
  return list[math.floor((#list + 1) / 2)]
end

local function same_rows()
  local built, theirs = build(), cjson.decode(text).Response.ResourceSummarySet
  for i, row in ipairs(whole) do
    for name, value in pairs(row) do
      if type(value) ~= "table" then
        assert(built[i][name] == value and theirs[i][name] == value, name)
      end
    end
  end
end

local function measure()
  local times = {}
  for turn = 1, #turns do times[turn] = {} end
  for round = 1, ROUNDS do
    for turn, entry in ipairs(turns) do
      times[turn][round] = time(entry[2])
    end
  end
  return times
end

local function ratio(times, a, b)
  local list = {}
  for round = 1, ROUNDS do list[round] = times[a][round] / times[b][round] end
  return median(list)
end

local function report(label, value, most)
  print(("%-28s %5.2f  (at most %.1f)%s"):format(label, value, most,
    value > most and "  MISSED" or ""))
  return value <= most
end

same_rows()
local times = measure()
local ok = report("decode / build floor", ratio(times, 2, 1), 1.4)
ok = report("decode / lua-cjson", ratio(times, 2, 3), 0.5) and ok
ok = report("6 of 38 fields / lua-cjson", ratio(times, 4, 3), 0.2) and ok
print(("%s, a page of %d bytes, %d rounds"):format(
  rawget(_G, "jit") and jit.version or _VERSION, #text, ROUNDS))
for turn, entry in ipairs(turns) do
  print(("%-28s %5.2f ms"):format(entry[1], median(times[turn])))
end
os.exit(ok)
