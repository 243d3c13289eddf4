-- Exit codes, by what became of a command.

local exit = {
  DONE = 0,
  USAGE = 2,      -- the command line itself
  STORAGE = 8,
  INTERNAL = 70,  -- a mistake in tcbilling
  PIPE = 141,     -- as shells tell of who wrote to a closed pipe
}

local BY_KIND = {
  api = 1, invalid = 2, auth = 3, denied = 3, throttled = 4, not_ready = 5,
  unavailable = 6, network = 6, timeout = 6, tls = 6, decode = 6, limiter = 6,
  partial = 7, storage = 8, cancelled = 130,
}

--- The code of a failure's kind; that of `api` if there is none.
---@param kind? string
---@return integer
function exit.of(kind)
  return BY_KIND[kind] or BY_KIND.api
end

-- What is raised to leave from anywhere, at once.
local stop_meta = { __tostring = function(stop)
  return "the command ended with " .. stop.code
end }

--- Raises: ends the command with a code.
---@param code integer
---@param said? table what the parser has to say; see parser.lua
function exit.now(code, said)
  error(setmetatable({ code = code, said = said }, stop_meta), 0)
end

--- Is it what exit.now raised?
---@param raised any
---@return boolean
function exit.is_stop(raised)
  return getmetatable(raised) == stop_meta
end

return exit
