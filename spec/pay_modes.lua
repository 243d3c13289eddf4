-- One call of a client on testing answers, as many specs make it.

local testing = require "tcbilling.testing"

--- Asks for the pay modes of 2018-11: the box, and what the call returned.
return function(answers, options, call_options)
  local box = testing.new(answers)
  return box, testing.client(box, options).billing
    :DescribeBillSummaryByPayMode({ BeginTime = "2018-11",
      EndTime = "2018-11" }, call_options)
end
