-- For wrk, which runs it with one thread: prints how many answers there were of
-- each status.
-- luacheck: globals setup response done loading shown others

local thread

function setup(it)
  thread = it
end

-- Globals are what done() can ask the thread for.
loading, shown, others = 0, 0, 0

function response(status)
  if status == 202 then
    loading = loading + 1
  elseif status == 200 then
    shown = shown + 1
  else
    others = others + 1
  end
end

function done()
  print(("Statuses: %d of 202, %d of 200, %d others"):format(
    thread:get "loading", thread:get "shown", thread:get "others"))
end
