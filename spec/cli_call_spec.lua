-- tcbilling call, actions and help, through a process, against the sandbox.
local cjson = require "cjson"
local confirm = require "tcbilling.cli.confirm"
local sandbox = require "spec.sandbox"
local tools = require "spec.tool"

local BILL = "DescribeBillResourceSummaryForOrganization"
local box, tool

setup(function()
  box = sandbox.start { rows = 25 }
  tool = tools.new(box.env)
end)

teardown(function()
  tool:remove()
  box:stop()
end)

before_each(function() box:reset(); box:config { rows = 25 } end)

local function has(text, part)
  assert.truthy(text:find(part, 1, true), text)
end

local function call(words, options)
  return tool:run({ "call", (table.unpack or unpack)(words) }, options)
end

local function bill(...)
  return { "billing", BILL, "--Month", "2023-08", ... }
end

local function refuses(message, words, options)
  local result = call(words, options)
  assert.equal(2, result.code, message)
  assert.equal("", result.out)
  has(result.err, message)
  assert.equal("tcbilling: ", result.err:sub(1, 11))
end

describe("tcbilling call", function()
  it("prints the answer as JSON, by the digits that came", function()
    box:faults { { kind = "wrong_json", body = '{"Response":{"RealBalance"'
      .. ':12345678901234567.10,"Uin":1,"RequestId":"r","Balance":null,'
      .. '"Newer":90071992.54740993}}' } }
    local result = call { "billing", "DescribeAccountBalance" }
    assert.equal([[
{
  "Balance": null,
  "Newer": 90071992.54740993,
  "RealBalance": 12345678901234567.10,
  "RequestId": "r",
  "Uin": 1
}
]], result.out)
    assert.equal(0, result.code)
  end)

  it("prints a page's rows in every format", function()
    local words = bill("--Offset", "0", "--Limit", "3", "--fields",
      "ResourceId, RealTotalCost")
    local function printed(format)
      local all = { "--output", format }
      for i, word in ipairs(words) do table.insert(all, i, word) end
      local result = call(all)
      assert.equal("", result.err)
      assert.equal(0, result.code)
      return result.out
    end
    words[#words + 1] = "--quiet"
    assert.equal("ResourceId,RealTotalCost\r\ncdb-0a90mrac,11.56675785\r\n",
      printed "csv":match "^[^\n]+\n[^\n]+\n")
    has(printed "table", "ResourceId    RealTotalCost\n"
      .. "cdb-0a90mrac    11.56675785\n")
    assert.equal('{"RealTotalCost":"11.56675785","ResourceId":"cdb-0a90mrac"}',
      printed "ndjson":match "^[^\n]+")
    local object = cjson.decode(printed "json")
    assert.equal(3, #object.ResourceSummarySet)
  end)

  it("reads all pages with --all, each row once", function()
    local total = box:total "2023-08"
    local result = call(bill("--all", "--output", "csv", "--fields",
      "RealTotalCost", "--Limit", "10"))
    assert.equal(0, result.code)
    local _, lines = result.out:gsub("\r\n", "")
    assert.equal(total.rows + 1, lines)
    result = call(bill("--all"))
    assert.equal(total.rows, #cjson.decode(result.out))
    box:faults { { kind = "wrong_json", body = '{"Response":{"RequestId":"r",'
      .. '"ResourceSummarySet":[]}}' } }
    assert.equal("[]\n", call(bill("--all")).out)
  end)

  it("leaves a list unfinished where a page fails", function()
    box:faults { { kind = "code", code = "ResourceNotFound", skip = 1 } }
    local result = call(bill("--all", "--Limit", "10"))
    assert.equal(1, result.code)
    assert.is_nil(result.out:find "%]\n$")
    has(result.err, "ResourceNotFound")
  end)

  it("takes its parameters from a file or standard input", function()
    local text = '{"Month": "2023-08", "Offset": 0, "Limit": 2}'
    for _, path in ipairs { "-", tool:write("params.json", text) } do
      local result = call({ "billing", BILL, "--input", path },
        { input = text })
      assert.equal(0, result.code)
      assert.equal(2, #cjson.decode(result.out).ResourceSummarySet)
    end
    for _, wrong in ipairs { "", "[]", "5", "{", '{"Month": "x"}' } do
      refuses("", { "billing", BILL, "--input", "-", "--all" },
        { input = wrong })
    end
    refuses("can't be read", { "billing", BILL, "--input",
      tool:path "nothing" })
    refuses("one or the other", bill("--input", "-"))
  end)

  it("refuses what the catalogue does not have, and asks nobody", function()
    for message, words in pairs {
      ["did you mean billing?"] = { "biling", BILL },
      ["did you mean " .. BILL] = { "billing", BILL .. "s" },
      ["but intlpartnersmgt has"] = { "billing",
        "DescribeCustomerBillSummary" },
      ["did you mean Month?"] = { "billing", BILL, "--Mont", "2023-08" },
      ["required"] = { "billing", BILL },
      ["--all reads every page"] = bill(),
      ["no pages"] = { "billing", "DescribeAccountBalance", "--all" },
      ["there is no field"] = bill("--all", "--fields", "ResourceIdd"),
      ["names no field"] = bill("--all", "--fields", ","),
      ["reads the list"] = bill("--all", "--list", "X"),
      ["many"] = bill("--all", "--dry-run"),
      ["takes one value"] = bill("--Month", "2023-09"),
    } do
      refuses(message, words)
    end
    assert.same({}, box:arrivals())
  end)

  it("carries out a write only when that was said", function()
    local pay = { "billing", "PayDeals", "--OrderIds", "20230807" }
    refuses("PayDeals moves money: --yes", pay, { input = "PayDeals\n" })
    assert.same({}, box:arrivals())
    pay[#pay + 1] = "--dry-run"
    local result = call(pay)
    assert.equal(0, result.code)
    has(result.out, '\n{"OrderIds":["20230807"]}\n')
    has(result.out, "Authorization: [redacted]\n")
    assert.is_nil(result.out:find(box.key, 1, true))
    assert.same({}, box:arrivals())
    pay[#pay] = "--yes"
    result = call(pay)
    assert.equal(0, result.code)
    assert.same({ "20230807" }, cjson.decode(result.out).OrderIds)
    assert.equal(1, #box:arrivals())
  end)

  it("has headers of a table without any row", function()
    local result = call(bill("--Offset", "100", "--Limit", "5", "--output",
      "table", "--fields", "ResourceId,TotalCost"))
    assert.same({ code = 0, err = "", out = "ResourceId  TotalCost\n" },
      result)
    result = call(bill("--Offset", "100", "--Limit", "5", "--output", "csv",
      "--fields", "ResourceId"))
    assert.equal("ResourceId\r\n", result.out)
  end)

  it("warns of fields that a table would lose", function()
    box:faults { { kind = "wrong_json", body = '{"Response":{"RequestId":"r",'
      .. '"ResourceSummarySet":[{"ResourceId":"=a\\u001b","Odd\\u001b":1},'
      .. '{"Odd":2}]}}' } }
    local words = bill("--Offset", "0", "--Limit", "5", "--output", "table")
    local result = call(words)
    assert.equal(0, result.code)
    has(result.err, "tcbilling: warning: a field that is not known is left "
      .. "out here: Odd? (")
    local _, warnings = result.err:gsub("warning", "")
    assert.equal(1, warnings)
    assert.is_nil((result.out .. result.err):find "\27")
    words[#words], words[#words + 1] = "csv", "--no-formulas"
    has(call(words).out, ",'=a\27,")
  end)

  it("has a terminal's table fit it", function()
    local result = call(bill("--Offset", "0", "--Limit", "5", "--output",
      "table"), { columns = 72 })
    assert.equal(0, result.code)
    local header = result.out:match "^[^\r\n]+"
    has(header, "RealTotalCost")
    assert.is_nil(header:find "ResourceName")
    has(result.err, "columns (--output csv has all)\n")
  end)
end)

describe("a write", function()
  local function asked(typed, options)
    local said = ""
    local terminal = { is_in_terminal = true, is_err_terminal = true,
      err = function(text) said = said .. text end,
      read_line = function() return typed end }
    for name, value in pairs(options or {}) do terminal[name] = value end
    local done, problem = confirm({ terminal = terminal, args = {} },
      "PayDeals", { kind = "write", moves_money = true })
    return done, problem, said
  end

  it("is carried out if its name is typed", function()
    local done, problem, said = asked "PayDeals"
    assert.is_true(done)
    assert.is_nil(problem)
    assert.equal("PayDeals moves money. Type PayDeals to carry it out: ", said)
  end)

  it("is not for anything else that is typed, nor at the end", function()
    for _, typed in ipairs { "yes", "", "paydeals", "PayDeals " } do
      local done, problem = asked(typed)
      assert.is_nil(done)
      assert.equal("nothing was sent", problem)
    end
    assert.is_nil((asked(nil)))
  end)

  it("is not asked for where nobody sees the question", function()
    local done, problem, said = asked("PayDeals", { is_err_terminal = false })
    assert.is_nil(done)
    has(problem, "--yes")
    assert.equal("", said)
    assert.is_nil((asked("PayDeals", { is_in_terminal = false })))
  end)
end)

describe("tcbilling actions", function()
  local function actions(...)
    return tool:run { "actions", ... }
  end

  it("lists all, without keys or a network", function()
    local result = tool:run({ "actions" }, { env = {
      TENCENTCLOUD_SECRET_ID = "", TCBILLING_ENDPOINT = "" } })
    assert.equal(0, result.code)
    local _, lines = result.out:gsub("\n", "")
    assert.equal(112, lines)
    assert.truthy(result.out:find "billing +PayDeals +moves money +%d")
  end)

  it("finds a part of a name in any case, or a pattern of all of it",
    function()
      assert.equal("service,action,kind,rate,is_documented,pages\r\n"
        .. "billing,PayDeals,moves money,20,true,\r\n",
        actions("paydeal", "--output", "csv").out)
      local result = actions("pay*", "--service", "billing", "--output",
        "ndjson")
      assert.equal("PayDeals", cjson.decode(result.out).action)
      assert.equal(2, #cjson.decode(actions("*billsummarybypaymode",
        "--output", "json").out))
    end)

  it("takes no pattern of Lua's", function()
    for _, pattern in ipairs { "%a", "[", ".", "(", "^Pay" } do
      assert.equal(1, actions(pattern).code, pattern)
    end
  end)

  it("says that there is none, and what may have been meant", function()
    local result = actions "PayDeels"
    assert.same({ code = 1, out = "", err = 'tcbilling: no action matches '
      .. '"PayDeels", did you mean PayDeals?\n' }, result)
  end)
end)

describe("tcbilling help", function()
  it("tells what an action takes and answers", function()
    local result = tool:run { "help", BILL }
    assert.equal(0, result.code)
    has(result.out, BILL .. " (billing 2018-07-09)\n")
    has(result.out, "  --Month ")
    has(result.out, "required; YYYY-MM\n")
    has(result.out, "    RealTotalCost       US dollars, text\n")
    for line in result.out:gmatch "[^\n]+" do assert.is_true(#line <= 80) end
  end)

  it("wants to know the service where both have it", function()
    local name = "DescribeBillSummaryByPayMode"
    local result = tool:run { "help", name }
    assert.equal(2, result.code)
    has(result.err, "tcbilling help intlpartnersmgt " .. name)
    result = tool:run { "help", "intlpartnersmgt", name }
    assert.equal(0, result.code)
    has(result.out, "--CustomerUin")
  end)

  it("tells of commands, and of what is neither", function()
    has(tool:run({ "help", "call" }).out, "Usage: tcbilling call ")
    for message, words in pairs { ["did you mean call?"] = { "help", "cal" },
      ["did you mean PayDeals?"] = { "help", "PayDeal" },
      ["no service"] = { "help", "x", "PayDeals" },
      ["has no action"] = { "help", "billing", "x" } } do
      local result = tool:run(words)
      assert.equal(2, result.code)
      has(result.err, message)
    end
  end)

  it("has something to say of every action", function()
    local program = tool:write("all.lua", [[
      local catalog = require "tcbilling.catalog"
      local cli = require "tcbilling.cli"
      local said
      local terminal = { width = function() return 40 end,
        out = function(text) said = said .. text return true end,
        err = function(text) error(text) end }
      for _, service in ipairs(catalog.SERVICES) do
        for action in pairs(catalog.load(service).actions) do
          said = ""
          assert(cli.main({ "help", service, action }, terminal) == 0)
          assert(#said > 100 and not said:find "table:", action)
        end
      end
      print "all"]])
    local result = tool:run({}, { program = program })
    assert.same({ code = 0, err = "", out = "all\n" }, result)
  end)
end)
