local parameters = require "tcbilling.cli.parameters"
local words = require "tcbilling.cli.words"

describe("the words of a command line", function()
  local function taken(...)
    local rest, found = words.take_parameters { ... }
    return rest, found
  end

  it("are parameters where a name begins with a capital", function()
    local rest, found = taken("call", "--Month", "2023-08", "--all",
      "--Tag=a=b")
    assert.same({ "call", "--all" }, rest)
    assert.same({ { name = "Month", text = "2023-08" },
      { name = "Tag", text = "a=b" } }, found)
  end)

  it("keep values that begin with a dash, or are empty", function()
    local _, found = taken("--A", "-5", "--B", "--all", "--C", "", "--D=")
    assert.same({ { name = "A", text = "-5" }, { name = "B", text = "--all" },
      { name = "C", text = "" }, { name = "D", text = "" } }, found)
  end)

  it("are not guessed at where a value is missing", function()
    local rest, problem = taken("--Month")
    assert.is_nil(rest)
    assert.equal("--Month needs a value", problem)
    rest, problem = taken("--Month", "--Limit", "1")
    assert.is_nil(rest)
    assert.equal("--Month needs a value (write --Month=--Limit if that is it)",
      problem)
  end)

  it("are the command's own behind --", function()
    local rest, found = taken("a", "--", "--Month", "x")
    assert.same({ "a", "--", "--Month", "x" }, rest)
    assert.same({}, found)
  end)

  it("are refused where they look like a key", function()
    for _, word in ipairs { "--secret-key", "--SecretKey=x", "--secret_id",
      "-token", "--TENCENTCLOUD.token", "--Access-Key-Id" } do
      local is_key = word ~= "--TENCENTCLOUD.token"
      assert.equal(is_key, words.problem { "call", word } ~= nil, word)
    end
    assert.is_nil(words.problem { "--NextToken", "x", "--TokenCount", "1" })
    assert.is_nil(words.problem { "--", "--secret-key" })
  end)
end)

describe("parameters by the texts of a command line", function()
  local api = { inputs = { Filter = { { name = "In", type = "string[]" },
    { name = "Deep", type = "Filter" } } } }
  local entry = { input = { { name = "Month", type = "string" },
    { name = "Ids", type = "string[]" }, { name = "Filter", type = "Filter" },
    { name = "Tags", type = "Filter[]" } } }

  local function made(...)
    local list = {}
    for i, pair in ipairs { ... } do
      list[i] = { name = pair[1], text = pair[2] }
    end
    return parameters.new(api, entry, list)
  end

  it("are lists as often as they come", function()
    local params = made({ "Ids", "a" }, { "Ids", '["b", "c"]' },
      { "Ids", "" })
    assert.same({ "a", "b", "c", "" }, { (table.unpack or unpack)(
      params.Ids) })
  end)

  it("are objects as JSON, or by their fields", function()
    local params = made({ "Filter.In", "a" }, { "Filter.Deep.In", "b" },
      { "Tags", '{"In": ["x"]}' })
    assert.equal("a", params.Filter.In[1])
    assert.equal("b", params.Filter.Deep.In[1])
    assert.equal("x", params.Tags[1].In[1])
    assert.equal("c", made({ "Filter", '{"In": ["c"]}' }).Filter.In[1])
  end)

  it("keep the digits of numbers in JSON", function()
    local params = made({ "Filter", '{"In": [12345678901234567890.10]}' })
    assert.equal("12345678901234567890.10", tostring(params.Filter.In[1]))
  end)

  it("are refused by sentences", function()
    for _, case in ipairs {
      { "twice", { "Month", "1" }, { "Month", "2" } },
      { "did you mean Month?", { "Mont", "1" } },
      { "Filter.Inn", { "Filter.Inn", "1" } },
      { "has no fields", { "Month.X", "1" } },
      { "it is a list", { "Tags.In", "1" } },
      { "as JSON", { "Filter", "{" } },
      { "as JSON", { "Tags", "5" } },
      { "unknown parameter", { "Filter.", "1" } },
    } do
      local params, problem = made(case[2], case[3])
      assert.is_nil(params, case[1])
      assert.truthy(problem:find(case[1], 1, true), problem)
    end
  end)
end)
