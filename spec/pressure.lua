-- A helper of busted: the collector hardly rests, so that what the binding
-- forgot to keep alive is soon gone.

if _VERSION == "Lua 5.4" then
  collectgarbage("incremental", 10, 1000, 6)
else
  collectgarbage("setpause", 10)
  collectgarbage("setstepmul", 1000)
end

-- LuaJIT before July 2024 writes beyond its buffer where the collector runs in
-- a __tostring that string.format calls. So nothing here may call one so.
local format = string.format

rawset(string, "format", function(text, ...)
  for i = 1, select("#", ...) do
    if type((select(i, ...))) == "userdata" then
      error("string.format is given what it calls __tostring of", 2)
    end
  end
  return format(text, ...)
end)
