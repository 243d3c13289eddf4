local sha256 = require "tcbilling.core".sha256

describe("a SHA-256", function()
  it("is that of FIPS 180-4's examples, in hex", function()
    assert.equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
      .. "f20015ad", sha256 "abc")
    assert.equal("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd4"
      .. "19db06c1",
      sha256 "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
    assert.equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
      .. "7852b855", sha256 "")
  end)

  it("is of all bytes, a zero among them", function()
    assert.not_equal(sha256 "a", sha256 "a\0b")
  end)

  it("is of text only", function()
    assert.is_false((pcall(sha256)))
    assert.is_false((pcall(sha256, {})))
  end)
end)
