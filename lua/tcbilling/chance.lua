-- What is made by chance: trace ids and jitter.

local random_bytes = require "tcbilling.core".random_bytes

local chance = {}

--- A random UUID (RFC 9562, version 4).
---@return string
function chance.uuid()
  local bytes = { random_bytes(16):byte(1, 16) }
  bytes[7] = bytes[7] % 16 + 64
  bytes[9] = bytes[9] % 64 + 128
  local template = ("%02x"):rep(4) .. ("-" .. ("%02x"):rep(2)):rep(3)
    .. "-" .. ("%02x"):rep(6)
  return template:format((table.unpack or unpack)(bytes))
end

--- A number from 0 up to, without, 1.
---@return number
function chance.fraction()
  local a, b, c = random_bytes(3):byte(1, 3)
  return (a * 65536 + b * 256 + c) / 16777216
end

return chance
