-- The rows of an organisation's bill as numbers and choices, each a pure
-- function of seed, month and index: the millionth row costs as much as the
-- first, and a sum needs no text. `rows.lua` makes JSON of them.
local month = require "sandbox.month"
local random = require "sandbox.random"
local stock = require "sandbox.stock"

local M = {}

local floor, step, natural = math.floor, random.step, random.natural

M.EXAMPLE_MONTH, M.EXAMPLE_ID = "2023-08", "cdb-0a90mrac"

--- A bill of `rows` rows, the precision row included as the last.
function M.new(seed, bill_month, rows)
  return { month = bill_month, rows = rows,
    base = random.hash(seed .. "|" .. bill_month),
    before_contracts = bill_month < "2021-05" }
end

local function pick(list, state)
  return list[natural(state) % #list + 1]
end

-- Most rows cost little, a few cost thousands.
local function list_price(state)
  local class, whole = natural(state) % 100
  state = step(state)
  whole = natural(state)
  state = step(state)
  local fraction = natural(state) % 100000000
  if class < 8 then return 0, state end
  if class < 70 then return whole % 10 * 1e8 + fraction, state end
  if class < 80 then return whole % 100000 * 1e7, state end
  if class < 97 then return whole % 1000 * 1e8 + fraction, state end
  return whole % 100000 * 1e8 + fraction, state
end

-- How a cost was paid. The four parts add up to it exactly.
local function pay(row, state)
  local how, cost = natural(state) % 20, row.real
  row.cash, row.incentive, row.voucher, row.transfer = 0, 0, 0, 0
  if how < 10 then
    row.cash = cost
  elseif how < 14 then
    row.incentive = cost
  elseif how < 16 then
    row.voucher = cost
  elseif how < 17 then
    row.transfer = cost
  else
    row.incentive = floor(cost / 3)
    row.voucher = floor(cost / 7)
    row.transfer = how == 19 and floor(cost / 11) or 0
    row.cash = cost - row.incentive - row.voucher - row.transfer
  end
end

local function charge(row, state)
  local quirk = natural(state) % 1000
  state = step(state)
  row.discount = pick(stock.discounts, state)
  row.cost, state = list_price(step(state))
  if quirk < 30 then
    row.transaction = quirk < 20 and stock.refund or stock.compensation
    row.cost, row.discount = -row.cost, 1000000
  end
  row.real = row.discount == 1000000 and row.cost
    or floor(row.cost / 1e6 * row.discount)
  if quirk >= 30 and quirk < 50 then row.real = 0 end -- covered by a plan
  pay(row, step(state))
  -- Real bills break the identity by a little in some rows.
  if quirk >= 50 and quirk < 53 then row.real = row.real - 1158 end
  row.unpriced = quirk >= 60 and quirk < 80 -- contract prices: cost is "-"
  row.short = quirk % 5 == 0
end

local function precision(bill, row)
  row.transaction, row.unpriced, row.short = stock.precision, false, false
  row.product, row.tags, row.name = nil, stock.tags[1], ""
  row.discount = 1000000
  local off = -tonumber(M.sum(bill) % 1000000LL)
  row.real, row.cost = off, off
  row.incentive, row.voucher, row.transfer = -off % 1000, 0, 0
  row.cash = off - row.incentive
end

local function example(row, index)
  row.id, row.product = M.EXAMPLE_ID, stock.products[2]
  if index > 0 then return end
  row.is_example, row.region = true, stock.regions[1]
  row.transaction, row.tags = stock.transactions[2], stock.tags[1]
  row.real, row.cost, row.unpriced = 1156675785, 3550000000, false
  row.cash, row.incentive, row.voucher, row.transfer = row.real, 0, 0, 0
end

--- Fills `row` with the `index`-th row (from 0; negative ones are rows that
--- came in front since) and returns it.
function M.draw(bill, index, row)
  local state = random.state(bill.base, index * 31)
  row.index, row.state, row.id, row.is_example = index, state, nil, false
  row.product = pick(stock.products, state)
  state = step(state)
  row.region = pick(stock.regions, state)
  state = step(state)
  row.transaction = pick(stock.transactions, state)
  state = step(state)
  row.tags = pick(stock.tags, state)
  state = step(state)
  row.name = pick(stock.names, state)
  charge(row, step(state))
  if bill.before_contracts then row.unpriced = true end
  if index == bill.rows - 1 then
    precision(bill, row)
  elseif bill.month == M.EXAMPLE_MONTH and index >= 0 and index < 3 then
    example(row, index)
  end
  return row
end

local LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

--- The row's resource id, made on demand since most uses don't look at it.
function M.resource_id(row)
  if row.id then return row.id end
  if not row.product or row.product.id == "-" then return "-" end
  local state, id = row.state, row.product.id
  for _ = 1, 8 do
    state = step(state)
    local at = natural(state) % 36 + 1
    id = id .. LETTERS:sub(at, at)
  end
  return id
end

--- RealTotalCost of all rows but the precision row, int64. Counted once.
function M.sum(bill)
  if bill.sum then return bill.sum end
  local sum, row = 0LL, {}
  for index = 0, bill.rows - 2 do
    sum = sum + M.draw(bill, index, row).real
  end
  bill.sum = sum
  return sum
end

--- Whether a month has a bill at `now`: none before March 2019, none ahead.
function M.exists(bill_month, now)
  return bill_month >= "2019-03" and bill_month <= month.current(now)
end

return M
