-- A helper of busted: the collector hardly rests, so that what the binding
-- forgot to keep alive is soon gone.

if _VERSION == "Lua 5.4" then
  collectgarbage("incremental", 10, 1000, 6)
else
  collectgarbage("setpause", 10)
  collectgarbage("setstepmul", 1000)
end
