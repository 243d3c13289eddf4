-- Leases between nginx's workers: who asks for something, while others wait.
--
-- One lapses where its owner was killed, and where it stood in line for its
-- rate for longer than the lease lasts: then the same is asked more than once,
-- each time within the rate.

local chance = require "tcbilling.chance"

local lease = {}

-- Seconds beyond an attempt.
local SPARE = 5

--- Seconds that it lasts.
function lease.duration(client)
  return (client.timeout + client.connect_timeout) / 1000 + SPARE
end

--- One that nobody holds yet.
---@param key string of the answer
---@return table
function lease.new(key)
  return { name = key .. ":flight", token = chance.uuid() }
end

--- Takes it, unless another has it. A dict without room for it grants no
--- leases, and waiting for one would not end.
---@return boolean taken
function lease.take(client, own)
  local added, why = client.cache.dict:add(own.name, own.token,
    lease.duration(client))
  return added or why ~= "exists"
end

local function is_owner(client, own)
  return client.cache.dict:get(own.name) == own.token
end

--- Before each attempt, since it lasts for one.
function lease.renew(client, own)
  if not is_owner(client, own) then return end
  client.cache.dict:set(own.name, own.token, lease.duration(client))
end

--- Ends it, unless it has lapsed and is another's by now.
function lease.give_back(client, own)
  if is_owner(client, own) then client.cache.dict:delete(own.name) end
end

return lease
