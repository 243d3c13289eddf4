local catalog = require "tcbilling.catalog"
local facts = require "spec.facts"
local testing = require "tcbilling.testing"

local function module_of(service)
  return "tcbilling.catalog." .. service
end

describe("a service", function()
  local kept

  before_each(function()
    kept = {}
    for _, name in ipairs(catalog.SERVICES) do
      kept[name] = package.loaded[module_of(name)]
      package.loaded[module_of(name)] = nil
    end
  end)

  after_each(function()
    for name, module in pairs(kept) do
      package.loaded[module_of(name)] = module
    end
  end)

  local function is_loaded(name)
    return package.loaded[module_of(name)] ~= nil
  end

  it("loads what it knows when it is first used", function()
    local client = testing.client(testing.new { testing.response {} })
    local billing = client.billing
    assert.is_false(is_loaded "billing")
    billing:DescribeAccountBalance()
    assert.is_true(is_loaded "billing")
    assert.is_false(is_loaded "intlpartnersmgt")
  end)

  it("loads it ahead where many processes will share it", function()
    local box = testing.new {}
    box.runtime.is_before_fork = function() return true end
    testing.client(box)
    assert.is_true(is_loaded "billing" and is_loaded "intlpartnersmgt")
  end)

  it("tells of an action in limits that nobody knows", function()
    local box = testing.new {}
    testing.client(box, { limits = { billing = { DescribeBillDetial = 5,
      DescribeBillDetail = 5 } } })
    assert.same({ "warning: limits.billing: no action DescribeBillDetial is "
      .. "known, did you mean DescribeBillDetail?" }, box.logged)
    assert.is_false(is_loaded "intlpartnersmgt")
  end)
end)

describe("rows of an action that the other service has", function()
  it("are looked for there", function()
    local client = testing.client(testing.new {})
    local _, message = pcall(function()
      local rows = client.billing:rows("DescribeCustomerBillDetail")
      return rows
    end)
    assert.matches('service_spec.lua:%d+: billing has no action '
      .. '"DescribeCustomerBillDetail", but client.intlpartnersmgt has',
      message)
  end)
end)

describe("adjusted months", function()
  it("are asked for from billing", function()
    local box = testing.new { testing.response { Total = 1, Data = { {
      Month = "2023-08", AdjustCompletionTime = "2023-09-20 10:00:00" } } },
      testing.response { Total = 0 } }
    local client = testing.client(box)
    local months = client.billing:adjusted("2023-08", "2023-09")
    assert.equal(1, #months)
    assert.equal("2023-08", months[1].month)
    assert.equal(2, #box.requests)
  end)

  it("are blamed on the line that asks for them wrongly", function()
    local client = testing.client(testing.new {})
    for _, ask in ipairs {
      function() client.billing:adjusted(8, 9); return true end,
      function() client.billing.adjusted("2023-08"); return true end,
      function() client.intlpartnersmgt:adjusted("2023-08"); return true end,
    } do
      local _, message = pcall(ask)
      assert.matches("^[^ ]*service_spec.lua:%d+: ", message)
    end
  end)
end)

describe("the catalogue", function()
  it("knows every action, its kind, rate and parameters", function()
    for _, name in ipairs(facts.actions) do
      local fact = facts.of(name.service, name.action)
      local entry = catalog.load(name.service).actions[name.action]
      assert.equal(fact.kind, entry.kind)
      assert.equal(fact.rate_per_second, entry.rate)
      assert.equal(#fact.input, #entry.input)
      for i, parameter in ipairs(fact.input) do
        assert.equal(parameter.name, entry.input[i].name)
        assert.equal(parameter.required, entry.input[i].required or false)
      end
      assert.same(fact.errors, entry.errors)
    end
  end)

  it("has a method for each action", function()
    local client = testing.client(testing.new { testing.response {} })
    for _, name in ipairs(facts.actions) do
      assert.is_function(client[name.service][name.action])
    end
  end)

  it("keeps each action's documented rate, or the usual one", function()
    local client = testing.client(testing.new { testing.response {} })
    for _, name in ipairs(facts.actions) do
      local plan = client:plan(name.service, name.action, { items = 1 })
      assert.equal(facts.of(name.service, name.action).rate_per_second or 20,
        plan.rate)
    end
  end)
end)
