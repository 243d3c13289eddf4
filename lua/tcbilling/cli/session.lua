-- What a command works with: the terminal, and clients by its options.

local exit = require "tcbilling.cli.exit"
local loop = require "tcbilling.cli.loop"
local options = require "tcbilling.cli.options"
local visible = require "tcbilling.visible"

local Session = {}
local session_meta = { __index = Session, __name = "tcbilling.session" }

local session = {}

--- Makes one.
---@param terminal table see terminal.lua
---@param args table as parsed
---@return table
function session.new(terminal, args)
  return setmetatable({ terminal = terminal, args = args }, session_meta)
end

-- Writing

-- Whoever read the output has had enough, as `head` has: nothing is wrong.
local function is_broken_pipe(message)
  return tostring(message):find("Broken pipe", 1, true) ~= nil
end

local function check_written(own, ok, message)
  if ok or message == nil then return end
  if is_broken_pipe(message) then exit.now(exit.PIPE) end
  own:complain("standard output can't be written: "
    .. visible(tostring(message)))
  exit.now(exit.STORAGE)
end

--- Writes to standard output. What can't be written ends the command.
---@param text string
function Session.out(own, text)
  check_written(own, own.terminal.out(text))
end

--- Sees to it that all is written.
function Session.flush(own)
  if own.terminal.flush then
    check_written(own, own.terminal.flush())
  else
    check_written(own, io.stdout:flush())
  end
end

--- Lines on standard error go above a progress from now on; nil: none is
--- shown any more.
---@param progress? table see progress.lua
function Session.show_above(own, progress)
  own.progress = progress
end

--- A line on standard error, whatever is asked for.
function Session.complain(own, text)
  local line = "tcbilling: " .. text .. "\n"
  if own.progress then return own.progress:note(line) end
  own.terminal.err(line)
end

--- A warning: of money or trust, so that --quiet does not hide it.
function Session.warn(own, text)
  own:complain("warning: " .. text)
end

--- A remark on standard error, unless --quiet.
function Session.note(own, text)
  if not own.args.quiet then own:complain(text) end
end

-- What can be done about a kind of failure, or "".
local function advice(own, kind)
  if kind == "not_ready" and own.waits_ready and not own.args.wait_ready then
    return " (--wait-ready S waits so many seconds for it)"
  end
  return ""
end

--- Tells of a failure.
---@param message string
---@param detail? table
---@return integer code to exit with
function Session.fail(own, message, detail)
  local kind = detail and detail.kind
  own:complain(message .. advice(own, kind))
  -- a call that found no time till its deadline, unless Ctrl-C ended it
  if kind == "cancelled" and detail.attempts and not loop.is_interrupted()
  then
    kind = "timeout"
  end
  return exit.of(kind)
end

--- Tells of what is wrong with what was asked.
---@param message string
---@return integer code
function Session.refuse(own, message)
  return own:fail(message, { kind = "invalid" })
end

-- Clients

local INVALID = { kind = "invalid" }

-- The log of a client, and of all of them.
local function log_of(own)
  return function(_, message) own:warn(message) end
end

-- Says once that there is something to wait for.
local function tell_of_waiting(own)
  return function(event)
    if event.kind ~= "not_ready" or own.has_told then return end
    own.has_told = true
    own:note(("%s: not ready yet, waiting up to %.14g s"):format(event.action,
      own.args.wait_ready))
  end
end

local function with_profile(args, profile)
  return profile and setmetatable({ profile = profile }, { __index = args })
    or args
end

--- A client by the options given.
---@param args? table default: the command's
---@param profile? string whose keys, whatever the options say
---@param given? table more options of tcbilling.new
---@return table? client, string? message, table? detail
function Session.client(own, args, profile, given)
  args = with_profile(args or own.args, profile)
  local all, message = options.of_client(args)
  if not all then return nil, message, INVALID end
  for name, value in pairs(given or {}) do all[name] = value end
  if not all.credentials then
    local keys, why, detail = require "tcbilling.cli.keys".find(args,
      own.terminal)
    if not keys then return nil, why, detail or { kind = "auth" } end
    all.credentials = keys.provider
    if keys.warning then own:warn(keys.warning) end
  end
  all.log = log_of(own)
  if args.wait_ready and not all.on_event then
    all.on_event = tell_of_waiting(own)
  end
  local client
  client, message = require "tcbilling".new(all)
  if not client then return nil, message, INVALID end
  return client
end

--- The options of its calls.
---@param args? table default: the command's
---@return table? given, string? message, table? detail
function Session.call_options(own, args)
  local given, message = options.of_call(args or own.args)
  if not given then return nil, message, INVALID end
  return given
end

return session
