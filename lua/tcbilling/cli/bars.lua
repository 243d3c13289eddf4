-- Bars of shares, in the characters that a terminal has.

local bars = {}

local FULL = "█"
local EIGHTHS = { [0] = "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" }

local function blocks(eighths)
  return FULL:rep(math.floor(eighths / 8)) .. EIGHTHS[eighths % 8]
end

--- A bar. What is not nothing is to be seen, however small.
---@param share number 0 to 1
---@param width integer columns of the whole
---@param is_utf8 boolean
---@return string bar "" of nothing
function bars.bar(share, width, is_utf8)
  if share <= 0 then return "" end
  share = math.min(share, 1)
  local steps = width * (is_utf8 and 8 or 1)
  local filled = math.max(1, math.floor(share * steps + 0.5))
  if is_utf8 then return blocks(filled) end
  return ("#"):rep(filled)
end

return bars
