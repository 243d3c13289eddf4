-- tcbilling: Tencent Cloud's International billing APIs for Lua.

local client = require "tcbilling.client"
local core = require "tcbilling.core"
local month = require "tcbilling.month"
local reconcile = require "tcbilling.reconcile"
local transaction_type = require "tcbilling.transaction_types"

return {
  _VERSION = core._VERSION,
  new = client.new,
  signer = core.signer,
  decimal = core.decimal,
  sum = core.decimal.sum,
  month = month,
  transaction_type = transaction_type,
  reconcile = reconcile,
  json = core.json,
  null = core.json.null,
}
