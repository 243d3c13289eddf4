-- A call whose answer is kept as it was sent: with its digits, its nulls and
-- what the catalogue does not know. What programs get from client:call is
-- easier to use, and can't be written again.

local call = require "tcbilling.call"
local json = require "tcbilling.core".json
local pipeline = require "tcbilling.pipeline"

--- Makes a call.
---@param client table
---@param api table     the catalogue of its service
---@param action string
---@param params table
---@param options table of a call, checked
---@return table? response as json.decode's `lossless` has it; of a dry run the
---  request
---@return string? message, table? detail
local function raw(client, api, action, params, options)
  local made = call.new(client, api, action, params, options)
  made.keeps_body = true
  local response, message, detail = pipeline(client, made)
  if not response then return nil, message, detail end
  if options.dry_run then return response end
  local answer = json.decode(made.kept_body, { lossless = true,
    fields = options.fields })
  return answer.Response, nil, detail
end

return raw
