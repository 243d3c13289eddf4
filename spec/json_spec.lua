local cjson = require "cjson"
local json = require "tcbilling.core".json

local decode, encode, null = json.decode, json.encode, json.null
local has_integers = math.type ~= nil -- LuaJIT has doubles only

local function lossless(text)
  return decode(text, { lossless = true })
end

local function refused(text, options)
  local value, message = decode(text, options)
  assert.is_nil(value)
  return message
end

local function cannot_encode(value, name)
  local text, message = encode(value, name)
  assert.is_nil(text)
  return message
end

-- A locale with decimal commas, where one is installed.
local function find_comma_locale()
  local before, found = os.setlocale(), nil
  for _, name in ipairs { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR" } do
    found = found or os.setlocale(name) and name
  end
  os.setlocale(before)
  return found
end

local comma_locale = find_comma_locale()

describe("json.decode", function()
  it("makes plain tables without metatables", function()
    local value = decode '{"a":[1,"x",true,false,{"b":{}}],"c":[]}'
    assert.same({ a = { 1, "x", true, false, { b = {} } }, c = {} }, value)
    assert.is_nil(getmetatable(value))
    assert.is_nil(getmetatable(value.a))
  end)

  it("takes any value alone", function()
    assert.equal("x", (decode '"x"'))
    assert.equal(12, (decode " 12 "))
    assert.equal(true, (decode "true"))
    assert.equal(false, (decode "false"))
    assert.equal(null, (decode "null"))
  end)

  it("leaves null out of objects and keeps it in lists", function()
    assert.same({ b = 1 }, decode '{"a":null,"b":1}')
    assert.same({ 1, null, 3 }, decode "[1,null,3]")
    assert.equal(cjson.null, null)
  end)

  it("lets the last of duplicate keys win, null too", function()
    assert.same({ a = 2 }, decode '{"a":1,"a":2}')
    assert.same({}, decode '{"a":1,"a":null}')
    assert.same({ a = 3 }, decode '{"a":1,"a":null,"a":3}')
    assert.same({ { a = 2 }, { a = 4 }, {} },
      decode '[{"a":1,"a":2},{"a":3,"a":4},{"a":5,"a":null}]')
  end)

  it("finds keys whatever their order and number in a row", function()
    assert.same({
      { a = 1, b = 2, c = 3 }, { c = 3, b = 2, a = 1 }, { b = 2 },
      { a = 1, c = 3 }, { d = 4, a = 1, e = 5, b = 2 }, {}, { c = 3 },
      { a = 1, b = 2, c = 3 },
    }, decode [[ [
      {"a":1,"b":2,"c":3}, {"c":3,"b":2,"a":1}, {"b":2},
      {"a":1,"c":3}, {"d":4,"a":1,"e":5,"b":2}, {}, {"c":3},
      { "a" : 1 , "b":2,"c":3 } ] ]])
  end)

  it("keeps rows apart where their keys begin alike or are escaped", function()
    assert.same({ { ab = 1, abc = 2 }, { abc = 1, ab = 2 }, { a = 3 } },
      decode '[{"ab":1,"abc":2},{"abc":1,"ab":2},{"a":3}]')
    assert.same({ { ab = 1 }, { ab = 2 }, { ab = 3 } },
      decode '[{"\\u0061b":1},{"ab":2},{"a\\u0062":3}]')
  end)

  it("reads rows within rows, and lists of mixed values", function()
    assert.same({ { a = { { x = 1 }, { x = 2 } }, b = 1 },
      "text", { a = { { y = 3 }, { x = 4 } }, b = 2 }, { { b = 3 } } },
      decode [==[ [{"a":[{"x":1},{"x":2}],"b":1},
      "text",{"a":[{"y":3},{"x":4}],"b":2},[{"b":3}]] ]==])
  end)

  it("reads rows with more keys than it keeps", function()
    local row, expected = {}, {}
    for i = 1, 700 do
      row[i] = ('"key%d":%d'):format(i, i)
      expected["key" .. i] = i
    end
    row = "{" .. table.concat(row, ",") .. "}"
    assert.same({ expected, expected, { { expected } } },
      decode("[" .. row .. "," .. row .. ",[[" .. row .. "]]]"))
  end)

  it("gives a comma between fields no chance to be missing", function()
    assert.matches("byte 16", refused '[{"a":1},{"x":1"a":2}]')
    assert.matches("byte 11", refused '[{"a":1},{,"a":2}]')
  end)

  it("resolves escapes", function()
    assert.equal('"\\/\b\f\n\r\t', (decode [["\"\\\/\b\f\n\r\t"]]))
    assert.equal("a\0b", (decode [["a\u0000b"]]))
    assert.equal("é€😀", (decode [["\u00e9\u20AC\ud83d\uDE00"]]))
    local long = ("x"):rep(5000)
    assert.same({ "\n" .. long, long .. "\t", "\r" },
      decode('["\\n' .. long .. '","' .. long .. '\\t","\\r"]'))
  end)

  it("makes integers where they fit and keeps the digits of others", function()
    local value = decode "[700000686592,-1,0,20230807867037044170861]"
    assert.equal("700000686592", tostring(value[1]))
    assert.equal(-1, value[2])
    assert.equal("20230807867037044170861", value[4])
    if has_integers then
      assert.equal("integer", math.type(value[1]))
      assert.equal(math.maxinteger, (decode "9223372036854775807"))
      assert.equal(math.mininteger, (decode "-9223372036854775808"))
    else
      assert.equal(2 ^ 53, (decode "9007199254740992"))
      assert.equal("9007199254740993", (decode "9007199254740993"))
      assert.equal("-9223372036854775808", (decode "-9223372036854775808"))
    end
    assert.equal("9223372036854775808", (decode "9223372036854775808"))
    assert.equal("-9223372036854775809", (decode "-9223372036854775809"))
  end)

  it("rounds other numbers once, and makes no infinity", function()
    assert.equal(0.1, (decode "0.1"))
    assert.equal(123456789.12345678, (decode "123456789.12345678"))
    assert.equal(1000, (decode "1e3"))
    assert.equal(9007199254740994, (decode "9007199254740993.0000000001"))
    assert.equal("1e400", (decode "1e400"))
    assert.equal(-math.huge, 1 / decode "-0")
    if has_integers then assert.equal("float", math.type(decode "1.0")) end
  end)

  local try = comma_locale and it or pending
  try("puts points where the locale puts commas", function()
    local before = os.setlocale()
    assert(os.setlocale(comma_locale))
    local value, text = decode "1234.5e-1", encode(1234.5)
    os.setlocale(before)
    assert.equal(123.45, value)
    assert.equal("1234.5", text)
  end)

  it("says where a text goes wrong, counting bytes from one", function()
    assert.equal("not valid JSON at byte 4: expected a value", refused "[1,]")
    assert.equal("not valid JSON at byte 1: expected a value",
      refused "<html><body>502</body></html>")
    assert.equal("not valid JSON at byte 1: the text ends too soon",
      refused "")
    assert.equal("not valid JSON at byte 6: the text ends too soon",
      refused '{"a":')
    assert.equal("not valid JSON at byte 5: not valid UTF-8",
      refused '["ab\255"]')
    assert.equal("not valid JSON at byte 65: nested too deeply",
      refused(("["):rep(65) .. ("]"):rep(65)))
  end)

  it("repeats no byte of a text that it refuses", function()
    for byte = 0, 255 do
      local message = refused("{\"secret\1" .. string.char(byte))
      assert.is_nil(message:find("secret", 1, true))
      assert.is_nil(message:find("[%z\1-\31\127-\255]"))
    end
  end)

  it("refuses every truncation of a page", function()
    local text = '{"R":{"Set":[{"A":"北京","T":[],"N":-1.5e3,"O":true},'
      .. '{"A":"\\u00e9","T":[{"k":null}]}],"Total":2}}'
    assert.is_table(decode(text))
    for n = 0, #text - 1 do refused(text:sub(1, n)) end
  end)

  it("goes 64 levels deep, or as deep as it is told", function()
    local function nested(n) return ("["):rep(n) .. ("]"):rep(n) end
    assert.is_table(decode(nested(64)))
    refused(nested(65))
    assert.is_table(decode(nested(2), { depth = 2 }))
    refused(nested(3), { depth = 2 })
    local deep = ('{"a":['):rep(32) .. ("]}"):rep(32)
    assert.is_table(decode(deep))
    assert.equal(deep, (encode(lossless(deep))))
  end)

  it("raises what a programmer did wrong at the caller's line", function()
    local function raises(words, ...)
      local arguments, n = { ... }, select("#", ...)
      local unpack = table.unpack or unpack -- luacheck: ignore
      local ok, message = pcall(function()
        local value = decode(unpack(arguments, 1, n))
        return value
      end)
      assert.is_false(ok)
      assert.matches(words, message)
      assert.matches("^[^\n]*json_spec%.lua:%d+: ", message)
    end
    raises("string expected", nil)
    raises("string expected", 12)
    raises("table expected", "1", "fields")
    raises("no option 'feilds'", "1", { feilds = {} })
    raises("options have names", "1", { "fields" })
    raises("option 'fields' is a table, not a string", "1", { fields = "a" })
    raises("option 'fields' is a list of names", "1", { fields = { 1 } })
    raises("option 'lossless' is a boolean", "1", { lossless = 1 })
    raises("option 'depth'", "1", { depth = 0 })
    raises("option 'depth'", "1", { depth = 65 })
    raises("option 'depth'", "1", { depth = 1.5 })
    raises("option 'text'", "1", { text = true })
    raises("option 'text'", "1", { text = { a = 1 } })
    raises("option 'text'", "1", { text = { a = { b = "x" } } })
    local endless = {}
    endless.a = endless
    raises("option 'text'", "1", { text = endless })
  end)
end)

describe("option fields", function()
  local text = '{"Response":{"Set":[{"a":1,"b":{"a":2,"z":[3]},"c":[4]},'
    .. '{"c":[{"a":5,"q":6}],"x":[[{"y":{}}]],"b":null},{"d":7}],'
    .. '"Total":{"a":1,"q":2},"a":8,"q":9}}'

  it("keeps these fields of rows, whole, and all else", function()
    local answer = decode(text, { fields = { "b", "c" } })
    assert.same({ Response = { a = 8, q = 9, Total = { a = 1, q = 2 }, Set = {
      { b = { a = 2, z = { 3 } }, c = { 4 } },
      { c = { { a = 5, q = 6 } } },
      {},
    } } }, answer)
  end)

  it("takes rows in each of several lists, but in no inner one", function()
    assert.same({ s = { { a = 1 } }, t = { { a = 3, }, { { a = 5, b = 6 } } } },
      decode('{"s":[{"a":1,"b":2}],"t":[{"b":4,"a":3},[{"a":5,"b":6}]]}',
        { fields = { "a" } }))
    assert.same({ { a = 1 }, { a = 2 } },
      decode('[{"a":1,"b":2},{"a":2}]', { fields = { "a" } }))
  end)

  it("still refuses what is wrong in a field that is passed over", function()
    refused('[{"a":1,"b":01}]', { fields = { "a" } })
    refused('[{"b":"\255"}]', { fields = { "a" } })
    refused('[{"b":' .. ("["):rep(63) .. ("]"):rep(63) .. "}]",
      { fields = { "a" } })
  end)

  it("may name nothing, or a field that never comes", function()
    assert.same({ {}, {} }, decode('[{"a":1},{"b":2}]', { fields = {} }))
    assert.same({ {} }, decode('[{"a":1}]', { fields = { "z" } }))
  end)
end)

describe("option text", function()
  it("gives numbers at these paths as they were sent", function()
    local answer = decode('{"R":{"Cost":1.50,"Uin":12,"Set":[{"A":12,"B":1.5},'
      .. '{"A":1.250,"B":2},{"B":3,"A":1e400}],"L":[1.0,[2.50,"x"]]},'
      .. '"Cost":1.25}',
      { text = { R = { Cost = true, Set = { A = true }, L = true } } })
    assert.same({ Cost = 1.25, R = { Cost = "1.50", Uin = 12,
      Set = { { A = "12", B = 1.5 }, { A = "1.250", B = 2 },
        { B = 3, A = "1e400" } },
      L = { "1.0", { "2.50", "x" } } } }, answer)
  end)

  it("reaches into objects in rows, and not into others", function()
    assert.same({ { o = { n = "1", m = 2 }, n = 3 },
      { o = { m = 4, n = "5" } }, { o = { { n = "6" } } } },
      decode('[{"o":{"n":1,"m":2},"n":3},{"o":{"m":4,"n":5}},{"o":[{"n":6}]}]',
        { text = { o = { n = true } } }))
    assert.same({ a = { b = 1 }, c = "x", d = true },
      decode('{"a":{"b":1},"c":"x","d":true}',
        { text = { a = true, c = true, d = true } }))
  end)

  it("works together with fields and lossless", function()
    local rows = decode('[{"a":1.0,"b":2.0,"c":3.0}]',
      { text = { a = true, b = true }, fields = { "a", "c" },
        lossless = true })
    assert.equal("1.0", rows[1].a)
    assert.is_nil(rows[1].b)
    assert.equal(json.number "3.0", rows[1].c)
  end)
end)

describe("option lossless", function()
  it("marks lists, keeps null, and wraps what Lua would rewrite", function()
    local value = lossless '{"l":[],"o":{},"n":null,"d":1.50,"i":15}'
    assert.equal(json.list, getmetatable(value.l))
    assert.is_nil(getmetatable(value.o))
    assert.equal(null, value.n)
    assert.equal("1.50", tostring(value.d))
    assert.equal("userdata", type(value.d))
    assert.equal(15, value.i)
    assert.equal("number", type(lossless "0.325825"))
    assert.equal(null, (lossless '{"a":1,"a":null}').a)
  end)

  it("round-trips values and digits", function()
    for _, text in ipairs {
      '[]', '{}', 'null', '[null,{"a":null}]', '[1.50,1.5,1.0,-0,-0.0,0.10]',
      '[12345678901234567890,9007199254740993,700000686592,1e5,1E5,1e+20]',
      '[99999999999999,100000000000000,123456789012345,5e-324,1e400]',
      '[0.1,0.30000000000000004,1e21,1e-7,0.000001,4.9406564584125e-324]',
      '{"a":[{},[],[[]],{"b":[{}]}],"c":"\\u0000\\n/"}',
    } do
      assert.equal(text, (encode(lossless(text))))
    end
  end)

  it("leaves a number plain only if tostring gives its text", function()
    for _, text in ipairs { "1", "-7", "0.1", "35.5", "1e+20", "1.0", "1e5",
      "99999999999999", "100000000000000", "0.30000000000000004" } do
      assert.equal(text, tostring((lossless(text))))
    end
  end)
end)

describe("json.encode", function()
  it("writes values in a stable order", function()
    assert.equal('{"Limit":10,"Month":"2023-08","NeedRecordNum":1}',
      (encode { Month = "2023-08", NeedRecordNum = 1, Limit = 10 }))
    assert.equal('{"":0,"A":1,"B":{"x":[1,[2],{"y":true}]},"a":false,"aa":2}',
      (encode { a = false, B = { x = { 1, { 2 }, { y = true } } }, A = 1,
        aa = 2, [""] = 0 }))
    assert.equal('"x"', (encode "x"))
    assert.equal("null", (encode(null)))
    assert.equal("true", (encode(true)))
  end)

  it("writes an empty table as an object and a marked one as a list", function()
    assert.equal("{}", (encode {}))
    assert.equal("[]", (encode(json.list {})))
    assert.equal("[1,2]", (encode(json.list { 1, 2 })))
    assert.equal('{"Tags":[]}', (encode { Tags = json.list {} }))
    local t = {}
    assert.equal(t, json.list(t))
  end)

  it("writes whole numbers without a fraction, others shortest", function()
    assert.equal("[700000686592,1000,3,0.1,0.30000000000000004,-2.5]",
      (encode { 700000686592, 1e3, 3.0, 0.1, 0.1 + 0.2, -2.5 }))
    assert.equal("[9007199254740992,100000000000000000000,1e+21,1e-7]",
      (encode { 2 ^ 53, 1e20, 1e21, 1e-7 }))
    if has_integers then
      assert.equal("9223372036854775807", (encode(math.maxinteger)))
      assert.equal("-9223372036854775808", (encode(math.mininteger)))
    end
  end)

  it("writes json.number with its digits", function()
    local n = assert(json.number "1.50")
    assert.equal('{"n":1.50}', (encode { n = n }))
    assert.equal("1.50", tostring(n))
    assert.equal(json.number "1.50", n)
    assert.not_equal(json.number "1.5", n)
    assert.same({ nil, "not a JSON number" }, { json.number "1,5" })
    assert.is_nil((json.number " 1"))
    assert.is_nil((json.number "1 2"))
    assert.has_error(function() json.number(1.5) end)
    assert.has_error(function() json.list "x" end)
  end)

  it("escapes no more than it must", function()
    assert.equal([["\"\\\b\f\n\r\t\u0000\u001f/é😀"]],
      (encode '"\\\b\f\n\r\t\0\31/é😀'))
    assert.equal('{"\\n":1}', (encode { ["\n"] = 1 }))
  end)

  it("says what cannot be written, and where", function()
    assert.equal("params.Tags[2]: a function has no form in JSON",
      cannot_encode({ Tags = { 1, print } }, "params"))
    assert.equal("value: JSON has no infinities and no NaN",
      cannot_encode(0 / 0))
    assert.matches("^value%[1%]: JSON has no inf", cannot_encode { 1 / 0 })
    assert.equal("value: a nil has no form in JSON", cannot_encode(nil))
    assert.matches("a thread has", cannot_encode(coroutine.create(print)))
    assert.matches("a userdata has", cannot_encode(io.stdout))
    assert.matches("^value.a: text that is not", cannot_encode { a = "\255" })
    assert.equal("value[?]: a name that is not UTF-8",
      cannot_encode { ["\255"] = 1 })
    assert.equal("value[?].x-1[3]: a list has holes",
      cannot_encode { ["a b"] = { ["x-1"] = { 1, 2, { 1, nil, 3 } } } })
  end)

  it("refuses tables that are neither a list nor an object", function()
    assert.matches("a list or has names", cannot_encode { 1, 2, x = 3 })
    assert.matches("a list or has names", cannot_encode(json.list { x = 3 }))
    assert.matches("has holes", cannot_encode { [1] = 1, [20] = 2 })
    assert.matches("has holes", cannot_encode { [2 ^ 40] = 1 })
    assert.matches("neither a name nor", cannot_encode { [0] = 1 })
    assert.matches("neither a name nor", cannot_encode { [1.5] = 1 })
    assert.matches("neither a name nor", cannot_encode { [true] = 1 })
  end)

  it("refuses a table in itself, and more than 64 levels", function()
    local t, deep = {}, {}
    t.t = t
    assert.matches("^value%.t%.t.*: nested too deeply, or in itself$",
      cannot_encode(t))
    for _ = 1, 63 do deep = { deep } end
    assert.equal(("["):rep(63) .. "{}" .. ("]"):rep(63), (encode(deep)))
    cannot_encode { deep }
  end)

  it("refuses a decimal, and says what to send instead", function()
    local decimal = require "tcbilling.core".decimal
    assert.equal("value.Cost: JSON has no decimals; send tostring(d)",
      cannot_encode { Cost = decimal "1.50" })
  end)

  it("raises without a value", function()
    assert.has_error(function() encode() end)
  end)
end)

-- Random documents, the same on each run.
local seed = 1

local function random(n)
  seed = seed * 16807 % 2147483647
  return seed % n
end

local function random_text()
  local pieces = { "a", "Total", "北京", "\n", '"', "\\", "/", "\0", "é",
    "😀", ("x"):rep(50), "" }
  local out = {}
  for i = 1, random(4) do out[i] = pieces[random(#pieces) + 1] end
  return table.concat(out)
end

local function random_value(depth)
  local kind = random(depth > 4 and 4 or 6)
  if kind == 0 then return random_text() end
  if kind == 1 then return random(2) == 0 end
  if kind == 2 then return random(2000000) - 1000000 end
  if kind == 3 then return (random(200000) - 100000) / 64 end
  local t = {}
  if kind == 4 then -- lua-cjson tells no empty list from an empty object
    for i = 1, random(5) + 1 do t[i] = random_value(depth + 1) end
    return t
  end
  for _ = 1, random(5) do t[random_text()] = random_value(depth + 1) end
  return t
end

describe("json beside lua-cjson", function()
  it("reads what lua-cjson writes, to the same values", function()
    for _ = 1, 300 do
      local text = cjson.encode { random_value(1) }
      assert.same(cjson.decode(text), (assert(decode(text))))
    end
  end)

  it("writes what lua-cjson reads, to the same values", function()
    for _ = 1, 300 do
      local value = { random_value(1) }
      local text = assert(encode(value))
      assert.same(value, cjson.decode(text))
      assert.same(value, (decode(text)))
      assert.equal(text, (encode(decode(text))))
    end
  end)

  it("refuses what lua-cjson lets through", function()
    for _, text in ipairs { "[NaN]", "[Infinity]", "[0x10]", "[01]", "[+1]",
      "[1.]", '["\255"]', '["a\nb"]' } do
      assert.is_table(cjson.decode(text))
      refused(text)
    end
  end)

  it("keeps digits that lua-cjson loses", function()
    assert.equal("[123456789.12346]", cjson.encode { 123456789.12345678 })
    assert.equal("[123456789.12345678]", (encode { 123456789.12345678 }))
    assert.equal("[]", (encode(lossless "[]")))
    assert.equal("{}", cjson.encode(cjson.decode "[]"))
  end)
end)
