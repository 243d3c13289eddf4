-- Which lines of the Lua layer ran: tests/coverage.lua LINES
-- A line can run if luac's listing has an instruction of it.

local ran = {}
for text in io.lines(arg[1]) do ran[text] = true end

local function lines_of(path)
  local pipe = assert(io.popen("luac5.4 -l -p '" .. path .. "'"))
  local found = {}
  for text in pipe:lines() do
    local line, name = text:match "^\t%d+\t%[(%d+)%]%s+(%u+)"
    if line and name ~= "VARARGPREP" and name ~= "RETURN" then
      found[tonumber(line)] = true
    end
  end
  pipe:close()
  return found
end

local all, hit, poor = 0, 0, {}
for path in io.popen "git ls-files 'lua/*.lua'":lines() do
  local n, good = 0, 0
  for line in pairs(lines_of(path)) do
    n = n + 1
    if ran[path .. " " .. line] then good = good + 1 end
  end
  all, hit = all + n, hit + good
  if good < 0.8 * n then
    poor[#poor + 1] = ("  %5.1f %% of %s"):format(100 * good / n, path)
  end
end
table.sort(poor)
print(table.concat(poor, "\n"))
print(("Lua: %.1f %% of %d lines"):format(100 * hit / all, all))
