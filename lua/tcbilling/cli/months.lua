-- Months as they are given on the command line.

local month = require "tcbilling.month"
local shown = require "tcbilling.shown"

local function range(text)
  local first, last = text:match("^(.-)%.%.(.*)$")
  if not first then
    first, last = text, text
  end
  return month.range(first, last)
end

--- The months of "2023-08", "2023-01..2023-12", or several of these with
--- commas between.
---@param text string
---@return string[]? months, string? message
local function months(text)
  local list = {}
  for part in (text .. ","):gmatch("([^,]*),") do
    local some, message = range(part)
    if not some then
      return nil, ("%s: %s (write 2023-08, or 2023-01..2023-12)"):format(
        shown.value(text), message)
    end
    for _, name in ipairs(some) do list[#list + 1] = name end
  end
  return list
end

return months
