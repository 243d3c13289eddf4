-- Pulls that are killed at random moments and started again, until they are
-- through: what is in their targets is what an undisturbed pull brings.
--   script/sandbox ... -- script/lua tests/pulls/kills.lua KILLS KIND [SEED]

local expect = require "tests.pulls.expect"
local postgresql = require "spec.postgresql"
local process = require "tests.pulls.process"
local targets = require "tests.pulls.targets"

local kills, seed = tonumber(arg[1]), tonumber(arg[3] or os.time())
math.randomseed(seed)
print("seed " .. seed)

local RUNS = {
  resources = { "pull", "resources", "--months", "2023-07..2023-08" },
  customers = { "pull", "customers", "--months", "2023-07..2023-08",
    "--rate", "30" },
}

local function command(kind, to, uins)
  local words = {}
  for i, word in ipairs(RUNS[kind]) do words[i] = word end
  words[#words + 1] = "--to"
  words[#words + 1] = to
  if kind == "customers" then
    words[#words + 1] = "--uins"
    words[#words + 1] = uins
  end
  return words
end

-- Milliseconds: what a start takes at least, and at most a few pages more.
local SHORTEST, LONGEST = 60, 220

-- Until it was killed so often; or it is through before, which is told.
local function kill_often(words)
  local hit = 0
  while hit < kills do
    local result = process.run(words, {
      kill_after = math.random(SHORTEST, LONGEST) })
    if result.signal ~= 9 then
      return hit, result.code == 0, result
    end
    hit = hit + 1
  end
  return hit, true
end

local function try(kind, directory, server, uins)
  local whole = targets.all(directory, server, kind .. "_whole")
  local hurt = targets.all(directory, server, kind .. "_hurt")
  for i, target in ipairs(whole) do
    local what = kind .. " into " .. target.kind
    local result = process.run(command(kind, target.to, uins))
    expect.that(what .. " ends well", result.code == 0, result.code, result.err)
    local words = command(kind, hurt[i].to, uins)
    local hit, well, ended = kill_often(words)
    expect.that(what .. " dies of kills only", well, ended and ended.err)
    expect.that(what .. " is killed often enough", hit >= kills,
      hit .. " of " .. kills .. ": it is too short")
    local last = process.run(words)
    expect.that(what .. " goes on to its end", last.code == 0, last.code,
      last.err)
    -- short lives may bring nothing on a busy machine; a hundred of them do
    expect.that(what .. " goes on between kills", kills < 100
      or last.seconds < 0.8 * result.seconds, last.seconds, result.seconds)
    local same = target:content(kind) == hurt[i]:content(kind)
    expect.that(what .. " is the same after kills", same, directory)
    print(("%s: killed %d times; %.1f s undisturbed, %.1f s in the end; %s")
      :format(what, hit, result.seconds, last.seconds,
      same and "equal" or "NOT equal"))
  end
end

local function write_uins(path)
  local n = tonumber(os.getenv "KILLS_CUSTOMERS" or 60)
  local file = assert(io.open(path, "w"))
  for i = 1, n do file:write(("7%011d\n"):format(1000 + i)) end
  file:close()
end

local directory, remove = expect.directory()
local server = postgresql.start()
local uins = directory .. "/uins"
write_uins(uins)
local ok, message = xpcall(function()
  try(arg[2], directory, server, uins)
end, debug.traceback)
server:stop()
if not ok then error(message, 0) end
remove()
expect.finish()
