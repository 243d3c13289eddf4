-- PayDeals, the write that tests use: it remembers how often each order was
-- read off the wire and how often it would have been paid, whatever became of
-- the answer. Any count above one is money spent twice.
local json = require "sandbox.json"

local M = {}

local reads, done = {}, {}

local function count(counts, params)
  for _, name in ipairs { "OrderIds", "BigDealIds" } do
    for _, id in ipairs(params[name] or {}) do
      counts[id] = (counts[id] or 0) + 1
    end
  end
end

function M.read(params) count(reads, params) end

local function list(ids)
  local texts = {}
  for i, id in ipairs(ids or {}) do texts[i] = json.quote(id) end
  return "[" .. table.concat(texts, ",") .. "]"
end

function M.answer(params)
  count(done, params)
  return '"OrderIds":' .. list(params.OrderIds) .. ',"ResourceIds":[],'
    .. '"BigDealIds":' .. list(params.BigDealIds)
end

function M.counts()
  return reads, done
end

function M.reset()
  reads, done = {}, {}
end

return M
