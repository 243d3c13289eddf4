-- tcbilling: Tencent Cloud's International billing APIs for Lua.

local client = require "tcbilling.client"
local core = require "tcbilling.core"
local month = require "tcbilling.month"

local tcbilling = {
  _VERSION = core._VERSION,
  new = client.new,
  signer = core.signer,
  decimal = core.decimal,
  sum = core.decimal.sum,
  month = month,
  json = core.json,
  null = core.json.null,
}

--- What does not add up in a bill; see reconcile/init.lua.
function tcbilling.reconcile(...)
  return require "tcbilling.reconcile"(...)
end

--- What a transaction's code or name means; see transaction_types.lua.
function tcbilling.transaction_type(...)
  return require "tcbilling.transaction_types"(...)
end

return tcbilling
