-- DescribeBillAdjustInfo: each third month of a year was adjusted twice, in the
-- month after.
local json = require "sandbox.json"
local month = require "sandbox.month"

local M = {}

local ROW = '{"PayerUin":%s,"Month":"%s","AdjustType":"%s","AdjustNum":"%s",'
  .. '"AdjustCompletionTime":"%s-%d 10:00:00","AdjustAmount":%s}'

local KINDS = { { "manualAdjustment", 15, "-12.50000000" },
  { "resettlement", 20, "0.00000001" } }

local function row(payer, name, kind)
  local after = month.next(name)
  return ROW:format(json.quote(payer), name, kind[1],
    name:gsub("-", "") .. kind[2], after, kind[2], kind[3])
end

--- @param params table Month, or TimeFrom and TimeTo in one month; PayerUin
--- @param current string the month that it is
function M.answer(params, current)
  local name = (params.TimeFrom or params.Month or current):sub(1, 7)
  local rows = {}
  if tonumber(name:sub(6)) % 3 == 0 and name < current then
    for i, kind in ipairs(KINDS) do
      rows[i] = row(params.PayerUin or "700000686592", name, kind)
    end
  end
  return '"Total":' .. #rows .. ',"Data":[' .. table.concat(rows, ",") .. "]"
end

return M
