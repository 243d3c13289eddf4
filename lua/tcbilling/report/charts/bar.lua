-- A bar in a table's cell: how much of the largest an amount is.

local amounts = require "tcbilling.report.amounts"
local h = require "tcbilling.report.html".new

---@param amount table? a decimal
---@param largest table a decimal, not negative
---@return table element
local function bar(amount, largest)
  local share = amounts.share(amount, largest)
  local is_negative = amount and amount:sign() < 0
  return h("svg", { class = "bar", viewBox = "0 0 100 10", ["aria-hidden"] =
    "true", preserveAspectRatio = "none" },
    h("rect", { class = is_negative and "negative" or nil, height = 10,
      width = ("%.1f"):format(100 * share) }))
end

return bar
