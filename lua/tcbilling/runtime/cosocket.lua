-- One request over a cosocket of nginx's, and its answer.
--
-- Certificates are checked against lua_ssl_trusted_certificate of nginx.conf,
-- names are looked up by its resolver. Nothing is ever sent twice.

local core = require "tcbilling.core"
local endpoint = require "tcbilling.endpoint"
local reasons = require "tcbilling.runtime.reasons"
local turn = require "tcbilling.runtime.turn"

local monotonic, http1 = core.monotonic, core.http1

local DEFAULT_PORTS = { http = 80, https = 443 }

-- At most; nginx gives no more at once than its lua_socket_buffer_size.
local READ_SIZE = 64 * 1024

-- To read what had arrived when the time was over, of which nginx gives some
-- kilobytes at once.
local REST = 0.25 -- seconds

-- The real servers close idle connections at 60 s.
local IDLE = 55000 -- ms
-- Idle ones, for each worker: what a window of every documented rate needs.
local POOL_SIZE = 128

-- Seconds by which nginx itself may be late.
local LATE = 0.01

local cosocket = {}

local function fail(result, outcome, message)
  result.outcome, result.message = outcome, message
  return false
end

local function in_time(text, ms)
  return ("%s in time (%d ms)"):format(text, ms)
end

-- Time

-- Milliseconds that are left of a limit in milliseconds.
local function left(result, limit)
  return limit - (monotonic() - result.started - result.away) * 1000
end

-- The same for nginx, to which 0 is no limit at all.
local function timeout(result, limit)
  return math.max(1, math.ceil(left(result, limit)))
end

-- A wait that began then took longer than it may, so others had the worker: it
-- does not count, as nobody knows what would have come of it.
local function note_absence(result, began, ms)
  local took = monotonic() - began
  if took > ms / 1000 + LATE then result.away = result.away + took end
end

-- Connections

local function explain(result, request, why, problem)
  if problem == "timeout" then
    return fail(result, "connect_timeout",
      in_time("no connection", request.connect_timeout))
  end
  return fail(result, why(problem))
end

-- A kept connection is as trusted as it was when it was made, so that those
-- who trust otherwise must not get it.
local function pool_of(place, request)
  return ("tcbilling %s %s:%d %s"):format(place.scheme, place.name, place.port,
    request.insecure and "insecure" or "verified")
end

local function shake_hands(sock, place, request, result)
  local began, ms = monotonic(), timeout(result, request.connect_timeout)
  sock:settimeouts(ms, 1, 1)
  local returned, session, problem = pcall(sock.sslhandshake, sock, nil,
    place.name, not request.insecure)
  note_absence(result, began, ms)
  if returned and session then return true end
  return explain(result, request, reasons.of_handshake,
    tostring(returned and problem or session))
end

-- The turn of nginx's loop in which a connection was kept. What has come on it
-- since, be it the end, nginx sees in the next one: with a second answer in it,
-- each call would be answered with the one before's.
local kept_in

local function connect(sock, place, request, result)
  if kept_in == ngx.now() then ngx.sleep(0.001) end
  local began, ms = result.started, request.connect_timeout
  sock:settimeouts(ms, 1, 1)
  local ok, problem = sock:connect(place.name, place.port,
    { pool = pool_of(place, request), pool_size = POOL_SIZE })
  if not ok then
    return explain(result, request, reasons.of_connect, problem)
  end
  note_absence(result, began, ms)
  result.reused = (sock:getreusedtimes() or 0) > 0
  return result.reused or place.scheme ~= "https"
    or shake_hands(sock, place, request, result)
end

-- Request and answer

-- It may have been a while since its cell was claimed.
local function is_too_late(request)
  return request.send_by ~= nil and monotonic() > request.send_by
end

local function write(sock, bytes, request, result)
  if is_too_late(request) then
    return fail(result, "connect_timeout", "it could not be sent in time")
  end
  sock:settimeouts(1, timeout(result, request.timeout), 1)
  result.sent = true
  local sent, problem = sock:send(bytes)
  if not sent and problem == "timeout" then
    return fail(result, "timeout", in_time("the request was not sent",
      request.timeout))
  elseif not sent then
    return fail(result, "closed",
      "the connection broke while the request was sent")
  end
  result.written = monotonic()
  if request.on_written then request.on_written(result.written) end
  return true
end

local function explain_read(reader, request, result, problem)
  if problem == "timeout" then
    return fail(result, "timeout", in_time(result.received
      and "the answer was not complete" or "no answer", request.timeout))
  elseif problem ~= "closed" then
    return fail(result, "closed",
      "the connection broke before the answer was complete")
  end
  local done, outcome, message = reader:finish()
  return done or fail(result, outcome, message)
end

-- Feeds what came. Returns whether that was all; nothing on failure.
local function take(reader, bytes, result)
  local state, outcome, message = reader:feed(bytes)
  if not result.received and reader:status() then
    result.received = monotonic()
  end
  if state then return state == "done" end
  fail(result, outcome, message)
end

-- What has arrived is read before it is judged to be late. But more may go on
-- arriving.
local function read(sock, reader, request, result)
  local over_at
  while true do
    local began = monotonic()
    turn.await()
    local is_over = left(result, request.timeout) <= 0
    over_at = is_over and (over_at or began) or nil
    local ms = timeout(result, request.timeout)
    sock:settimeouts(1, 1, ms)
    local bytes, problem = sock:receiveany(READ_SIZE)
    note_absence(result, began, ms)
    if bytes then
      turn.count()
      local is_done = take(reader, bytes, result)
      if is_done ~= false then return is_done end
      if over_at and began - over_at > REST then problem = "timeout" end
    end
    if problem and (problem ~= "timeout" or over_at) then
      return explain_read(reader, request, result, problem)
    end
  end
end

local function note_answer(reader, result)
  local info = reader:info()
  result.status, result.date = info.status, info.date
  result.request_id, result.bytes = info.request_id, info.bytes
  return info.keep_alive
end

-- Returns whether all of it came, and whether the connection may be kept.
local function exchange(sock, place, bytes, request, result)
  if not connect(sock, place, request, result) then return false end
  result.connected = monotonic()
  if not write(sock, bytes, request, result) then return false end
  local reader = http1.reader { max_body = request.max_body }
  result.reader = reader
  local is_done = read(sock, reader, request, result)
  return is_done, note_answer(reader, result)
end

-- Where a URL leads to.
local function find_place(url)
  local place, message = endpoint.parse(url)
  if not place then return nil, message end
  place.port = tonumber(place.host:match(":(%d+)$"))
    or DEFAULT_PORTS[place.scheme]
  return place
end

--- Sends one request and waits for its answer.
---@param request table as runtime/curl.lua's send takes it
---@param result table written to as things happen: outcome, message, sent,
---  reused, started, connected, written, received, ended, status, date,
---  request_id, bytes, away; and reader, which has the body if outcome is
---  "done"
function cosocket.exchange(request, result)
  result.started, result.sent, result.bytes = monotonic(), false, 0
  result.away = 0 -- seconds that others took
  local place, problem = find_place(request.url)
  local bytes
  if place then
    bytes, problem = http1.request { method = request.method or "POST",
      host = place.host, path = request.path or "/", headers = request.headers,
      body = request.body }
  end
  if not bytes then return fail(result, "unsendable", problem) end
  local sock = ngx.socket.tcp()
  local is_done, keep_alive = exchange(sock, place, bytes, request, result)
  if is_done then result.outcome = "done" end
  if keep_alive and sock:setkeepalive(IDLE) then
    kept_in = ngx.now()
  else
    sock:close()
  end
  result.ended = monotonic()
end

--- What became of one that was ended, since there was no connection in time.
function cosocket.give_up(request, result)
  result.ended = monotonic()
  fail(result, "connect_timeout", in_time("the resolver that nginx.conf names "
    .. "did not answer", request.connect_timeout))
end

return cosocket
