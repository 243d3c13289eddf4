-- Waits for something to come about, while the worker does other things.

local monotonic = require "tcbilling.core".monotonic

---@param condition fun(): any
return function(condition)
  local by = monotonic() + 10
  while not condition() do
    assert(monotonic() < by, "it does not come about")
    ngx.sleep(0.005)
  end
end
