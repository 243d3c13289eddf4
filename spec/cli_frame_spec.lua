-- The frame of the command line: what every command has.
local sandbox = require "spec.sandbox"
local tools = require "spec.tool"

describe("tcbilling", function()
  local box, tool

  setup(function()
    box = sandbox.start { rows = 40 }
    tool = tools.new(box.env)
  end)

  teardown(function()
    tool:remove()
    box:stop()
  end)

  before_each(function() box:reset() end)

  local SUMMARY = { "call", "billing", "DescribeBillSummaryByPayMode",
    "--BeginTime", "2023-08", "--EndTime", "2023-08" }

  local function with(words, ...)
    local all = { ... }
    for i, word in ipairs(words) do table.insert(all, i, word) end
    return all
  end

  local function has(text, part)
    assert.truthy(text:find(part, 1, true), text)
  end

  it("tells its version and how it is used on standard output", function()
    local result = tool:run { "--version" }
    assert.same({ code = 0, err = "", out = "tcbilling "
      .. require "tcbilling.core"._VERSION .. "\n" }, result)
    for _, words in ipairs { { "--help" }, { "-h" }, { "help" } } do
      result = tool:run(words)
      assert.equal(0, result.code)
      assert.equal("", result.err)
      has(result.out, "Usage: tcbilling COMMAND")
      has(result.out, "--endpoint URL")
    end
    result = tool:run { "call", "--help" }
    assert.equal(0, result.code)
    has(result.out, "Usage: tcbilling call SERVICE ACTION")
  end)

  it("says what is wrong with a command line, and exits with 2", function()
    for message, words in pairs {
      ["say what to do: "] = {},
      ["Did you mean 'call'?"] = { "cal" },
      ["Did you mean '--output'?"] = { "call", "a", "b", "--outptu", "json" },
      ["unknown option '--Month'"] = { "actions", "--Month", "2023-08" },
      ["too many arguments"] = { "actions", "a", "b" },
      ["--timeout is a number, got '0x10'"] = { "actions", "--timeout=0x10" },
      ["--deadline is a number, got '-1'"] = { "actions", "--deadline=-1" },
      ["--Month needs a value"] = { "call", "a", "b", "--Month" },
      ["must be one of"] = { "actions", "--output", "xml" },
    } do
      local result = tool:run(words)
      assert.equal(2, result.code)
      assert.equal("", result.out)
      has(result.err, "tcbilling: ")
      has(result.err, message)
      has(result.err, "Usage: tcbilling ")
      has(result.err, "--help'.\n")
    end
  end)

  it("shows nothing of what it was given that a terminal would obey",
    function()
      for _, words in ipairs { { "\27[2J" }, { "actions", "--\27[2J" },
        { "help", "\27[2J" }, { "actions", "\27[2J" },
        { "call", "\27[2J", "x" }, { "summary", "--month", "\27[2J" },
        { "call", "billing", "PayDeals", "--\27[2J", "1" } } do
        local result = tool:run(words)
        assert.is_true(result.code == 2 or result.code == 1)
        assert.is_nil((result.out .. result.err):find "\27")
      end
    end)

  it("takes no keys as arguments, and does not repeat them", function()
    for _, word in ipairs { "--secret-key=hush", "--SecretKey=hush",
      "--token=hush" } do
      local result = tool:run(with(SUMMARY, word))
      assert.equal(2, result.code)
      has(result.err, "TENCENTCLOUD_SECRET_KEY")
      assert.is_nil(result.err:find "hush")
    end
    assert.same({}, box:arrivals())
  end)

  it("takes options before a command's name and behind it", function()
    local url = box.env.TCBILLING_SANDBOX_HTTP
    local before = { "--endpoint", url }
    local wrong = { "--endpoint", "https://127.0.0.1:1" }
    for _, word in ipairs(SUMMARY) do
      before[#before + 1], wrong[#wrong + 1] = word, word
    end
    for _, words in ipairs { with(SUMMARY, "--endpoint", url), before,
      with(wrong, "--endpoint", url) } do
      local result = tool:run(words, { env = {
        TCBILLING_ENDPOINT = "https://127.0.0.1:1" } })
      assert.equal("", result.err)
      assert.equal(0, result.code)
    end
  end)

  it("goes where the environment says, and trusts whom it names", function()
    local result = tool:run(with(SUMMARY, "--deadline", "1"), { env = {
      TCBILLING_CA_FILE = "/dev/null" } })
    assert.equal(6, result.code)
    assert.equal("", result.out)
    result = tool:run(with(SUMMARY, "--ca-file", box.ca), { env = {
      TCBILLING_CA_FILE = "/dev/null" } })
    assert.equal("", result.err)
    assert.equal(0, result.code)
  end)

  it("exits by what failed, with one sentence", function()
    for code, kind in pairs { ["UnauthorizedOperation"] = 3,
      ["RequestLimitExceeded"] = 4, ["InternalError"] = 6,
      ["InvalidParameterValue"] = 2,
      ["FailedOperation.SummaryDataNotReady"] = 5,
      ["ResourceNotFound"] = 1 } do
      box:faults { { kind = "code", code = code, message = "no\27[2J" } }
      local result = tool:run(with(SUMMARY, "--deadline", "0.5"))
      assert.equal(kind, result.code, code)
      assert.equal("", result.out)
      assert.truthy(result.err:find "^tcbilling: [^\n\27]+\n$", result.err)
    end
    local result = tool:run(SUMMARY, { env = {
      TENCENTCLOUD_SECRET_ID = "", TENCENTCLOUD_SECRET_KEY = "" } })
    assert.equal(3, result.code)
    has(result.err, "TENCENTCLOUD_SECRET_ID")
  end)

  it("tells warnings on standard error, even with --quiet", function()
    box:faults { { kind = "deprecated", message = "use another" } }
    local result = tool:run(with(SUMMARY, "--quiet"))
    assert.equal(0, result.code)
    assert.truthy(result.err:find "^tcbilling: warning: [^\n]*use another",
      result.err)
    result = tool:run(SUMMARY, { program = tool:write("marked.lua", [[
      local terminal = require "tcbilling.cli.terminal".new()
      function terminal.err(text) io.stderr:write("marked ", text) end
      os.exit(require "tcbilling.cli".main(arg, terminal))]]) })
    assert.truthy(result.err:find "^marked tcbilling: warning: ", result.err)
  end)

  it("refuses options that make no sense, before it asks anybody", function()
    for message, word in pairs { ["--timeout"] = "--timeout=0",
      ["an endpoint is a URL"] = "--endpoint=nonsense" } do
      local result = tool:run(with(SUMMARY, word))
      assert.equal(2, result.code)
      has(result.err, message)
    end
    assert.same({}, box:arrivals())
  end)

  it("ends quietly where nobody reads on", function()
    for _, words in ipairs { { "actions" }, { "help" }, { "--help" },
      { "actions", "--output", "json" } } do
      for _, trap in ipairs { "trap - PIPE", "trap '' PIPE" } do
        local gone = tool:path "gone" -- written to when the reader is
        local result = tool:run(words, {
          before = ("rm -f %s; mkfifo %s; { cat %s; %s; "):format(gone, gone,
            gone, trap), to = ("; } | { exec <&-; : >%s; }"):format(gone) })
        assert.same({ code = 141, err = "", out = "" }, result)
      end
    end
  end)

  it("says that its output can't be written", function()
    local BALANCE = { "call", "billing", "DescribeAccountBalance" }
    for to, why in pairs { [">/dev/full"] = "No space left on device",
      [">&-"] = "Bad file descriptor" } do -- and not that of a socket
      for _, words in ipairs { { "actions" }, { "--version" }, BALANCE } do
        local result = tool:run(words, { to = to })
        assert.same({ code = 8, out = "", err = "tcbilling: standard output "
          .. "can't be written: " .. why .. "\n" }, result)
      end
    end
  end)

  it("does its work without standard error", function()
    local result = tool:run({ "actions", "PayDeals" }, { to = "2>&- >"
      .. tool:path "out" })
    assert.equal(0, result.code)
    has(result.out, "PayDeals")
  end)

  it("ends at Ctrl-C where it asks, and sends nothing", function()
    local result = tool:run({ "call", "billing", "PayDeals", "--OrderIds",
      "1" }, { program = tool:write("asked.lua", [[
      local terminal = require "tcbilling.cli.terminal".new()
      terminal.is_in_terminal, terminal.is_err_terminal = true, true
      function terminal.read_line()
        io.popen("kill -INT $PPID"):close()
        return "PayDeals"
      end
      os.exit(require "tcbilling.cli".main(arg, terminal))]]) })
    assert.same({ code = 130, out = "", err = "PayDeals moves money. Type "
      .. "PayDeals to carry it out: \n" }, result)
    assert.same({}, box:arrivals())
  end)

  it("says in a line that the mistake is its own, and where on request",
    function()
      local path = tool:write("broken.lua", [[
        package.preload["tcbilling.cli.commands.actions"] = function()
          return { name = "actions", summary = "", is_offline = true,
            define = function() end, run = function() error "a\27b" end }
        end
        os.exit(require "tcbilling.cli".main { "actions" })]])
      local result = tool:run({}, { program = path })
      assert.equal(70, result.code)
      assert.truthy(result.err:find
        "^tcbilling: internal error: [^\n]*a%?b\n$", result.err)
      result = tool:run({}, { program = path, env = { TCBILLING_DEBUG = "1" } })
      assert.equal(70, result.code)
      has(result.err, "stack traceback")
    end)
end)
