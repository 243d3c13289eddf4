-- Every request that reached the API, in memory: what a limiter's test reads.
local clock = require "sandbox.clock"
local json = require "sandbox.json"

local M = {}

local MOST = 500000 -- then the log stops and says so
local LONGEST_BODY = 65536 -- bytes kept of one
local MOST_BODIES = 256 * 1048576 -- bytes of all, then no more are kept

local list, dropped, held = {}, 0, 0

--- Notes one arrival and returns it: `accepted` and `code` are filled later.
--- @param body string|false what is to be kept of its body
function M.add(at, action, req, body)
  local arrival = { at = at, action = action, accepted = false,
    connection = req.connection, requests = req.requests, code = "" }
  if body and held < MOST_BODIES then
    arrival.body = body:sub(1, LONGEST_BODY)
    held = held + #arrival.body
  end
  if #list < MOST then
    list[#list + 1] = arrival
  else
    dropped = dropped + 1
  end
  return arrival
end

local function to_json(arrival)
  return string.format('{"at":"%s","action":%s,"accepted":%s,"code":%s,'
    .. '"connection":%d,"requests_on_connection":%d%s}',
    clock.text(arrival.at), json.quote(arrival.action),
    tostring(arrival.accepted), json.quote(arrival.code), arrival.connection,
    arrival.requests,
    arrival.body and ',"body":' .. json.quote(arrival.body) or "")
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
  list, dropped, held = {}, 0, 0
end

return M
