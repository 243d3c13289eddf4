-- The tool in a real terminal, tmux's: a bar that follows the width, Ctrl-C,
-- and a run that goes on from there. Prints what is on the screen.
--   script/lua tests/pulls/terminal.lua

local expect = require "tests.pulls.expect"
local sandbox = require "spec.sandbox"
local targets = require "tests.pulls.targets"
local uv = require "luv"

local CUSTOMERS, MONTHS = 120, 2
local ALL = CUSTOMERS * MONTHS

local function quote(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read "*a"
  pipe:close()
  return text
end

-- A terminal of its own, that hears of no other tmux.
local function open_terminal(directory, box)
  local tmux = "tmux -S " .. quote(directory .. "/socket") .. " -f /dev/null "
  local shell = { "env -u TMUX -u NO_COLOR TERM=screen LC_ALL=C.UTF-8 PS1='$ '",
    "HOME=" .. quote(directory) }
  for name, value in pairs(box.env) do
    shell[#shell + 1] = name .. "=" .. quote(value)
  end
  shell[#shell + 1] = "bash --norc --noprofile -i"
  run(("cd %s && %s new-session -d -x 100 -y 24 %s"):format(quote(directory),
    tmux, quote(table.concat(shell, " "))))
  local terminal = {}
  function terminal.type(...)
    run(tmux .. "send-keys " .. table.concat({ ... }, " "))
  end
  function terminal.resize(columns)
    run(tmux .. ("resize-window -x %d -y 24"):format(columns))
  end
  function terminal.screen()
    return run(tmux .. "capture-pane -p")
  end
  function terminal.close()
    run(tmux .. "kill-server")
  end
  return terminal
end

-- The screen, once what is looked for is on it.
local function await(terminal, what, pattern)
  local screen = ""
  for _ = 1, 300 do
    screen = terminal.screen()
    if screen:find(pattern) then
      print(("--- %s:\n%s"):format(what, (screen:gsub("\n+$", ""))))
      return screen
    end
    uv.sleep(50)
  end
  expect.that(what, false, screen)
  return screen
end

-- The last line with a bar.
local function bar_of(screen)
  local bar = ""
  for line in screen:gmatch "[^\n]+" do
    if line:find "customers 2023%-0" or line:find "%d+/240" then bar = line end
  end
  return bar
end

local function columns_of(text)
  local _, n = text:gsub("[^\128-\191]", "")
  return n
end

local function try(terminal, words, target)
  terminal.type(quote(words), "Enter")
  local screen = await(terminal, "a bar at 100 columns", " %d+/240 ")
  local wide = bar_of(screen)
  expect.that("it has a title, a bar, a share and counts",
    wide:find "^customers 2023%-0%d  \226\150.* +%d+ %%  %d+/240", wide)
  expect.that("it says what is left, and how fast",
    await(terminal, "its pace", "calls/s"):find "%d+:%d%d left")
  terminal.resize(48)
  -- what was there is wrapped, by the terminal; the next one fits
  screen = await(terminal, "at 48 columns", "\ncustomers 2023%-0%d +%d+ %% "
    .. "[^\n]+left\n")
  expect.that("it fits", columns_of(bar_of(screen)) <= 47, bar_of(screen))
  terminal.resize(100)
  terminal.type "C-c"
  screen = await(terminal, "Ctrl-C", "interrupted: %d+ of 240")
  local pulled = tonumber(screen:match "interrupted: (%d+) of 240")
  terminal.type(quote "echo code $?", "Enter")
  screen = await(terminal, "its code", "code %d+")
  expect.that("its code is 130", screen:find "code 130\n")
  local stored = tonumber(target:query "select count(*) from customers")
  expect.that("what it counted is stored", stored == pulled, stored, pulled)
  terminal.type("clear", "Enter")
  terminal.type(quote(words .. "; echo code $?"), "Enter")
  screen = await(terminal, "the same command again", "code %d+\n")
  expect.that("its code is 0", screen:find "code 0\n")
  expect.that("it goes on with the right count", screen:find(
    ("%d of 240 customers' months pulled, %d settled and kept"):format(
      ALL - pulled, pulled), 1, true))
  expect.that("all are there, once",
    tonumber(target:query "select count(*) from customers") == ALL
    and tonumber(target:query("select count(distinct customer_uin || month) "
      .. "from customers")) == ALL)
end

local directory, remove = expect.directory()
local box = sandbox.start { own = true,
  rate = { DescribeCustomerBillSummary = 25 } }
local terminal = open_terminal(directory, box)
local ok, message = xpcall(function()
  local file = assert(io.open(directory .. "/uins", "w"))
  for i = 1, CUSTOMERS do file:write(("7%011d\n"):format(1000 + i)) end
  file:close()
  local target = targets.sqlite(directory, nil, "customers")
  local root = run "pwd":gsub("\n", "")
  try(terminal, ("%s/script/tcbilling pull customers --uins uins --months "
    .. "2023-07..2023-08 --rate 25 --to %s"):format(root, target.to), target)
end, debug.traceback)
terminal.close()
box:stop()
if not ok then error(message, 0) end
remove()
expect.finish()
