-- Writes are carried out when somebody says so: on a terminal by typing the
-- action's name, elsewhere with --yes. This is a tool for reading bills, and a
-- write is nothing to make by a slip.

local function is_asked(terminal)
  local is_in = terminal.is_in_terminal
  if is_in == nil then is_in = require "luv".guess_handle(0) == "tty" end
  return is_in and terminal.is_err_terminal
end

local function read_line(terminal)
  if terminal.read_line then return terminal.read_line() end
  return io.read "*l"
end

--- Asks, unless it is a read or was said beforehand.
---@param session table
---@param action string
---@param entry table the catalogue's
---@return boolean|nil confirmed
---@return string? message
local function confirm(session, action, entry)
  if entry.kind == "read" or session.args.yes then return true end
  local what = action .. (entry.moves_money and " moves money"
    or " changes something")
  if not is_asked(session.terminal) then
    return nil, what .. ": --yes carries it out, --dry-run shows what would "
      .. "be sent"
  end
  session.terminal.err(("%s. Type %s to carry it out: "):format(what, action))
  if read_line(session.terminal) == action then return true end
  return nil, "nothing was sent"
end

return confirm
