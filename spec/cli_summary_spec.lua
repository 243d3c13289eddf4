-- tcbilling summary, through a process, against the sandbox.
local cjson = require "cjson"
local sandbox = require "spec.sandbox"
local tools = require "spec.tool"

describe("tcbilling summary", function()
  local box, tool

  setup(function()
    box = sandbox.start { rows = 300 }
    tool = tools.new(box.env)
  end)

  teardown(function()
    tool:remove()
    box:stop()
  end)

  before_each(function() box:reset() end)

  local function summary(options, ...)
    return tool:run({ "summary", "--month", "2023-08", ... }, options)
  end

  local function has(text, part)
    assert.truthy(text:find(part, 1, true), text)
  end

  -- An answer with these modes, as JSON.
  local function answer(modes)
    box:faults { { kind = "wrong_json", body = '{"Response":{"Ready":1,'
      .. '"RequestId":"r","SummaryOverview":' .. modes .. "}}" } }
  end

  local MODES = '[{"PayModeName":"Monthly","TotalCost":"-",'
    .. '"RealTotalCost":"7.5","CashPayAmount":"7.5","IncentivePayAmount":"0",'
    .. '"VoucherPayAmount":"0","TransferPayAmount":"0","Detail":['
    .. '{"ActionTypeName":"Purchase","TotalCost":"20","RealTotalCost":"7.5"}'
    .. ']},{"PayModeName":"Hourly","TotalCost":"3.25","RealTotalCost":"-2.5",'
    .. '"CashPayAmount":"-2.50000001","IncentivePayAmount":"0",'
    .. '"VoucherPayAmount":"0","TransferPayAmount":"0","Detail":[]}]'

  it("has the whole month exactly, mode by mode, with shares", function()
    answer(MODES)
    local result = summary()
    assert.same({ code = 0, err = "", out = [[
Bill for 2023-08 (final)

            List price  To pay    Share
Monthly           -        7.5  150.0 %  ██████████████████
  Purchase       20        7.5  150.0 %  ██████████████████
Hourly            3.25    -2.5  -50.0 %  ██████
Together          3.25     5.0
1 without a list price, not in the sum

Does not add up in 1 place:
  Hourly: RealTotalCost is -2.5, what was paid is -2.50000001 ]]
      .. "(difference 0.00000001)\n" }, result)
  end)

  it("has the sums of the bill's rows", function()
    local total = box:total "2023-08"
    local result = summary()
    assert.equal(0, result.code)
    local list, paid = result.out:match "Together%s+(%S+)%s+(%S+)\n"
    assert.equal(total.TotalCost, list)
    assert.equal(total.RealTotalCost, paid)
  end)

  it("has bars in their column where there are no shares", function()
    answer '[{"RealTotalCost":"5"},{"RealTotalCost":"-5.00"}]'
    local out = summary().out
    local at = out:find("To pay  Share", 1, true) - out:find "[^\n]*List price"
    for line in out:gmatch "[^\n]+" do
      local bar = line:find "█"
      if bar then assert.equal(at + #"To pay  Share" + 3, bar, out) end
    end
    assert.truthy(out:find "█")
  end)

  it("draws bars in ASCII where the locale is no UTF-8", function()
    answer(MODES)
    local result = summary { env = { LC_ALL = "C" } }
    has(result.out, "150.0 %  " .. ("#"):rep(18) .. "\n")
    assert.is_nil(result.out:find "[\128-\255]")
  end)

  it("fits a terminal, and has colours only there", function()
    answer(MODES)
    local result = summary { columns = 60 }
    assert.equal(0, result.code)
    has(result.out, "\27[1m")
    for line in result.out:gsub("\27%[%d*m", ""):gmatch "[^\r\n]+" do
      assert.is_true(line:find "^  Hourly:" ~= nil
        or require "tcbilling.cli.display".width(line) <= 60, line)
    end
    assert.is_nil(summary { columns = 60, env = { NO_COLOR = "1" } }.out
      :find "\27")
    answer(MODES:gsub("Monthly", ("m"):rep(80)))
    has(summary { columns = 60 }.out, "…")
  end)

  it("has the same for programs", function()
    answer(MODES)
    local result = summary(nil, "--output", "json")
    assert.equal("", result.err)
    local bill = cjson.decode(result.out)
    assert.equal("2023-08", bill.month)
    assert.equal("final", bill.state)
    assert.equal("5.0", bill.totals.RealTotalCost)
    assert.equal("7.5", bill.modes[1].Detail[1].RealTotalCost)
    assert.same({ path = "SummaryOverview[2]", field = "RealTotalCost",
      kind = "payments", left = "-2.5", right = "-2.50000001",
      difference = "0.00000001" }, bill.differences[1])
    result = summary(nil, "--output", "csv")
    has(result.err, "tcbilling: warning: 2023-08 does not add up in 1 place ")
    assert.equal("Month,PayMode,PayModeName,ActionType,ActionTypeName,"
      .. "TotalCost,RealTotalCost,CashPayAmount,IncentivePayAmount,"
      .. "VoucherPayAmount,TransferPayAmount\r\n"
      .. "2023-08,,Monthly,,Purchase,20,7.5,,,,\r\n"
      .. "2023-08,,Hourly,,,3.25,-2.5,-2.50000001,0,0,0\r\n", result.out)
    result = summary(nil, "--output", "ndjson")
    assert.equal("Purchase",
      cjson.decode(result.out:match "^[^\n]+").ActionTypeName)
  end)

  it("says that a month has no bill, and that one is provisional", function()
    answer "null"
    assert.same({ code = 0, err = "",
      out = "There is no bill for 2023-08 (final).\n" }, summary())
    local bill = summary(nil, "--output", "json")
    assert.truthy(bill.out:find '"modes": %[%]', bill.out)
    answer(MODES)
    local now = os.date("!%Y-%m", os.time() + 8 * 3600)
    local result = tool:run { "summary", "--month", now }
    has(result.out, "the month is not over: its figures are provisional")
    result = tool:run { "summary", "--month", now, "--output", "csv" }
    has(result.err, "warning: " .. now .. " is not final")
  end)

  it("says that a bill is not ready, or waits for it", function()
    box:faults { { kind = "not_ready" } }
    local result = summary()
    assert.equal(5, result.code)
    assert.equal("", result.out)
    assert.truthy(result.err:find
      "^tcbilling: [^\n]+ %(%-%-wait%-ready S waits [^\n]+\n$", result.err)
    local waiting = "tcbilling: DescribeBillSummaryByPayMode: not ready yet, "
      .. "waiting up to 0.2 s\n"
    result = summary(nil, "--wait-ready", "0.2")
    assert.equal(5, result.code)
    assert.equal(1, select(2, result.err:gsub("\n", "")) - 1)
    assert.equal(waiting, result.err:sub(1, #waiting))
    assert.is_nil(result.err:find("--wait-ready S", 1, true))
    assert.is_nil(summary(nil, "--wait-ready", "0.2", "--quiet").err
      :find("not ready yet", 1, true))
    box:faults { { kind = "not_ready", times = 1 } }
    result = summary(nil, "--wait-ready", "0.2")
    assert.same({ 0, waiting }, { result.code, result.err })
  end)

  it("is of a customer, or of another payer, where one is named", function()
    local result = summary(nil, "--customer", "700000000001")
    assert.equal(0, result.code)
    has(result.out, "Bill of customer 700000000001 for 2023-08 (final)\n")
    result = summary(nil, "--payer", "700000000000")
    assert.equal(5, result.code)
    result = summary(nil, "--payer", "1", "--customer", "2")
    assert.equal(2, result.code)
  end)

  it("has names where the API has codes, and no sum of nothing", function()
    answer('[{"PayModeName":"Monthly","RealTotalCost":"1","Detail":['
      .. '{"ActionType":"prepay_renew","ActionTypeName":"prepay_renew",'
      .. '"RealTotalCost":"1"},{"ActionType":"new_code"},'
      .. '{"ActionType":"prepay_renew","ActionTypeName":"As sent"}]}]')
    local result = summary()
    assert.equal([[
Bill for 2023-08 (final)

                                       List price  To pay    Share
Monthly                                         -       1  100.0 %
  Yearly/monthly subscription renewal           -       1  100.0 %
  new_code                                      -       -
  As sent                                       -       -
Together                                        -       1
1 without a list price, not in the sum
]], (result.out:gsub("  [\128-\255]+\n", "\n")))
  end)

  it("refuses what is no month, and asks nobody", function()
    for _, month in ipairs { "2023-13", "2023", "x", "", "2023-08-01" } do
      local result = tool:run { "summary", "--month", month }
      assert.equal(2, result.code)
      assert.truthy(result.err:find "^tcbilling: [^\n]+\n$", result.err)
    end
    assert.equal(2, tool:run({ "summary" }).code)
    assert.same({}, box:arrivals())
  end)

  it("shows hostile answers harmlessly", function()
    answer('[{"PayModeName":"a\\u001b[31m\\r\\n漢字\\u202e","PayMode":[1],'
      .. '"RealTotalCost":"1e-8","Detail":[{"ActionTypeName":{"x":1},'
      .. '"RealTotalCost":""}]}]')
    local result = summary()
    assert.equal(0, result.code)
    has(result.out, "a?[31m??漢字?           -  0.00000001  100.0 %")
    has(result.out, '  {"x":1}')
    for _, format in ipairs { "json", "ndjson" } do
      result = summary(nil, "--output", format)
      assert.equal(0, result.code)
      assert.is_nil(result.out:find "[\27\r]")
    end
    assert.is_nil(summary({ columns = 80 }, "--output", "csv").out:find "\27")
  end)

  it("refuses answers that are no bill", function()
    for _, modes in ipairs { '"x"', "{\"a\":1}", "[1]", '[{"Detail":"x"}]',
      '[{"RealTotalCost":"abc"}]', '[{"RealTotalCost":1.5}]',
      '[{"RealTotalCost":[]}]' } do
      answer(modes)
      local result = summary()
      assert.equal(6, result.code, modes)
      assert.equal("", result.out)
      assert.truthy(result.err:find
        "^tcbilling: the bill can't be read: [^\n]+\n$", result.err)
    end
  end)

  it("keeps formulas out of spreadsheets on request", function()
    answer '[{"PayModeName":"=1+1","RealTotalCost":"-1","TotalCost":"-"}]'
    local result = summary(nil, "--output", "csv")
    has(result.out, ",=1+1,")
    result = summary(nil, "--output", "csv", "--no-formulas")
    has(result.out, ",'=1+1,")
    has(result.out, ",-,-1,")
  end)
end)
