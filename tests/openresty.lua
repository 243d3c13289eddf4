-- What the service of examples/openresty answers: run by tests/openresty as
--   script/lua tests/openresty.lua SERVICE_URL CONTROL_URL PREFIX

package.path = "examples/openresty/lua/?.lua;" .. package.path

local asking = require "tests.service.asking"

for _, part in ipairs { "answers", "customers", "questions",
  "failures", "counts", "workers", "page", "kept" } do
  for _, test in ipairs(require("tests.service." .. part)) do test() end
end
print(("%d passed, %d failed"):format(asking.passed, asking.failed))
os.exit(asking.failed == 0)
