-- The terminal that the tool is used from: a stand-in.

local uv = require "luv"

local terminal = {}

local function is_terminal(fd)
  return uv.guess_handle(fd) == "tty"
end

function terminal.new()
  local is_out = is_terminal(1)
  return {
    is_out_terminal = is_out, is_err_terminal = is_terminal(2),
    has_colour = is_out and not os.getenv "NO_COLOR"
      and os.getenv "TERM" ~= "dumb",
    out = function(text) return io.stdout:write(text) end,
    err = function(text) return io.stderr:write(text) end,
    width = function() return tonumber(os.getenv "COLUMNS") or 80 end,
  }
end

return terminal
