-- Numbers that look random and are a pure function of their seed: only
-- shifts, adds and xors on 32 bits, so LuaJIT compiles them and every machine
-- gets the same bill.
local bit = require "bit"

local bxor, lshift, rshift = bit.bxor, bit.lshift, bit.rshift
local band, tobit = bit.band, bit.tobit

local M = {}

--- Jenkins' one-at-a-time hash of a text.
function M.hash(text)
  local h = 0
  for i = 1, #text do
    h = tobit(h + text:byte(i))
    h = tobit(h + lshift(h, 10))
    h = bxor(h, rshift(h, 6))
  end
  h = tobit(h + lshift(h, 3))
  h = bxor(h, rshift(h, 11))
  return tobit(h + lshift(h, 15))
end

--- A state for the `index`-th member of the family `base`.
function M.state(base, index)
  local h = tobit(base + index)
  h = tobit(h + 0x7ed55d16 + lshift(h, 12))
  h = bxor(bxor(h, 0xc761c23c), rshift(h, 19))
  h = tobit(h + 0x165667b1 + lshift(h, 5))
  h = bxor(tobit(h + 0xd3a2646c), lshift(h, 9))
  h = tobit(h + 0xfd7046c5 + lshift(h, 3))
  h = bxor(bxor(h, 0xb55a4f09), rshift(h, 16))
  return h ~= 0 and h or 1
end

--- The next state (xorshift32).
function M.step(state)
  state = bxor(state, lshift(state, 13))
  state = bxor(state, rshift(state, 17))
  return bxor(state, lshift(state, 5))
end

--- A state as a number in 0 .. 2^31 - 1.
function M.natural(state)
  return band(state, 0x7fffffff)
end

return M
