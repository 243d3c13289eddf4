-- Asks for keys at the terminal; what is secret is not shown.

local loop = require "tcbilling.cli.loop"
local uv = require "luv"

local RAW, USUAL = 1, 0

-- Takes what was typed. Returns the line, or false: given up; nil: goes on.
local function take(typed, text)
  for character in text:gmatch "." do
    if character == "\r" or character == "\n" then
      return table.concat(typed)
    elseif character == "\3" or character == "\4" then
      return false
    elseif character == "\127" or character == "\8" then
      table.remove(typed)
    elseif character:byte() >= 32 then
      typed[#typed + 1] = character
    end
  end
end

--- Asks for a line.
---@param terminal table
---@param question string
---@param is_secret boolean
---@return string? line nil: given up
local function prompt(terminal, question, is_secret)
  local tty, typed = uv.new_tty(0, true), {}
  tty:set_mode(RAW) -- before anybody types, or it would be shown
  terminal.err(question)
  local settle = loop.on_leave(function() tty:set_mode(USUAL) end)
  local line = loop.await(function(done)
    tty:read_start(function(_, text)
      if not text then return done(false) end
      local line = take(typed, text)
      if not is_secret then
        terminal.err("\r\27[K" .. question .. table.concat(typed))
      end
      if line ~= nil then done(line) end
    end)
  end)
  tty:read_stop()
  tty:set_mode(USUAL)
  tty:close()
  settle()
  terminal.err "\n"
  return line or nil
end

return prompt
