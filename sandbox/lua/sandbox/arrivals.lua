-- Every request that reached the API, in memory: what a limiter's test reads.
local clock = require "sandbox.clock"
local json = require "sandbox.json"

local M = {}

local MOST = 500000 -- then the log stops and says so

local list, dropped = {}, 0

--- Notes one arrival and returns it: `accepted` and `code` are filled later.
function M.add(at, action, connection, requests)
  local arrival = { at = at, action = action, accepted = false,
    connection = connection, requests = requests, code = "" }
  if #list < MOST then
    list[#list + 1] = arrival
  else
    dropped = dropped + 1
  end
  return arrival
end

local function to_json(arrival)
  return string.format('{"at":"%s","action":%s,"accepted":%s,"code":%s,'
    .. '"connection":%d,"requests_on_connection":%d}', clock.text(arrival.at),
    json.quote(arrival.action), tostring(arrival.accepted),
    json.quote(arrival.code), arrival.connection, arrival.requests)
end

function M.json()
  local texts = {}
  for i, arrival in ipairs(list) do texts[i] = to_json(arrival) end
  return "[" .. table.concat(texts, ",\n") .. "]"
end

function M.dropped()
  return dropped
end

function M.reset()
  list, dropped = {}, 0
end

return M
