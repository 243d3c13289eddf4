local answer = require "tcbilling.cli.answer"
local answer_of = require "spec.schema_answers"
local catalog = require "tcbilling.catalog"
local core = require "tcbilling.core"
local facts = require "spec.facts"
local find = require "tcbilling.cli.find"
local json = require "tcbilling.cli.json"
local output = require "tcbilling.cli.output"
local raw = require "tcbilling.cli.raw"
local session = require "tcbilling.cli.session"
local testing = require "tcbilling.testing"

local API = { objects = {
  Row = { Name = "string", Cost = "usd", Cents = "cents_number", Uin = "uint",
    Tags = "Tag[]", Is = "bool" },
  Tag = { Key = "string" },
  Tree = { Name = "string", Children = "Tree[]", Inner = "Tree" },
} }

-- A terminal that keeps what is written.
local function terminal_of(changes)
  local terminal = { written = "", errors = "" }
  function terminal.out(text)
    terminal.written = terminal.written .. text
    return true
  end
  function terminal.err(text) terminal.errors = terminal.errors .. text end
  function terminal.width() return 80 end
  for name, value in pairs(changes or {}) do terminal[name] = value end
  return terminal
end

describe("an answer as JSON", function()
  local function text(object, fields)
    return json.object(API, fields, object)
  end

  it("has numbers that Lua can't hold as numbers again", function()
    local fields = { A = "uint", B = "usd_number", C = "usd", D = "string",
      E = "cents_number" }
    assert.equal('{"A":18446744073709551615,"B":90071992.54740993,'
      .. '"C":"90071992.54740993","D":"18446744073709551615","E":1e-8}',
      text({ A = "18446744073709551615", B = "90071992.54740993",
        C = "90071992.54740993", D = "18446744073709551615", E = "1e-8" },
        fields))
  end)

  it("has texts as texts where the catalogue has numbers", function()
    assert.equal('{"A":"12","B":"-","C":"0x10","D":""}', text({ A = "12",
      B = "-", C = "0x10", D = "" },
      { A = "uint", B = "usd_number", C = "usd_number", D = "uint" }))
  end)

  it("tells empty lists from empty objects", function()
    assert.equal('{"A":[],"B":{},"C":{},"D":[],"E":[{"Tags":[]}]}',
      text({ A = {}, B = {}, C = {}, D = core.json.list {},
        E = { { Tags = {} } } },
        { A = "string[]", B = "Row", E = "Row[]" }))
  end)

  it("has amounts of any form as numbers, where Lua can't hold them", function()
    assert.equal('{"A":-9223372036854775809,"B":18446744073709551616}',
      text({ A = "-9223372036854775809", B = "18446744073709551616" },
        { A = "cents", B = "usd_e8" }))
  end)

  it("has null in lists", function()
    assert.equal('{"A":[1,null,"x"]}', text { A = { 1, core.json.null, "x" } })
  end)

  it("has its names in order, one to a line where there is room", function()
    assert.equal('{\n  "A": [\n    1,\n    {\n      "B": true\n    }\n  ],\n'
      .. '  "a": {},\n  "b": []\n}', json.object(API, { b = "string[]" },
        { b = {}, a = {}, A = { 1, { B = true } } }, ""))
  end)

  it("is the same to whoever reads it, and harmless to terminals", function()
    local hostile = { ["k\27\127"] = "\27[31m\0\194\155\"\\\226\130\172" }
    local written = text(hostile)
    assert.is_nil(written:find "%c")
    assert.is_nil(written:find "\194[\128-\159]")
    assert.same(hostile, core.json.decode(written))
  end)
end)

describe("the answer of a call", function()
  it("is written as it was sent, whatever the catalogue knows", function()
    for _, one in ipairs(facts.actions) do
      local api = catalog.load(one.service)
      for seed = 1, 3 do
        local sent = answer_of(one.service, one.action, seed)
        local client = testing.client(testing.new {
          testing.response(sent.text) })
        local response = assert(raw(client, api, one.action, {},
          { unchecked = true }))
        assert.equal(sent.canonical, '{"Response":'
          .. json.object(nil, nil, response) .. "}")
      end
    end
  end)

  it("is rows of every format that do a terminal no harm", function()
    local terminal = terminal_of { is_out_terminal = true }
    for _, one in ipairs(facts.actions) do
      local api = catalog.load(one.service)
      local rows, message = answer.rows(api, one.action, {})
      rows = rows or answer.rows(api, one.action,
        { list = message:match ", of ([%w.]+)" })
      local sent = core.json.decode(answer_of(one.service, one.action, 4).text,
        { lossless = true }).Response
      for _, format in ipairs(output.FORMATS) do
        local writer = output.new(format, session.new(terminal, {}),
          rows.columns, { api = api, is_raw = true })
        for _, row in ipairs(answer.take(rows, sent)) do writer:row(row) end
        writer:finish()
      end
    end
    assert.is_nil(terminal.written:gsub("\n", ""):find "[%c]")
  end)

  it("has the fields of rows that were asked for, and fails as calls do",
  function()
    local client = testing.client(testing.new {
      testing.response('{"Response":{"Ready":1,"RequestId":"r","New":1.50,'
        .. '"SummaryOverview":[{"PayMode":"a","TotalCost":null,"X":2}]}}'),
      testing.error "ResourceNotFound" })
    local function ask()
      return raw(client, catalog.load "billing",
        "DescribeBillSummaryByPayMode", { BeginTime = "2023-08",
          EndTime = "2023-08" }, { fields = { "PayMode", "TotalCost" } })
    end
    assert.equal('{"New":1.50,"Ready":1,"RequestId":"r","SummaryOverview":'
      .. '[{"PayMode":"a","TotalCost":null}]}', json.object(nil, nil, ask()))
    local response, message, detail = ask()
    assert.is_nil(response)
    assert.truthy(message:find("ResourceNotFound", 1, true))
    assert.equal("api", detail.kind)
  end)
end)

describe("rows", function()
  local function api_of(name)
    return (assert(find.service(name)))
  end

  local function names(rows)
    local list = {}
    for i, column in ipairs(rows.columns) do list[i] = column.name end
    return table.concat(list, " ")
  end

  it("are those of an answer's only list", function()
    local rows = answer.rows(api_of "billing", "DescribeBillSummaryByPayMode",
      {})
    assert.equal("SummaryOverview", rows.path)
    assert.truthy(names(rows):find "PayMode PayModeName RealTotalCost")
    assert.same({ { PayMode = "a" } }, answer.take(rows,
      { SummaryOverview = { { PayMode = "a" } } }))
    assert.same({}, answer.take(rows, {}))
    assert.same({}, answer.take(rows, { SummaryOverview = "text" }))
  end)

  it("are those of the list that has pages", function()
    local rows = answer.rows(api_of "billing",
      "DescribeBudgetRemindRecordList", {})
    assert.equal("Data.Records", rows.path)
    assert.same({ { a = 1 } }, answer.take(rows,
      { Data = { Records = { { a = 1 } }, Orders = { {} } } }))
  end)

  it("want to be named where there are several lists", function()
    local api = api_of "billing"
    local rows, message = answer.rows(api, "DescribeAllocateConditions", {})
    assert.is_nil(rows)
    assert.truthy(message:find("several lists: --list says which, of "
      .. "ActionType, Business", 1, true))
    rows = answer.rows(api, "DescribeAllocateConditions",
      { list = "Business" })
    assert.equal("BusinessCode BusinessCodeName Children", names(rows))
    rows, message = answer.rows(api, "DescribeAllocateConditions",
      { list = "Busines" })
    assert.is_nil(rows)
    assert.truthy(message:find(', did you mean Business?', 1, true))
  end)

  it("are one where the answer is of the account", function()
    local rows = answer.rows(api_of "billing", "DescribeAccountBalance", {})
    assert.is_nil(rows.path)
    assert.same({ "TempAmountInfoList" }, rows.others)
    assert.same({ { Balance = 5 } }, answer.take(rows,
      { Balance = 5, RequestId = "r" }))
  end)

  it("have the fields of objects under their paths", function()
    local rows = answer.rows({ actions = { A = { output = { Data = "Plain",
      Ready = "uint" } } }, objects = { Plain = { Name = "string",
      Cost = "usd" } } }, "A", {})
    assert.equal("Data.Cost Data.Name Ready", names(rows))
    assert.same({ { ["Data.Name"] = "n", Ready = 1 } }, answer.take(rows,
      { Data = { Name = "n" }, Ready = 1 }))
    assert.same({ { Ready = 1 } }, answer.take(rows,
      { Data = "no object", Ready = 1 }))
  end)

  it("may be plain values, and end though objects hold themselves", function()
    local api = { actions = { A = { output = { Ids = "string[]" } },
      B = { output = { Data = "Tree" } } }, objects = API.objects }
    local rows = answer.rows(api, "A", {})
    assert.same({ { Ids = "a" }, { Ids = "b" } },
      answer.take(rows, { Ids = { "a", "b" } }))
    assert.equal("Data.Children", answer.rows(api, "B", {}).path)
  end)

  it("have the fields that were asked for, in that order", function()
    local api = api_of "billing"
    local rows = answer.rows(api, "DescribeBillSummaryByPayMode",
      { fields = { "TotalCost", "PayMode" } })
    assert.equal("TotalCost PayMode", names(rows))
    local _, message = answer.rows(api, "DescribeBillSummaryByPayMode",
      { fields = { "TotalCosts" } })
    assert.equal('--fields: there is no field "TotalCosts", did you mean '
      .. "TotalCost?", message)
  end)

  it("can be taken of every action, or a list be named", function()
    for _, service in ipairs(catalog.SERVICES) do
      local api = api_of(service)
      for action in pairs(api.actions) do
        local rows, message = answer.rows(api, action, {})
        local list = message and message:match ", of ([%w.]+)"
        rows = rows or answer.rows(api, action, { list = list })
        assert.truthy(rows and #rows.columns > 0, action)
        assert.truthy(answer.take(rows, {}))
      end
    end
  end)
end)

describe("rows in a format", function()
  local COLUMNS = { { name = "Name", kind = "string" },
    { name = "Cost", kind = "usd" }, { name = "Cents", kind = "cents_number" },
    { name = "Tags", kind = "Tag[]" }, { name = "Uin", kind = "uint" } }
  local ROWS = {
    { Name = "a, \"b\"", Cost = "10.50", Cents = "1e-8",
      Tags = { { Key = "k" } }, Uin = 700000686592 },
    { Name = "=1+1\n\27[2J", Cost = "-", Tags = {} },
    {},
  }

  local function written(format, options, changes, rows)
    local terminal = terminal_of(changes)
    local own = session.new(terminal, {})
    options = options or {}
    options.api = API
    local writer = output.new(format, own, COLUMNS, options)
    for _, row in ipairs(rows or ROWS) do writer:row(row) end
    writer:finish()
    return terminal.written, terminal.errors
  end

  it("are CSV with what was sent, and a header in any case", function()
    assert.equal('Name,Cost,Cents,Tags,Uin\r\n'
      .. '"a, ""b""",10.50,1e-8,"[{""Key"":""k""}]",700000686592\r\n'
      .. '"=1+1\n\27[2J",-,,[],\r\n,,,,\r\n', (written "csv"))
    assert.equal("Name,Cost,Cents,Tags,Uin\r\n", (written("csv", nil, nil,
      {})))
  end)

  it("are CSV without formulas on request", function()
    assert.truthy(written("csv", { no_formulas = true })
      :find("\"'=1+1", 1, true))
  end)

  it("are harmless CSV on a terminal", function()
    local text = written("csv", nil, { is_out_terminal = true })
    assert.truthy(text:find('"=1+1??[2J",-,,[],\n', 1, true))
    assert.is_nil(text:find("\r", 1, true))
  end)

  it("are NDJSON, a line each", function()
    assert.equal('{"Cents":1e-8,"Cost":"10.50","Name":"a, \\"b\\"",'
      .. '"Tags":[{"Key":"k"}],"Uin":700000686592}\n'
      .. '{"Cost":"-","Name":"=1+1\\n\\u001b[2J","Tags":[]}\n{}\n',
      (written "ndjson"))
    assert.equal("", (written("ndjson", nil, nil, {})))
  end)

  it("are one list of JSON", function()
    local text = written("json"):gsub("1e%-8", '"1e-8"')
    assert.same(ROWS, core.json.decode(text))
    assert.equal("[]\n", (written("json", nil, nil, {})))
    assert.equal('[\n  {\n    "Name": "a"\n  },\n  {}\n]\n', (written("json",
      nil, nil, { { Name = "a" }, {} })))
  end)

  it("are a table without lists, and say so", function()
    local text, remarks = written "table"
    assert.equal("Name        Cost  Cents           Uin\n"
      .. 'a, "b"     10.50   1e-8  700000686592\n'
      .. "=1+1??[2J   -\n\n", text)
    assert.equal("tcbilling: left out: 1 column (--output csv has all)\n",
      remarks)
    text, remarks = written("table", { is_picked = true })
    assert.truthy(text:find('[{"Key":"k"}]', 1, true))
    assert.equal("", remarks)
  end)

  it("are tables of any number of rows, laid out by the first", function()
    local rows = {}
    for i = 1, 500 do rows[i] = { Name = "n" .. i, Cost = i .. ".25" } end
    local text = written("table", nil, nil, rows)
    local n = 0
    for line in text:gmatch "([^\n]*)\n" do
      n = n + 1
      if n > 1 then
        assert.equal(10, line:find("%."), line)
      end
    end
    assert.equal(501, n)
    local terminal = terminal_of()
    local writer = output.new("table", session.new(terminal, {}), COLUMNS)
    for i = 1, 250 do writer:row(rows[i]) end
    assert.truthy(terminal.written:find("\nn250 ", 1, true)) -- as they come
  end)

  it("warn once of fields that are not known", function()
    for _, format in ipairs { "csv", "table" } do
      local _, warnings = written(format, { is_picked = false }, nil,
        { { Nome = "a" }, { Nome = "b" } })
      assert.equal("tcbilling: warning: a field that is not known is left out "
        .. "here: Nome (--output ndjson has it)\n", warnings:match "[^\n]*\n")
      assert.equal(1, select(2, warnings:gsub("Nome", "")))
    end
    local text, warnings = written("ndjson", nil, nil, { { Nome = "a" } })
    assert.equal('{"Nome":"a"}\n', text)
    assert.equal("", warnings)
  end)
end)
