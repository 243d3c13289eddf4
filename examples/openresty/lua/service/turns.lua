-- Lets others have their turns. A worker does one thing at a time, and what is
-- long stands in everybody's way: so it calls this now and then.

local monotonic = require "tcbilling.core".monotonic

local LONGEST = 0.0005 -- seconds of one turn

-- A turn is known by nginx's idea of now, which is one for all of it.
local begun, began_at

local function pause()
  local now = ngx.now()
  if begun ~= now then
    begun, began_at = now, monotonic()
  elseif monotonic() - began_at > LONGEST then
    ngx.sleep(0.001)
  end
end

return pause
