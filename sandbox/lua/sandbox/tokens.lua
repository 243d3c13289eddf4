-- Tokens that say where a page ended. Each is hex and holds for one action and
-- month; who changes a digit has none.
local digest = require "sandbox.digest"
local settings = require "sandbox.settings"

local M = {}

local DIGITS = 12 -- of the offset, in front

local function mac(action, month, offset)
  return digest.hex(digest.hmac(settings.now.seed, table.concat({
    action.service, action.name, month, offset }, "|"))):sub(1, 32)
end

function M.make(action, month, offset)
  local digits = ("%012x"):format(offset)
  return digits .. mac(action, month, digits)
end

--- @return number the offset, or nil when this server made no such token
function M.read(text, action, month)
  local digits = text:match "^%x+$" and text:sub(1, DIGITS)
  if not digits or text ~= digits .. mac(action, month, digits) then
    return nil
  end
  return tonumber(digits, 16)
end

return M
