-- What may be done in one turn of nginx's loop, before others have theirs:
-- reading for a millisecond, or decoding one page, which takes as long as some
-- hundred other requests. Whatever has arrived meanwhile waits for the next.

local monotonic = require "tcbilling.core".monotonic

local turn = {}

local LONGEST = 0.001 -- seconds of reading

-- By nginx's idea of now, which is one for all of a turn.
local used_up, begun, began_at

--- Waits for a turn that is not used up.
function turn.await()
  while used_up == ngx.now() do ngx.sleep(0.001) end
end

--- The rest of this turn is for others.
function turn.use_up()
  used_up = ngx.now()
end

--- A piece was read: uses up the turn once there were enough of them.
function turn.count()
  local now = ngx.now()
  if begun ~= now then
    begun, began_at = now, monotonic()
  elseif monotonic() - began_at > LONGEST then
    used_up = now
  end
end

return turn
