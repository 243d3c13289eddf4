-- The ways in which answers are cut into pages: by row offsets, by page
-- numbers, and by tokens, each of which is in the answer before.
--
-- A way is a table: overlap (rows that each page shares with the one before,
-- to see whether the bill moved), is_chained (a page needs the one before),
-- at(b, n) (what asks for the n-th page of a bill, see bill.lua), and
-- smaller(limit) (the next smaller size of a page, or nil).

local paging = {}

-- A page that takes too long is cut smaller, but not below so many rows.
local SMALLEST = 10

local function half(limit)
  if limit <= SMALLEST then return nil end
  return math.max(SMALLEST, math.floor(limit / 2))
end

paging.offset = { overlap = 1, smaller = half }

function paging.offset.at(b, n)
  return b:begin(n)
end

paging.page = { overlap = 0 }

function paging.page.at(b, n)
  if n == 1 and b.base == b.offset and not b.is_recut then return b.given_at end
  return b.paging.first + b:begin(n) / b.limit
end

-- Pages already read must be whole pages of the new size, too.
function paging.page.smaller(limit)
  for size = math.floor(limit / 2), SMALLEST, -1 do
    if limit % size == 0 then return size end
  end
end

paging.token = { overlap = 0, is_chained = true, smaller = half }

function paging.token.at(b, n)
  return b.tokens[n]
end

return paging
