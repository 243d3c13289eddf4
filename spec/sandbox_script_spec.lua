-- script/sandbox: options, exit status, and that it cleans up.
local cjson = require "cjson"

describe("script/sandbox", function()
  local function run(arguments)
    local pipe = assert(io.popen("script/sandbox " .. arguments
      .. " 2>&1; echo \"|$?\""))
    local output, status = pipe:read "*a":match "^(.*)|(%d+)\n$"
    pipe:close()
    return output, tonumber(status)
  end

  it("runs a command with its environment and exits as it did", function()
    local output, status = run("--rows 5 --deals-offset page --keep-bodies "
      .. "-- sh -c 'curl -s $TCBILLING_SANDBOX_HTTP/_sandbox/config; exit 7'")
    assert.equal(7, status)
    local config = cjson.decode(output)
    assert.equal(5, config.rows)
    assert.equal("page", config.deals_offset)
    assert.is_true(config.keep_bodies)
  end)

  it("packs no answer with --no-gzip", function()
    local ask = " -- sh -c 'curl -s -D - -o /dev/null -d {} "
      .. "-H \"Accept-Encoding: gzip\" $TCBILLING_SANDBOX_HTTP'"
    local header = "Content-Encoding: gzip"
    assert.truthy(run(ask):find(header, 1, true))
    local output = run("--no-gzip" .. ask)
    assert.truthy(output:find("200 OK", 1, true))
    assert.falsy(output:find(header, 1, true))
  end)

  it("leaves nothing behind", function()
    local output = run("-- sh -c 'echo $TCBILLING_SANDBOX_DIR; "
      .. "cat $TCBILLING_SANDBOX_DIR/pid'")
    local dir, pid = output:match "^(%S+)\n(%d+)"
    assert.is_nil((io.open(dir .. "/env")))
    assert.is_nil((io.open("/proc/" .. pid .. "/status")))
  end)

  it("ends the sandbox when it is told to end", function()
    local dir = run("-- sh -c 'echo $TCBILLING_SANDBOX_DIR; kill -TERM $PPID;"
      .. " exec sleep 20'"):match "^%S+"
    assert.is_nil((io.open(dir .. "/env")))
  end)

  it("explains wrong options", function()
    for _, wrong in ipairs { "--nope", "--rows", "--rows x", "--rate x",
      "--window moon", "--deals-offset moon", "--stop /nonexistent" } do
      local output, status = run(wrong)
      assert.equal(2, status)
      assert.truthy(output:find("script/sandbox: ", 1, true))
    end
    local help, status = run "--help"
    assert.equal(0, status)
    assert.truthy(help:find("--rows", 1, true))
  end)
end)
