-- What viewers of the live page got while it pulled, what the API got, and for
-- how long the workers were held.
--   viewers.lua FOLDER SECONDS    the files of tests/long/page_viewers, and how
--                                 long the page took

local amounts = require "tcbilling.report.amounts"
local expect = require "tests.long.expect"
local tcbilling = require "tcbilling"

local json = tcbilling.json

local MONTH, BEFORE = "2023-08", "2023-07"
local ROWS = "DescribeBillResourceSummaryForOrganization"
local PAGE = 999 -- rows that are new on a page
local MOST = 4 -- pages' decoding that a worker may be held for

local folder, seconds = arg[1], arg[2]

local function read(name)
  local file = assert(io.open(folder .. "/" .. name, "rb"))
  local text = file:read "a"
  file:close()
  return text
end

local function sandbox(path)
  local pipe = assert(io.popen("curl -s --noproxy '*' --max-time 60 '"
    .. os.getenv "TCBILLING_SANDBOX_HTTP" .. "/_sandbox/" .. path .. "'"))
  local value = assert(json.decode(pipe:read "a"))
  pipe:close()
  return value
end

-- Viewers

local function check_viewers()
  local wrk, head = read "wrk", read "head"
  local loading, shown, others = wrk:match
    "Statuses: (%d+) of 202, (%d+) of 200, (%d+) others"
  print(("the page was there after %s s; viewers: %s answers a second, 99 %% "
    .. "within %s; %s of 202, %s of 200"):format(seconds,
    wrk:match "Requests/sec: +(%S+)", wrk:match "99%% +(%S+)", loading, shown))
  expect.that("at first it is loading:\n" .. head,
    head:find "^HTTP/1.1 202 " and head:find "\nRefresh: %d")
  expect.that("viewers see it loading, and then the page:\n" .. wrk,
    tonumber(loading) >= 100 and tonumber(shown) >= 100)
  expect.that("every answer is 200 or 202:\n" .. wrk, others == "0"
    and not wrk:find "Non-2xx")
  expect.that("no socket fails:\n" .. wrk, not wrk:find "Socket errors")
end

-- The page's cell of what a month cost.
local function check_total(page, month)
  local total = sandbox("total?Month=" .. month)
  local wanted = amounts.text(tcbilling.decimal(total.RealTotalCost))
  local cell = page:match(month:gsub("%-", "%%-")
    .. "</th><td[^>]*>([%d.,%-]+)</td>") or "none"
  print(("%s: %s USD"):format(month, cell))
  expect.that(("%s's total is %s, not %s"):format(month, wanted, cell),
    cell:sub(1, #wanted) == wanted and cell:find("^0*$", #wanted + 1))
  return total.rows
end

local function check_page()
  local page = read "page"
  expect.that("the page is there at the end", read "status" == "200")
  check_total(page, BEFORE)
  return check_total(page, MONTH)
end

-- The API

local function check_arrivals(rows)
  local refused, pages = 0, { [MONTH] = 0, [BEFORE] = 0 }
  local arrivals = sandbox "arrivals"
  for _, arrival in ipairs(arrivals) do
    if not arrival.accepted then
      refused = refused + 1
      print("refused: " .. arrival.action .. ", " .. arrival.code)
    end
    if arrival.action == ROWS then
      local month = json.decode(arrival.body).Month
      pages[month] = (pages[month] or 0) + 1
    end
  end
  print(("%d requests arrived, %d and %d of them for pages; %d refused"):format(
    #arrivals, pages[BEFORE], pages[MONTH], refused))
  expect.that("none is refused", refused == 0)
  local wanted = math.ceil((rows - 1) / PAGE)
  for month, count in pairs(pages) do
    expect.that(("%s is read once, by %d pages, not %d"):format(month, wanted,
      count), count == wanted)
  end
end

-- Workers

-- For how long a worker was held at most, and what decoding takes.
local function read_ticks(name)
  local longest, decoding, n = 0, nil, 0
  for line in read(name):gmatch "[^\n]+" do
    local seen = json.decode(line)
    decoding = seen.decoding
    if not decoding then
      n = n + 1
      expect.that("each worker ticks", (seen.ticks or 0) >= 1000)
      print(("%s, worker %d: %.1f ms of CPU between two ticks at the longest, "
        .. "with other programs %.1f ms"):format(name, n, 1000 * seen.cpu,
        1000 * seen.wall))
      longest = math.max(longest, seen.cpu)
    end
  end
  return longest, decoding
end

-- A crowd is many small things in one turn, whatever each is.
local function check_workers()
  local longest, decoding = read_ticks "ticks"
  local crowd = read_ticks "idle"
  print(("a whole page is decoded in %.1f ms; the crowd alone holds a worker "
    .. "for %.1f ms; the page for %.1f x decoding more"):format(1000 * decoding,
    1000 * crowd, (longest - crowd) / decoding))
  expect.that(("no worker is held for longer than %d pages take to decode, "
    .. "beside the crowd"):format(MOST), longest - crowd <= MOST * decoding)
end

-- nginx

local function check_log()
  local bad = {}
  for line in io.lines(folder .. "/log") do
    bad[#bad + 1] = line
  end
  expect.that("nginx has nothing to warn of:\n" .. table.concat(bad, "\n"),
    #bad == 0)
end

check_viewers()
check_arrivals(check_page())
check_workers()
check_log()
expect.finish()
