-- Tokens, each of which leads from one page to the next: the field of an
-- answer that is named as the parameter.

local paging = require "tcbilling.paging"

local chain = {}

--- Prepares a bill for them.
---@param b table see bill.lua; written to: tokens, by page of this size
function chain.prepare(b)
  b.tokens = { b.way == paging.token and b.given_at
    or b.paging.context and b.params[b.paging.context] or nil }
  -- to find a circle: one token of those before, the steps since then, and
  -- after how many another one is kept (Brent)
  b.circle = { kept = b.tokens[1], steps = 0, reach = 1, furthest = 0 }
  b.pages_before = 0 -- those of other sizes
end

--- Begins anew with the n-th page.
function chain.restart(b, n)
  b.tokens = { b.tokens[n] }
  b.pages_before = b.pages_before + n - 1
end

-- Was the page that the token leads to read before? One that is fetched again
-- since something raised brings the same token again.
local function is_circle(b, n, token)
  local circle = b.circle
  if b.pages_before + n <= circle.furthest then return false end
  circle.furthest = b.pages_before + n
  if token == circle.kept then return true end
  circle.steps = circle.steps + 1
  if circle.steps == circle.reach then
    circle.kept, circle.steps, circle.reach = token, 0, 2 * circle.reach
  end
  return false
end

-- A context only makes later pages cheaper for the server. With it they come
-- one after another, cut without a border: so from the very first page on, or
-- not at all.
local function take_context(b, n, token)
  if b.pages_before + n == 1 and token then
    b.is_chained, b.overlap = true, 0
  end
  b.tokens[n + 1] = b.is_chained and token or nil
end

--- Takes the token in the answer with the n-th page.
---@param b table
---@param n integer
---@param response table
---@param is_empty boolean the page has no rows
---@return string? problem it leads nowhere
function chain.take(b, n, response, is_empty)
  local name = b.paging.context or b.way == paging.token and b.paging.at
  local token = name and response[name]
  if not token or token == "" then return nil end
  if type(token) ~= "string" then
    return ("the answer's %s is no text"):format(name)
  end
  b.tokens[n - 1] = nil
  if b.paging.context then return take_context(b, n, token) end
  -- a page of nothing that leads to itself is the end
  if is_empty and token == b.tokens[n] then return nil end
  b.tokens[n + 1] = token
  if is_circle(b, n, token) then
    return ("the answer's %s leads to a page that was read"):format(name)
  end
end

return chain
