-- The terminal that the tool is used from, or what stands in its place.

local uv = require "luv"

local terminal = {}

local USUAL = 80 -- columns where nobody knows

local function is_terminal(fd)
  return uv.guess_handle(fd) == "tty"
end

-- Asked each time: it may have been resized.
local function width_of(fd)
  local tty = uv.new_tty(fd, false)
  if not tty then return nil end
  local ok, width = pcall(tty.get_winsize, tty)
  tty:close()
  return ok and type(width) == "number" and width > 0 and width or nil
end

local function writer(file)
  return function(text)
    local ok, message = file:write(text)
    if ok then ok, message = file:flush() end
    return ok, message
  end
end

--- The real one.
---@return table terminal out(text), err(text): true, or nil and a message;
---  is_in_terminal, is_out_terminal, is_err_terminal; width() in columns;
---  has_colour (standard output), can_redraw (standard error)
function terminal.new()
  local is_out, is_err = is_terminal(1), is_terminal(2)
  local is_dumb = os.getenv "TERM" == "dumb"
  return {
    is_in_terminal = is_terminal(0), is_out_terminal = is_out,
    is_err_terminal = is_err,
    has_colour = is_out and (os.getenv "NO_COLOR" or "") == ""
      and not is_dumb,
    can_redraw = is_err and not is_dumb,
    out = function(text) return io.stdout:write(text) end,
    err = writer(io.stderr),
    width = function()
      return is_err and width_of(2) or is_out and width_of(1)
        or tonumber(os.getenv "COLUMNS") or USUAL
    end,
  }
end

return terminal
