-- What a long test expects, and how much of it holds.

local expect = { passed = 0, failed = 0 }

--- One more that holds, or is printed.
function expect.that(what, holds)
  if holds then
    expect.passed = expect.passed + 1
  else
    expect.failed = expect.failed + 1
    print("not so: " .. what)
  end
end

--- Prints how many there were, and ends the program.
function expect.finish()
  print(expect.passed .. " passed, " .. expect.failed .. " failed")
  os.exit(expect.failed == 0)
end

return expect
