-- The page of costs out of a store: run by tests/openresty as
--   script/lua tests/service/stored.lua SERVICE_URL CONTROL_URL PREFIX FILE

local amounts = require "tcbilling.report.amounts"
local asking = require "tests.service.asking"
local cells_of = require "spec.csv_cells"
local decimal = require "tcbilling".decimal

local check, is, look = asking.check, asking.is, asking.look

local file = arg[4]

-- A second look at the store, by its own tool.
local function sql(query)
  return (asking.run(("sqlite3 '%s' \"%s\""):format(file, query))
    :gsub("\n$", ""))
end

local function sum(where)
  return decimal(sql("SELECT SUM(real_total_cost_e8) FROM resources WHERE "
    .. where)):div(decimal "100000000", 8)
end

local answer = look "/"
is("the page", 200, answer.status)
for _, month in ipairs { "2023-06", "2023-07", "2023-08" } do
  check(month .. "'s cost is that of SQL", answer.body:find(">"
    .. amounts.text(sum("month = '" .. month .. "'")) .. "</td>", 1, true),
    amounts.text(sum("month = '" .. month .. "'")))
end
check("it shows the latest month", answer.body:find(
  '<option selected value="2023-08">', 1, true), answer.body:match "<form.-</")
check("it offers no other bill", not answer.body:find('name="scope"', 1, true),
  answer.body:match "<form.-</form>")

-- CSV, digit by digit.
local regions = cells_of(look("/costs.csv?month=2023-07&part=regions").body)
for i = 2, #regions do
  local name = regions[i][1]
  for n, month in ipairs { "2023-07", "2023-06" } do
    is(name .. "'s " .. month, amounts.plain(sum(("month = '%s' AND "
      .. "region_name = '%s'"):format(month, name))), regions[i][n + 1])
  end
end
is("the regions", sql("SELECT COUNT(DISTINCT region_name) FROM resources "
  .. "WHERE month IN ('2023-06', '2023-07')"), tostring(#regions - 1))
local all = cells_of(look("/costs.csv?month=2023-08&part=resources").body)
local total, count = decimal(0), #all - 1
for i = 2, #all do total = total + decimal(all[i][7]) end
is("the sum of all resources", sum "month = '2023-08'", total)
check("there are many of them", count > 1000, count)

answer = look "/?month=2023-09"
is("a month that it does not hold", 400, answer.status)
check("it says so", answer.body:find("it holds no bill of 2023-09", 1, true),
  answer.body:match "<details.-</details>")

-- A store that went away: nobody waits for ever.
is("it goes away", "", asking.run(("mv '%s' '%s.away' 2>&1"):format(file,
  file)))
answer = look "/?month=2023-07" -- what is kept is shown on
is("a month that was kept", 200, answer.status)
answer = look "/?month=2023-06"
is("one that was not", 400, answer.status)
check("it says what is wrong", answer.body:find("there is no such file", 1,
  true), answer.body:match "<details.-</details>")
is("what the cloud was asked", 0, #asking.sandbox "arrivals")

print(("%d passed, %d failed"):format(asking.passed, asking.failed))
os.exit(asking.failed == 0)
