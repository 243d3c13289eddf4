local copy = require "tcbilling.copy"
local json = require "tcbilling.core".json

describe("a copy", function()
  it("shares no table with what was given", function()
    local given = { a = { b = { 1, 2 } }, c = "d" }
    local copied = copy(given)
    assert.same(given, copied)
    given.a.b[1] = 3
    assert.equal(1, copied.a.b[1])
  end)

  it("of an empty list is one, too", function()
    assert.equal('{"l":[],"o":{}}',
      json.encode(copy { l = json.list {}, o = {} }))
  end)

  it("of a table in itself is one, for its encoder to refuse", function()
    local given = {}
    given.self, given.again = given, given
    local copied = copy(given)
    assert.equal(copied, copied.self)
    assert.equal(copied, copied.again)
    local text, message = json.encode(copy(given))
    assert.is_nil(text)
    assert.matches("nested too deeply", message)
  end)

  it("of anything else is that", function()
    assert.equal(5, copy(5))
    assert.is_nil(copy(nil))
  end)
end)
