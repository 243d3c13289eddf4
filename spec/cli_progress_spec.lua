-- How far a run is, as it is shown: on a terminal, and where there is none.
local progress = require "tcbilling.cli.progress"

describe("progress", function()
  local now, ticks, out, width, terminal

  -- luv's clock and timers, as far as they are used.
  local uv = { hrtime = function() return now * 1e9 end }
  function uv.new_timer()
    return { start = function(_, _, _, f) ticks = f end,
      unref = function() end, close = function() ticks = nil end }
  end

  local function new(changes)
    local given = { terminal = terminal, uv = uv }
    for name, value in pairs(changes or {}) do given[name] = value end
    return progress.new(given)
  end

  local function said()
    local text = table.concat(out)
    out = {}
    return text
  end

  before_each(function()
    now, out, width = 1000, {}, 80
    terminal = { can_redraw = true, width = function() return width end,
      err = function(text) out[#out + 1] = text end }
  end)

  local function at(done)
    return { title = "resources 2023-08", done = done, total = 100, eta = 9 }
  end

  it("is one line that is drawn anew, not too often", function()
    local shown = new()
    shown:update(at(1))
    local line = said()
    assert.truthy(line:find "^\r\27%[Kresources 2023%-08 .*1/100")
    assert.is_nil(line:find "\n")
    now = now + 0.05
    shown:update(at(2))
    assert.equal("", said())
    now = now + 0.06
    shown:update(at(3))
    assert.truthy(said():find("3/100", 1, true))
    shown:finish()
    assert.truthy(said():find "3/100[^\n]*\n$")
    shown:update(at(4))
    shown:finish()
    assert.equal("", said())
    assert.is_nil(ticks)
  end)

  it("goes on while nothing comes, and counts down", function()
    local shown = new()
    shown:update(at(1))
    said()
    now = now + 4
    ticks()
    assert.truthy(said():find("0:05 left", 1, true))
  end)

  it("fits the terminal, also once that is resized", function()
    local shown = new()
    shown:update(at(50))
    said()
    width = 30
    shown:resized()
    local line = said():gsub("^\r\27%[K", "")
    assert.truthy(line:find "50/100")
    assert.is_true(#line <= 29, line)
    shown:finish()
    said()
    shown:resized()
    assert.equal("", said())
  end)

  it("has lines of others above it", function()
    local shown = new()
    shown:note "first\n"
    assert.equal("first\n", said())
    shown:update(at(1))
    said()
    shown:note "a warning\n"
    assert.truthy(said():find "^\r\27%[Ka warning\n\r\27%[Kresources")
  end)

  it("is a line a minute, and a last one, where there is no terminal",
    function()
      terminal.can_redraw = false
      local shown = new()
      shown:update(at(1))
      now = now + 59
      shown:update(at(2))
      assert.equal("", said())
      now = now + 2
      ticks()
      local line = said()
      assert.truthy(line:find "^tcbilling: resources 2023%-08 .*2/100.*\n$")
      assert.is_nil(line:find "[\r\27\226]")
      ticks()
      assert.equal("", said())
      shown:update(at(3))
      shown:finish()
      assert.truthy(said():find "3/100")
    end)

  it("says how many calls a second, what waits and what was refused",
    function()
      local shown = new()
      width = 120
      for _ = 1, 40 do
        now = now + 0.1
        shown:event { waited = 0.5, kind = "ok" }
      end
      shown:event { waited = 0.5, kind = "throttled" }
      shown:update(at(40))
      local line = said()
      assert.truthy(line:find("10.2 calls/s", 1, true), line)
      assert.truthy(line:find("1 refused", 1, true))
      assert.truthy(line:find("waits 0.5 s", 1, true))
    end)

  it("says nothing with --quiet, and nothing of what never began", function()
    local shown = new { quiet = true }
    shown:update(at(1))
    shown:finish()
    assert.equal("", said())
    new():finish()
    assert.equal("", said())
  end)
end)
