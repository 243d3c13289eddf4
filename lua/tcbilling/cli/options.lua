-- Options that every command has.

local rules = require "tcbilling.options"

local options = {}

-- What argparse is to take an option's number with; texts like 0x10 are no
-- numbers here.
local function number_of(option)
  return function(text)
    return text:find "^%d+%.?%d*$" and tonumber(text)
      or nil, ("%s is a number, got '%s'"):format(option, text)
  end
end

local LIST = {
  { "--endpoint", "URL", "Where the API is (TCBILLING_ENDPOINT)." },
  { "--region", "REGION", "The region's header, where one is wanted." },
  { "--profile", "NAME", "Whose keys to use; @role: of the role of this "
    .. "machine (CVM) or pod (TKE)." },
  { "--ca-file", "FILE", "Whom to trust: a PEM bundle (TCBILLING_CA_FILE)." },
  { "--limiter", "host|process|PATH",
    "Who shares the documented rates: this user's processes on this machine "
    .. "(host), this one only, or all that name the same file." },
  { "--timeout", "MS", "Milliseconds for one attempt.",
    number_of "--timeout" },
  { "--deadline", "S", "Seconds for a call with all its waits, or for all "
    .. "of a pull.", number_of "--deadline" },
}

--- Those that commands may have besides, each the same wherever it is.
options.WAIT_READY = { "--wait-ready", "S",
  "Seconds to wait for a bill that is not ready.", number_of "--wait-ready" }
options.RATE = { "--rate", "N", "Calls a second, where Tencent Cloud has "
  .. "raised yours (1 to 128).", number_of "--rate" }

--- Adds one of an entry like those above.
---@param command table argparse's
---@param entry table { name, argument, description, convert }
---@return table option argparse's
function options.add(command, entry)
  local option = command:option(entry[1], entry[3]):argname(entry[2])
  if entry[4] then option:convert(entry[4]) end
  return option
end

-- What argparse is to call their values.
local function target_of(name, is_before)
  return (is_before and "before_" or "") .. name:sub(3):gsub("-", "_")
end

--- Adds them all: to the parser and to each command, since they may stand
--- before its name and behind it.
---@param command table argparse's command, or the parser
---@param is_before? boolean it is the parser; see options.join
---@return table added argparse's options, packed; see values.lua
function options.define(command, is_before)
  local added = { n = #LIST + 1 }
  for i, entry in ipairs(LIST) do
    added[i] = options.add(command, entry)
      :target(target_of(entry[1], is_before))
  end
  added[added.n] = command:flag("--quiet",
    "No progress and no remarks; warnings and failures stay.")
    :target(target_of("--quiet", is_before))
  return added
end

--- Joins those before a command's name with those behind it, which are nearer.
--- (A command forgets what argparse took under its own options' names.)
---@param args table as parsed
function options.join(args)
  local before = {}
  for target, value in pairs(args) do
    before[#before + 1] = target:find "^before_" and { target, value } or nil
  end
  for _, pair in ipairs(before) do
    local name = pair[1]:sub(#"before_" + 1)
    if args[name] == nil then args[name] = pair[2] end
    args[pair[1]] = nil
  end
end

local function from_environment(variable)
  local value = os.getenv(variable)
  return value ~= "" and value or nil
end

local WORDS = { host = true, process = true }

local function limiter_of(text)
  if text == nil or WORDS[text] then return text end
  return { path = text }
end

-- What is wrong with one of them, by the name that it has on the command line.
local function problem_with(given, known)
  for name, value in pairs(given) do
    local problem = known[name](value)
    if problem then
      return ("--%s %s"):format((name:gsub("_", "-")),
        (problem:gsub("^%.%w+ ", "")))
    end
  end
end

--- A client's options, without its keys.
---@param args table as parsed
---@return table? given of tcbilling.new
---@return string? message
function options.of_client(args)
  local given = {
    endpoint = args.endpoint or from_environment "TCBILLING_ENDPOINT",
    ca_file = args.ca_file or from_environment "TCBILLING_CA_FILE",
    region = args.region, timeout = args.timeout,
    limiter = limiter_of(args.limiter),
  }
  local problem = problem_with(given, rules.CLIENT)
  if problem then return nil, problem end
  return given
end

--- A call's options.
---@param args table as parsed
---@return table? given of a call
---@return string? message
function options.of_call(args)
  local given = { timeout = args.timeout, deadline = args.deadline,
    wait_ready = args.wait_ready }
  local problem = problem_with(given, rules.CALL)
  if problem then return nil, problem end
  return given
end

return options
