-- A page is milliseconds of work for the one worker, and as many again to
-- compress it. Who arrives meanwhile is to be noticed at once, as a real server
-- would: so long pages are made one after another, with pauses.
local M = {}

local ROWS_AT_ONCE = 100
local LONGEST_PAUSE = 0.1 -- seconds; a client that is gone ends its page in one

local wait_until = 0

--- Before a page of up to `limit` rows: waits for the one that is being made.
function M.begin(limit)
  if limit < ROWS_AT_ONCE then return end
  while ngx.now() < wait_until do ngx.sleep(0.001) end
end

--- After each of its rows.
--- @param made number rows so far
function M.pause(made)
  if made % ROWS_AT_ONCE > 0 then return end
  wait_until = ngx.now() + LONGEST_PAUSE
  ngx.sleep(0)
end

--- After the last.
function M.finish(limit)
  if limit >= ROWS_AT_ONCE then wait_until = 0 end
end

return M
