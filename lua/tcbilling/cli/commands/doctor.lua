-- tcbilling doctor: is all there that a run needs?

local catalog = require "tcbilling.catalog"
local core = require "tcbilling.core"
local credentials = require "tcbilling.credentials"
local exit = require "tcbilling.cli.exit"
local keys = require "tcbilling.cli.keys"
local limits = require "tcbilling.cli.doctor.limits"
local reach = require "tcbilling.cli.doctor.reach"
local rights = require "tcbilling.cli.doctor.rights"
local visible = require "tcbilling.visible"
local wrap = require "tcbilling.cli.wrap"

local doctor = {
  name = "doctor",
  summary = "Look whether all is there that a run needs.",
  usage = "doctor [options]",
}

function doctor.define(command)
  command:description("Looks for keys, asks each service's host what time it "
    .. "has, makes a read call of each service, and tells who shares the "
    .. "rates. Shows no secret and changes nothing. Exits with 0, or with the "
    .. "code of what failed first.")
end

-- A finding as a line; notes its exit code.
local function tell(session, found, name, finding)
  if finding.state == "failed" and not found.code then
    found.code = exit.of(finding.kind)
  end
  local lines = wrap.entries({ { name = name, text = finding.state .. ": "
    .. finding.text } }, found.width)
  for _, line in ipairs(lines) do session:out(visible(line) .. "\n") end
end

-- A terminal where nobody is asked.
local function unasked(terminal)
  return setmetatable({ is_in_terminal = false }, { __index = terminal })
end

-- Enough of an id to know it by.
local function shown_id(id)
  return #id > 12 and id:sub(1, 8) .. "..." or "an id of a few letters"
end

-- The keys, if there are any.
local function find_keys(session, args, found)
  local got, message, detail = keys.find(args, unasked(session.terminal))
  if not got then
    tell(session, found, "keys", { state = "failed", text = message,
      kind = detail.kind })
    return nil
  end
  local text = got.id and ("%s, of %s%s"):format(shown_id(got.id), got.source,
    got.has_token and ", with a token" or "") or "of " .. got.source
  tell(session, found, "keys", got.warning and { state = "warning",
    text = text .. "; " .. got.warning } or { state = "ok", text = text })
  return got
end

-- What asks nothing but what is asked without keys needs none.
local NO_KEYS = credentials.static { secret_id = "none", secret_key = "none" }

local function reach_services(session, args, found, client)
  local seconds = {}
  for _, name in ipairs(catalog.SERVICES) do
    local finding, ahead = reach.check(client, catalog.load(name),
      args.timeout)
    found.is_reached[name] = finding.state == "ok"
    seconds[#seconds + 1] = ahead
    tell(session, found, name, finding)
  end
  tell(session, found, "clock", reach.clock(seconds[1]))
end

local DEADLINE = 20 -- seconds, unless --deadline says

local function check_rights(session, args, found, client)
  local given, message, detail = session:call_options()
  if not given then return nil, message, detail end
  given.deadline = args.deadline or DEADLINE
  for _, name in ipairs(catalog.SERVICES) do
    tell(session, found, name .. " call", found.is_reached[name]
      and rights.check(client, name, given)
      or { state = "skipped", text = "the host was not reached" })
  end
  return true
end

local function version()
  return { state = "ok", text = ("tcbilling %s on %s"):format(core._VERSION,
    rawget(_G, "jit") and jit.version or _VERSION) }
end

function doctor.run(session, args)
  local found = { width = session.terminal.is_out_terminal
    and session.terminal.width() or 100, is_reached = {} }
  local got = find_keys(session, args, found)
  local client, message, detail = session:client(args, nil, {
    credentials = got and got.provider or NO_KEYS })
  if not client then return session:fail(message, detail) end
  tell(session, found, "version", version())
  reach_services(session, args, found, client)
  if got then
    local done
    done, message, detail = check_rights(session, args, found, client)
    if not done then return session:fail(message, detail) end
    if not client.account then return found.code or exit.DONE end
    local state = limits.state(client)
    tell(session, found, "rates", state)
    if state.state ~= "failed" then
      tell(session, found, "limiter", limits.place(client))
    end
  end
  return found.code or exit.DONE
end

return doctor
