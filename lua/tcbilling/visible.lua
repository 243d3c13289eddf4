-- Text from elsewhere, made fit for a message.

local LONGEST = 300

--- `text` without control characters, shortened. Words of a server or a
--- caller reach logs and terminals through this only.
---@param text string
---@param longest? integer bytes, default 300
---@return string
local function visible(text, longest)
  longest = longest or LONGEST
  if #text > longest then
    -- not in the middle of a character
    text = text:sub(1, longest):gsub("[\194-\244][\128-\191]*$", "") .. "..."
  end
  return (text:gsub("%c", "?"):gsub("\194[\128-\159]", "?"))
end

return visible
