local csv = require "tcbilling.csv"

describe("a line of CSV", function()
  it("ends with CRLF and has empty cells for what is absent", function()
    assert.equal("a,,c,\r\n", csv.line({ "a", nil, "c" }, 4))
  end)

  it("quotes what holds quotes, commas or ends of lines", function()
    assert.equal('"a,b","say ""x""","1\r\n2","\n"\r\n',
      csv.line({ "a,b", 'say "x"', "1\r\n2", "\n" }, 4))
  end)

  it("quotes blanks at the ends, which readers may drop", function()
    assert.equal('" a","b ",a b\r\n', csv.line({ " a", "b ", "a b" }, 3))
  end)

  it("leaves formulas as they are unless told", function()
    assert.equal("=1+1\r\n", csv.line({ "=1+1" }, 1))
  end)

  it("puts a ' before what a spreadsheet would run", function()
    assert.equal("'=1+1,'@a,'+a,'-a,'\tb,\"'\rb\"\r\n",
      csv.line({ "=1+1", "@a", "+a", "-a", "\tb", "\rb" }, 6, true))
    assert.equal("'-1+1,'+1;2,'-1e\r\n",
      csv.line({ "-1+1", "+1;2", "-1e" }, 3, true))
  end)

  it("leaves numbers and the API's word for no amount", function()
    assert.equal("-0.5,+1,-12,-,a=b\r\n",
      csv.line({ "-0.5", "+1", "-12", "-", "a=b" }, 5, true))
  end)
end)
