local tcbilling = require "tcbilling"
local cjson = require "cjson"

local transaction_type = tcbilling.transaction_type

-- The lists of the schemas, from the facts of all actions.
local function known_values()
  local file = assert(io.open("facts/actions.json", "rb"))
  local services = cjson.decode(file:read "*a").services
  file:close()
  local lists = {}
  for _, service in pairs(services) do
    for _, action in pairs(service.actions) do
      for _, parameter in ipairs(action.input) do
        if parameter.name == "ActionType" then
          lists[#lists + 1] = parameter.values
        end
      end
    end
  end
  return lists
end

local function code_of(word)
  return assert(transaction_type(word)).code
end

describe("a transaction type", function()
  it("is found by each code that means the same", function()
    for _, code in ipairs { "prepay_renew", "preRenew", "pre_renew" } do
      assert.same({ code = "prepay_renew",
        codes = { "prepay_renew", "preRenew", "pre_renew" },
        name = "Yearly/monthly subscription renewal",
        names = { "Yearly/monthly subscription renewal",
          "Monthly subscription renewal", "Renewal", "包年包月续费" },
        is_precision = false }, transaction_type(code))
    end
  end)

  it("is found by either spelling of its name", function()
    for word, code in pairs {
      ["Monthly subscription renewal"] = "prepay_renew",
      ["Yearly/monthly subscription renewal"] = "prepay_renew",
      ["New monthly subscription"] = "prepay_purchase",
      ["New yearly/monthly subscription"] = "prepay_purchase",
      ["Monthly subscription specification adjustment"] = "prepay_modify",
      ["Hourly settlement"] = "postpay_deduct_h",
      ["Hourly pay-as-you-go"] = "postpay_deduct_h",
      ["按量计费小时结"] = "postpay_deduct_h",
      ["Spot"] = "postpay_deduct_s",
      ["Hourly spot instance"] = "postpay_deduct_s",
      ["Offline project deduction"] = "offline_deduct",
      ["Offline product deduction"] = "online_deduct",
      ["Adjustment - deduction"] = "recon_deduct",
      ["Adjustment deduction"] = "recon_deduct",
    } do
      assert.equal(code, code_of(word), word)
    end
  end)

  it("is found with stray blanks, and in any case", function()
    assert.equal("prepay_return",
      code_of " Yearly/monthly subscription refund")
    assert.equal("prepay_return",
      code_of "monthly  subscription\tRefund \n")
    assert.equal("svp_hour_pay", code_of "hourly savings plan fee")
    assert.equal("prepay_renew", code_of "PRERENEW")
    assert.equal("billVirtualId", code_of "billvirtualid")
  end)

  it("has the names that stand beside the codes in the examples", function()
    for code, name in pairs {
      prepay_renew = "Monthly subscription renewal",
      postpay_deduct_h = "Hourly settlement",
      postpay_deduct_d = "Daily settlement",
      postpay_deduct_m = "Monthly settlement",
      billVirtualId = "Monthly precision difference adjustment",
    } do
      assert.equal(code, code_of(name))
      assert.equal(code, code_of(code))
    end
  end)

  it("of precision is none of usage, and the only one", function()
    local precision = transaction_type "billVirtualId"
    assert.is_true(precision.is_precision)
    assert.equal("Monthly precision difference adjustment", precision.name)
    assert.is_true(transaction_type(precision.name).is_precision)
    assert.is_false(transaction_type("postpay_deduct_m").is_precision)
  end)

  it("has no code where nothing ties its name to one", function()
    for _, name in ipairs { "Adjustment - refund", "Hourly", "Prepaid",
      "Offer deduction", "Yearly/monthly subscription" } do
      local found = transaction_type(name)
      assert.same({ nil, {}, name }, { found.code, found.codes, found.name })
    end
  end)

  it("of either direction has the name that upgrades and downgrades share",
    function()
      assert.equal("prepay_modify", code_of "Upgrade/Downgrade")
      assert.equal("preUpgrade", code_of "pre_upgrade")
      assert.equal("preDowngrade", code_of "pre_downgrade")
      assert.equal("Upgrade/Downgrade", transaction_type("preUpgrade").name)
      assert.equal("Upgrade/Downgrade", transaction_type("preDowngrade").name)
    end)

  it("is known by every value of the schemas", function()
    local lists, count = known_values(), 0
    for _, list in ipairs(lists) do
      for _, word in ipairs(list) do
        local found = assert(transaction_type(word))
        local has = {}
        for _, code in ipairs(found.codes) do has[code] = true end
        for _, name in ipairs(found.names) do has[name] = true end
        assert.is_true(has[word], word)
        count = count + 1
      end
    end
    assert.equal(7, #lists)
    assert.equal(2 * 15 + 2 * 28 + 3 * 25, count)
  end)

  it("is the caller's own table", function()
    local first = transaction_type "preRenew"
    first.codes[1], first.names[1], first.name = "x", "y", "z"
    assert.equal("prepay_renew", transaction_type("preRenew").codes[1])
    assert.equal("Yearly/monthly subscription renewal",
      transaction_type("preRenew").names[1])
  end)
end)

describe("an unknown transaction type", function()
  it("is told of with the nearest one", function()
    local found, message = transaction_type "prepay_renwe"
    assert.is_nil(found)
    assert.equal('"prepay_renwe" is no transaction type that is known, did '
      .. 'you mean prepay_renew?', message)
    assert.equal('"Daily setlement" is no transaction type that is known, did '
      .. 'you mean Daily settlement?', select(2,
      transaction_type "Daily setlement"))
    assert.equal('"" is no transaction type that is known',
      select(2, transaction_type ""))
    assert.equal('"a?b" is no transaction type that is known',
      select(2, transaction_type "a\0b"))
  end)

  it("raises where it was given, if it is no text", function()
    local done, message = pcall(function()
      local found = transaction_type(5)
      return found
    end)
    assert.is_false(done)
    assert.is_truthy(message:find("transaction_types_spec%.lua:%d+: a "
      .. "transaction's code or name is a text, got number$"))
  end)
end)
