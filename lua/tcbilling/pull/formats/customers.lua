-- What customers were charged in a month: one row a bill.

local columns = require "tcbilling.pull.formats.columns"

local list = {
  columns.new("CustomerUin", "uint"),
  columns.new("TotalCost", "usd_number"),
}
list[1].kind = "text" -- an identifier: nothing to add up

return {
  name = "customers",
  columns = list,
  read = function(row, bill)
    return { bill.customer_uin, columns.read(list, row)[2] }
  end,
}
