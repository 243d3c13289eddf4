-- Records that are shared: another process may be at work on one.

local patience = {}

--- Seconds until it is done with it: it takes some microseconds.
patience.LOCKED = 0.001
--- One that was stopped in the middle of it may not come back.
patience.LONGEST = 10

--- Calls a limiter's method; again a moment later where it is busy.
---@param client table
---@param seconds number  how long at most
---@param limiter table
---@param method string
---@return any result, string? message as the method's
function patience.call(client, seconds, limiter, method, ...)
  local until_then = client.clock.monotonic() + seconds
  while true do
    local result, message, is_busy = limiter[method](limiter, ...)
    if result ~= false or not is_busy
      or client.clock.monotonic() > until_then
      or client.runtime.sleep(patience.LOCKED) == false then
      return result, message
    end
  end
end

return patience
