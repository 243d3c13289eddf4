-- Which runtime a program gets: what sends, sleeps and runs tasks. One of your
-- own, the client option `runtime`, is a table of these functions:
--
--   send(request)    sends a request and waits; see curl.lua
--   sleep(seconds)   waits; false: the task was cancelled. With 0 others go on
--   spawn(f, ...)    runs f as a task; see task.lua
--   semaphore()      post(n), wait(seconds) -> posted, cancelled; and
--                    is_abandoned(), where tasks vanish
--
-- and maybe
--
--   run(command, seconds)  what a command prints; or nil, message: for
--                    credentials.process
--   detach(f, ...)   runs f where the end of who asked can't stop it: true, or
--                    nil and a message
--   level()          how many waits stand on top of each other; scheduler.lua
--   generation()     another number in a forked child, whose tasks are gone
--   obstacle()       why nothing can wait here, or nil
--   problem(options) what is wrong with a client's options here, or nil
--   is_before_fork() is what is loaded now shared by all workers?
--   environment()    what to know where keys are not in it, or nil
--   log(level, text) takes warnings unless the program does
--   prefetch         pages to read ahead unless told; where it is given, a page
--                    is decoded when it comes, not when it is read
--   take_turn(bytes) waits until so much of an answer that is kept can be
--                    decoded without holding up others
--   is_mortal        tasks may vanish while they wait, without a word
--   ignores_proxies  the environment's are not for it

local runtime = {}

--- Finds it. libcurl would block an nginx worker, so it is never loaded in one.
---@return table runtime
function runtime.find()
  local nginx = rawget(_G, "ngx")
  if type(nginx) == "table" and nginx.get_phase then
    return require "tcbilling.runtime.nginx"
  end
  return require "tcbilling.runtime.curl"
end

--- Another number in a forked child, where no task of its parent's is.
---@param of table a runtime
---@return integer
function runtime.generation(of)
  return of.generation and of.generation() or 1
end

return runtime
