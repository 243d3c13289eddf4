local decimal = require "tcbilling.core".decimal

local has_integers = math.type ~= nil
local MOST = "170141183460469231731687303715884105727"
local LEAST = "-170141183460469231731687303715884105728"

-- lightuserdata(NULL), which cjson.null and tcbilling.null are
local function null()
  local found, cjson = pcall(require, "cjson")
  return found and cjson.null or nil
end

local function text(d)
  assert.is_true(decimal.is(d))
  return tostring(d)
end

local function fails_with(words, f, ...)
  local done, message = pcall(f, ...)
  assert.is_false(done)
  assert.is_truthy(tostring(message):find(words, 1, true),
    ("%q does not hold %q"):format(tostring(message), words))
end

describe("decimal(x)", function()
  it("keeps the digits and places of a text", function()
    for _, amount in ipairs {
      "12.50", "-3.69316144", "3228.80000000", "0", "0.00", MOST, LEAST,
    } do
      assert.equal(amount, text(decimal(amount)))
    end
  end)

  it("reads exponents and a leading plus", function()
    assert.equal("1000", text(decimal "1e3"))
    assert.equal("0.0015", text(decimal "1.5e-3"))
    assert.equal("1.5", text(decimal "+1.5"))
  end)

  it("takes integers", function()
    assert.equal("12", text(decimal(12)))
    assert.equal("-12", text(decimal(-12)))
    assert.equal("0", text(decimal(0)))
    assert.equal("9007199254740991", text(decimal(9007199254740991)))
    assert.equal("-9007199254740991", text(decimal(-9007199254740991)))
  end)

  it("takes every 64-bit integer where Lua has them", function()
    if not has_integers then return end
    assert.equal("9223372036854775807", text(decimal(math.maxinteger)))
    assert.equal("-9223372036854775808", text(decimal(math.mininteger)))
  end)

  it("returns a decimal as it is", function()
    local d = decimal "1.5"
    assert.is_true(rawequal(d, decimal(d)))
  end)

  it("returns nil and a sentence for text that is no number", function()
    for _, wrong in ipairs {
      "-", "", ".5", "5.", "nan", "0x10", "1_000", "1,5", " 1", "1 ", "1e",
    } do
      local d, message = decimal(wrong)
      assert.is_nil(d)
      assert.equal(('"%s" is not a decimal number'):format(wrong), message)
    end
  end)

  it("says when a number is too long", function()
    local d, message = decimal "1e39"
    assert.is_nil(d)
    assert.equal('"1e39" does not fit a decimal (38 digits, 38 places)',
      message)
  end)

  it("cuts what it quotes, and makes control bytes visible", function()
    assert.equal('"' .. ("x"):rep(40) .. '" is not a decimal number',
      select(2, decimal(("x"):rep(40))))
    assert.equal('"' .. ("x"):rep(40) .. '..." is not a decimal number',
      select(2, decimal(("x"):rep(41))))
    assert.equal([["a\x0a\x00\"\\\x1b\xe2" is not a decimal number]],
      select(2, decimal('a\n\0"\\\27\226')))
    assert.equal('" ~" is not a decimal number', select(2, decimal " ~"))
    assert.is_true(#select(2, decimal(("\1"):rep(1000))) < 200)
  end)

  it("raises on floats, and says what to pass", function()
    local words = "is a float, and floats are not exact: pass text"
    for _, wrong in ipairs { 1.5, -0.1, 1e300, 1 / 0, 0 / 0 } do
      fails_with(words, decimal, wrong)
    end
    fails_with("bad argument #1", decimal, 1.5)
    fails_with("1.5 " .. words, decimal, 1.5)
  end)

  it("raises on floats that happen to be whole, if Lua can tell", function()
    local whole = 4 / 2
    if has_integers then
      fails_with("2.0 is a float", decimal, whole)
    else
      assert.equal("2", text(decimal(whole)))
      fails_with("is a float", decimal, 2 ^ 53) -- maybe 2^53 + 1, rounded
      fails_with("is a float", decimal, 2 ^ 53 + 2)
      fails_with("is a float", decimal, -2 ^ 53 - 2)
    end
  end)

  it("raises on any other type", function()
    local words = "text, an integer or a decimal expected, got "
    fails_with(words .. "nil", decimal)
    fails_with(words .. "nil", decimal, nil)
    fails_with(words .. "boolean", decimal, true)
    fails_with(words .. "table", decimal, {})
    fails_with(words, decimal, io.stdout)
    if null() then fails_with(words .. "null", decimal, null()) end
  end)
end)

describe("decimal.is", function()
  it("tells decimals from everything else", function()
    assert.is_true(decimal.is(decimal(1)))
    assert.is_false(decimal.is(1))
    assert.is_false(decimal.is "1")
    assert.is_false(decimal.is(nil))
    assert.is_false(decimal.is())
    assert.is_false(decimal.is(io.stdout))
    assert.is_false(decimal.is(decimal))
  end)
end)

describe("decimal arithmetic", function()
  local a, b = decimal "1.50", decimal "-0.125"

  it("is exact and keeps the places", function()
    assert.equal("1.375", text(a + b))
    assert.equal("1.625", text(a - b))
    assert.equal("-0.18750", text(a * b))
    assert.equal("0.125", text(-b))
    assert.equal("0.3", text(decimal "0.1" + decimal "0.2"))
  end)

  it("mixes with integers and numeric text, on either side", function()
    assert.equal("2.50", text(a + 1))
    assert.equal("2.50", text(1 + a))
    assert.equal("1.75", text(a + "0.25"))
    assert.equal("-1.25", text("0.25" - a))
    assert.equal("3.00", text(2 * a))
  end)

  it("changes neither operand", function()
    local sum = a + b
    assert.equal("1.375", text(sum))
    assert.equal("1.50", text(a))
    assert.equal("-0.125", text(b))
  end)

  it("says which operand is wrong", function()
    fails_with([[right operand of '+': "-" is not a decimal number]],
      function() return a + "-" end)
    fails_with([[left operand of '-': "x" is not a decimal number]],
      function() return "x" - a end)
    fails_with("left operand of '*': 1.5 is a float",
      function() return 1.5 * a end)
    fails_with("right operand of '+': text, an integer or a decimal",
      function() return a + nil end)
  end)

  it("raises rather than wrap or round", function()
    fails_with("decimal overflow: " .. MOST .. " + 1",
      function() return decimal(MOST) + 1 end)
    fails_with("decimal overflow: " .. LEAST .. " - 0.1",
      function() return decimal(LEAST) - "0.1" end)
    fails_with("decimal overflow: " .. MOST .. " * 10",
      function() return decimal(MOST) * 10 end)
    fails_with("decimal overflow: -(" .. LEAST .. ")",
      function() return -decimal(LEAST) end)
    fails_with("decimal overflow", function() decimal(LEAST):abs() end)
  end)

  it("has no slash, and says what there is instead", function()
    fails_with("decimals have no '/', since quotients are rounded: use "
      .. "a:div(b, places)", function() return a / b end)
    fails_with("a:div(b, places)", function() return a / 2 end)
  end)
end)

describe("comparing decimals", function()
  it("compares values, not digits", function()
    assert.is_true(decimal "1.5" == decimal "1.50")
    assert.is_false(decimal "1.5" == decimal "1.51")
    assert.is_true(decimal "-2" < decimal "1.5")
    assert.is_false(decimal "1.50" < decimal "1.5")
    assert.is_true(decimal "1.50" <= decimal "1.5")
    assert.is_false(decimal "1.6" <= decimal "1.5")
    assert.is_true(decimal "1e38" > decimal "1e-38")
    assert.is_true(decimal "1e38" >= decimal "1e-38")
  end)

  it("is not equal to anything else", function()
    assert.is_false(decimal "1" == 1)
    assert.is_false(decimal "1" == "1")
    assert.is_false(decimal "1" == io.stdout)
  end)

  it("orders integers and text where Lua asks it to", function()
    if not has_integers then return end
    assert.is_true(decimal "1.5" < 2)
    assert.is_true(1 < decimal "1.5")
    assert.is_true(decimal "1.5" <= "1.50")
    fails_with([[comparison with a decimal: "-" is not]],
      function() return decimal "1.5" < "-" end)
  end)

  it("sorts", function()
    local list = { decimal "10", decimal "9.5", decimal "-1", decimal "9.50" }
    table.sort(list)
    assert.equal("-1", text(list[1]))
    assert.equal("10", text(list[4]))
  end)

  it("mixes in d:compare(x)", function()
    local d = decimal "1.50"
    assert.equal(0, d:compare "1.5")
    assert.equal(-1, d:compare(2))
    assert.equal(1, d:compare(decimal "1.49"))
    fails_with([["-" is not a decimal number]], d.compare, d, "-")
    fails_with("bad argument #2", d.compare, d, "-")
  end)
end)

describe("decimal text", function()
  local d = decimal "1.50"

  it("joins with strings, numbers and decimals", function()
    assert.equal("USD 1.50", "USD " .. d)
    assert.equal("1.50 USD", d .. " USD")
    assert.equal("1.501.50", d .. d)
    assert.equal("1.502", d .. 2)
    assert.equal("a\0001.50", "a\0" .. d)
  end)

  it("joins with nothing else", function()
    fails_with("attempt to concatenate a decimal and a nil",
      function() return d .. nil end)
    fails_with("attempt to concatenate a decimal and a table",
      function() return {} .. d end)
  end)
end)

describe("d:div and d:round", function()
  local names = { "half_even", "half_up", "half_down", "up", "down" }

  it("rounds in five ways", function()
    for amount, expected in pairs {
      ["2.5"] = { "2", "3", "2", "3", "2" },
      ["3.5"] = { "4", "4", "3", "4", "3" },
      ["-2.5"] = { "-2", "-3", "-2", "-3", "-2" },
      ["-2.1"] = { "-2", "-2", "-2", "-3", "-2" },
    } do
      for i, name in ipairs(names) do
        assert.equal(expected[i], text(decimal(amount):round(0, name)))
        assert.equal(expected[i], text(decimal(amount):div(1, 0, name)))
      end
    end
  end)

  it("rounds half to even unless told", function()
    assert.equal("0.12", text(decimal "0.125":round(2)))
    assert.equal("0.12", text(decimal "0.125":round(2, nil)))
    assert.equal("0.12", text(decimal(1):div(8, 2)))
  end)

  it("fills up with zeros", function()
    assert.equal("1.500", text(decimal "1.5":round(3)))
    assert.equal("0.500", text(decimal(1):div(2, 3)))
  end)

  it("divides by integers, text and decimals", function()
    assert.equal("0.33333333", text(decimal(1):div(3, 8)))
    assert.equal("-4.00", text(decimal "1":div("-0.25", 2)))
    assert.equal("0.67", text(decimal(2):div(decimal(3), 2)))
  end)

  it("rounds a quotient once only", function()
    local d = decimal "0.12500000000000000000000000000000000001"
    assert.equal("0.13", text(d:div(1, 2)))
    assert.equal("0.13", text(d:div("1.0", 2, "half_down")))
  end)

  it("raises on division by zero and on overflow", function()
    fails_with("decimal division by zero",
      function() decimal(1):div(0, 2) end)
    fails_with("decimal division by zero",
      function() decimal(1):div("0.00", 2) end)
    fails_with("decimal overflow: " .. MOST .. " / 0.1",
      function() decimal(MOST):div("0.1", 0) end)
    fails_with("decimal overflow: " .. MOST .. " to 2 places",
      function() decimal(MOST):round(2) end)
  end)

  it("lists the roundings when it knows none of that name", function()
    local words = 'must be "half_even", "half_up", "half_down", "up" or "down"'
    fails_with(words, function() decimal(1):round(2, "nearest") end)
    fails_with(words, function() decimal(1):div(3, 2, "") end)
    fails_with(words, function() decimal(1):round(2, 1) end)
  end)

  it("wants places from 0 to 38", function()
    local words = "places must be an integer from 0 to 38"
    for _, wrong in ipairs { -1, 39, 0.5, "2", {} } do
      fails_with(words, function() decimal(1):round(wrong) end)
      fails_with(words, function() decimal(1):div(3, wrong) end)
    end
    fails_with(words, function() decimal(1):round() end)
    fails_with(words, function() decimal(1):div(3) end)
    assert.equal("0", text(decimal(0):round(0)))
    assert.equal(40, #text(decimal(0):round(38)))
  end)

  it("says what it can't divide by", function()
    fails_with([["-" is not a decimal number]],
      function() decimal(1):div("-", 2) end)
    fails_with("0.5 is a float", function() decimal(1):div(0.5, 2) end)
  end)
end)

describe("the parts of a decimal", function()
  it("are sign, scale, and the value without its sign", function()
    assert.equal(-1, decimal "-0.01":sign())
    assert.equal(0, decimal "-0.00":sign())
    assert.equal(1, decimal "7":sign())
    assert.equal(2, decimal "1.50":scale())
    assert.equal("1.50", text(decimal "-1.50":abs()))
    assert.equal("1.50", text(decimal "1.50":abs()))
  end)

  it("become the nearest float", function()
    assert.equal(1.5, decimal "1.50":tonumber())
    assert.equal(0.1, decimal "0.1":tonumber())
    assert.equal(-1e38, decimal "-1e38":tonumber())
    if math.type then
      assert.equal("float", math.type(decimal "2":tonumber()))
    end
  end)

  it("belong to decimals only", function()
    local d = decimal(1)
    for _, name in ipairs {
      "div", "round", "abs", "sign", "scale", "compare", "tonumber",
    } do
      fails_with("decimal expected, got string", d[name], "1", 2, 2)
      fails_with("bad argument #1", d[name], "1", 2, 2)
      fails_with("decimal expected, got", d[name], io.stdout, 2, 2)
    end
  end)

  it("can't be changed", function()
    local d = decimal(1)
    assert.has_error(function() d.x = 1 end)
    assert.equal("tcbilling", getmetatable(d))
  end)
end)

describe("decimal.units", function()
  it("counts units of a power of ten, exactly", function()
    for given, digits in pairs { ["0"] = "0", ["-0"] = "0", ["1e3"]
      = "100000000000", ["1.5"] = "150000000", ["-0.00000001"] = "-1",
      ["0.100000000"] = "10000000",
      ["92233720368.54775807"] = "9223372036854775807",
      ["-92233720368.54775807"] = "-9223372036854775807" } do
      assert.equal(digits, decimal.units(given, 8))
    end
    assert.equal("12", decimal.units("12", 0))
    assert.equal("1200", decimal.units(decimal "1.2", 3))
    assert.equal("500", decimal.units(5, 2))
  end)

  it("says what it can't count", function()
    for given, message in pairs { ["0.000000001"] = "has more than 8 decimals",
      ["92233720368.54775808"] = "is too large for 64 bits",
      ["1e30"] = "is too large for 64 bits", ["x"] = "is not a decimal",
      [""] = "is not a decimal", ["-"] = "is not a decimal" } do
      local digits, said = decimal.units(given, 8)
      assert.is_nil(digits)
      assert.truthy(said:find(message, 1, true), said)
    end
    for _, places in ipairs { -1, 39, 0.5 } do
      assert.has_error(function() decimal.units("1", places) end)
    end
  end)
end)

describe("decimal.sum", function()
  it("adds a field of rows, and counts", function()
    local sum, counted, skipped = decimal.sum({
      { TotalCost = "1.50000000" }, { TotalCost = "-0.25" },
      { TotalCost = 2 }, { TotalCost = decimal "0.5" },
    }, "TotalCost")
    assert.equal("3.75000000", text(sum))
    assert.equal(4, counted)
    assert.equal(0, skipped)
  end)

  it("adds a list of plain values", function()
    local sum, counted, skipped = decimal.sum { "1", "2.5", 3, decimal "4" }
    assert.equal("10.5", text(sum))
    assert.equal(4, counted)
    assert.equal(0, skipped)
  end)

  it("skips a dash, an empty text, and what is absent or null", function()
    local sum, counted, skipped = decimal.sum({
      { TotalCost = "-" }, { TotalCost = "" }, {}, { TotalCost = null() },
      { TotalCost = "1.5" },
    }, "TotalCost")
    assert.equal("1.5", text(sum))
    assert.equal(1, counted)
    assert.equal(4, skipped)
    assert.equal(2, select(3, decimal.sum { "-", "", "1" }))
  end)

  it("is zero for an empty list", function()
    local sum, counted, skipped = decimal.sum({}, "TotalCost")
    assert.equal("0", text(sum))
    assert.equal(0, counted)
    assert.equal(0, skipped)
  end)

  it("names the row and field that is no amount", function()
    local function message_for(value)
      local sum, message = decimal.sum({ { Cost = "1" }, { Cost = value } },
        "Cost")
      assert.is_nil(sum)
      return message
    end
    assert.equal('row 2, Cost: "free" is not a decimal number',
      message_for "free")
    assert.equal('row 2, Cost: "--" is not a decimal number',
      message_for "--")
    assert.equal("row 2, Cost: 1.5 is a float, and floats are not exact: "
      .. "pass text", message_for(1.5))
    assert.equal("row 2, Cost: text, an integer or a decimal expected, got "
      .. "boolean", message_for(false))
    assert.equal("row 2, Cost: text, an integer or a decimal expected, got "
      .. "table", message_for {})
  end)

  it("names the item of a list that is no amount", function()
    local sum, message = decimal.sum { "1", "2", "x" }
    assert.is_nil(sum)
    assert.equal('item 3: "x" is not a decimal number', message)
  end)

  it("names the row that is no row", function()
    local sum, message = decimal.sum({ {}, "1.50" }, "Cost")
    assert.is_nil(sum)
    assert.equal("row 2, Cost: the row is a string, not a table", message)
  end)

  it("names the row at which the sum overflows", function()
    local sum, message = decimal.sum { MOST, "1" }
    assert.is_nil(sum)
    assert.equal("item 2: the sum does not fit a decimal any more", message)
  end)

  it("raises when the list or the field is not one", function()
    fails_with("table expected, got nil", decimal.sum, nil, "Cost")
    fails_with("table expected", decimal.sum, "1")
    fails_with("string expected, got table", decimal.sum, {}, {})
    fails_with("string expected, got number", decimal.sum, {}, 1)
  end)

  it("runs no code of the rows", function()
    local row = setmetatable({}, { __index = function() error "called" end })
    assert.equal(1, select(3, decimal.sum({ row }, "Cost")))
  end)

  it("adds up a hundred thousand rows to the last place", function()
    local rows = {}
    for i = 1, 100000 do rows[i] = { Cost = "0.00000001" } end
    assert.equal("0.00100000", text((decimal.sum(rows, "Cost"))))
  end)
end)
