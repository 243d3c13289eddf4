-- Text in lines that a terminal has room for, broken at blanks.

local display = require "tcbilling.cli.display"

local wrap = {}

--- The lines of a text. A word that is wider than a line has one of its own.
---@param text string
---@param width integer columns
---@return string[] lines at least one
function wrap.lines(text, width)
  local lines, line, used = {}, {}, 0
  for word in text:gmatch "%S+" do
    local columns = display.width(word)
    if used > 0 and used + 1 + columns > width then
      lines[#lines + 1] = table.concat(line, " ")
      line, used = {}, 0
    end
    line[#line + 1] = word
    used = used + (used > 0 and 1 or 0) + columns
  end
  lines[#lines + 1] = table.concat(line, " ")
  return lines
end

-- A name that leaves its text so few columns has a line of its own.
local LEAST = 20

--- Lines of names and, beside them, texts.
---@param entries table[] { name, text, depth }: two columns more each
---@param width integer
---@return string[] lines
function wrap.entries(entries, width)
  local widest = 0
  for _, entry in ipairs(entries) do
    widest = math.max(widest, display.width(entry.name)
      + 2 * (entry.depth or 0))
  end
  local at = math.min(widest + 4, math.max(width - LEAST - 8, 8))
  local lines = {}
  for _, entry in ipairs(entries) do
    local head = (" "):rep(2 + 2 * (entry.depth or 0)) .. entry.name
    local gap = at - display.width(head)
    if gap < 2 and entry.text ~= "" then
      lines[#lines + 1] = head
      head, gap = "", at
    end
    for i, line in ipairs(wrap.lines(entry.text, math.max(width - at, LEAST)))
    do
      head = i == 1 and head .. (" "):rep(gap) or (" "):rep(at)
      lines[#lines + 1] = ((head .. line):gsub(" +$", ""))
    end
  end
  return lines
end

return wrap
