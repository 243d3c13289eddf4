-- Answers kept for other callers: under which name, for how long, in what
-- form.
--
-- They lie in a dict such as nginx's lua_shared_dict, as the bytes that the
-- API sent: each caller decodes for itself, into tables of its own, with its
-- own `fields`. Failures are kept too, so that what fails is not asked by
-- everybody at once. Whatever else lies there is not ours, and no answer.

local core = require "tcbilling.core"
local dict = require "tcbilling.dict"
local month = require "tcbilling.month"
local tell = require "tcbilling.tell"
local visible = require "tcbilling.visible"

local cache = {}

local DAY = 86400
local SECONDS = { settled = 30 * DAY, open = 300, not_ready = 30,
  failures = 5 }

-- How what is kept begins; the byte is the version of its form.
local MARK = "tcb\1"

-- To a dict 0 is for ever, and what is shorter becomes that.
local SHORTEST = 0.001

--- A client's cache.
---@param given string|table the option, checked; see dict.lua
---@return table { dict, flights (by key), settled, open, not_ready, failures }
function cache.new(given)
  local made = { dict = dict.find(given), flights = {} }
  for name, default in pairs(SECONDS) do
    made[name] = type(given) == "table" and given[name] or default
  end
  return made
end

-- Names

-- Each text with its length, so that no two lists make the same one.
local function join(list)
  for i, text in ipairs(list) do list[i] = #text .. ":" .. text end
  return table.concat(list)
end

--- The name of a call's answer. What is asked can't be read off it.
---@param client table
---@param call table with its `body`
---@return string
function cache.key(client, call)
  local service = call.service
  return "tcbilling:" .. core.sha256(join { client.account,
    call.endpoint.url, client.verify and "verified" or "", service.service,
    service.version, call.action, client.language or "", client.region or "",
    call.body })
end

-- Times

--- The wall clock in whole microseconds, which text keeps exactly.
function cache.time(client)
  return math.floor(client.clock.wall() * 1e6 + 0.5)
end

-- The latest month among the parameters, or nil.
local function latest_month(params)
  local latest
  for _, value in pairs(params) do
    local found = type(value) == "table" and latest_month(value)
      or type(value) == "string" and month.of(value)
    if found and (not latest or found > latest) then latest = found end
  end
  return latest
end

-- A failure that is of this call only, or of this machine.
local function is_private(failure)
  return failure.kind == "cancelled" or failure.kind == "limiter"
    or failure.kind == "invalid" and not failure.code
end

-- How long to keep it. An answer is as final as its month was when it was
-- asked for.
local function seconds_for(client, call, kept)
  local own, failure = client.cache, kept.failure
  if failure and failure.kind == "not_ready" then return own.not_ready end
  if failure then return is_private(failure) and 0 or own.failures end
  local asked = latest_month(call.params)
  local state = asked and month.state(asked, kept.asked / 1e6
    + client.clock_offset)
  return state == "final" and own.settled or own.open
end

-- Keeping and finding

local function write(kept)
  local failure = kept.failure
  local text = kept.body or core.json.encode { kind = failure.kind,
    message = failure.message, code = failure.code,
    request_id = failure.request_id }
  return text and ("%s%.0f%s%s"):format(MARK, kept.asked,
    failure and "-" or "+", text)
end

local function read_failure(text)
  local failure = core.json.decode(text)
  if type(failure) ~= "table" then return nil end
  for _, name in ipairs { "kind", "message", "code", "request_id" } do
    local given = type(failure[name])
    if given ~= "string" and (given ~= "nil" or name == "kind"
      or name == "message") then
      return nil
    end
  end
  return failure
end

local function read(value)
  if type(value) ~= "string" or value:sub(1, #MARK) ~= MARK then return nil end
  local asked, sort, at = value:match("^(%d+)([+-])()", #MARK + 1)
  if not asked then return nil end
  local text = value:sub(at)
  local kept = { asked = tonumber(asked), bytes = #text, is_kept = true,
    waited = 0 }
  if sort == "+" then
    kept.body = text
  else
    kept.failure = read_failure(text)
  end
  return (kept.body or kept.failure) and kept or nil
end

--- Will it do for this call? One that wants news, or waits until a bill is
--- ready, takes only what was asked for since.
---@param call table with `since` (microseconds) and `awaits_bill`
---@param kept table without `asked` it was never asked for, and is news
---@return boolean
function cache.fits(call, kept)
  local failure = kept.failure
  local wants_news = call.cache == "refresh"
    or call.awaits_bill and failure and failure.kind == "not_ready"
  return not wants_news or not kept.asked or kept.asked >= call.since
end

--- What is kept under a key, if it will do for this call.
---@return table? kept { body or failure, asked (microseconds), bytes,
---  is_kept = true, waited = 0 }
function cache.find(client, call, key)
  local kept = read(client.cache.dict:get(key))
  return kept and cache.fits(call, kept) and kept or nil
end

local function warn_of_room(client, call, size, why)
  local own = client.cache
  if own.is_warned then return end
  own.is_warned = true
  tell(call, "log", client.log, "warning", ("an answer of %d bytes was not "
    .. "kept for others (%s): make the lua_shared_dict of the cache bigger")
    :format(size, visible(tostring(why), 60)))
end

--- Keeps what came of a call, if it is worth it and there is room. A failure
--- takes no answer's place.
---@param client table
---@param call table its params say how long
---@param key string
---@param kept table { body or failure, asked (microseconds) }
function cache.keep(client, call, key, kept)
  local store, time = client.cache.dict, seconds_for(client, call, kept)
  if time < SHORTEST then return end
  local before = kept.failure and read(store:get(key))
  if before and before.body then return end
  local value = write(kept)
  if not value then return end -- a message that JSON has no form for
  local is_set, why = store:set(key, value, time)
  if not is_set then warn_of_room(client, call, #value, why) end
end

return cache
