-- tcbilling: Tencent Cloud's International billing APIs for Lua.

local client = require "tcbilling.client"
local core = require "tcbilling.core"
local month = require "tcbilling.month"

return {
  _VERSION = core._VERSION,
  new = client.new,
  signer = core.signer,
  decimal = core.decimal,
  sum = core.decimal.sum,
  month = month,
  json = core.json,
  null = core.json.null,
}
