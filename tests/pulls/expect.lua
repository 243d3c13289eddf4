-- What a long test of pulls claims, counted: one line at the end.

local expect = {}

local passed, failed = 0, 0

--- Notes whether something is so, and prints what is not, with what it was.
function expect.that(what, good, ...)
  if good then
    passed = passed + 1
  else
    failed = failed + 1
    print("not so: " .. what, ...)
  end
end

--- Says how many were, and ends the program.
function expect.finish()
  print(("%d passed, %d failed"):format(passed, failed))
  os.exit(failed == 0, true)
end

--- A new directory, which `remove` removes unless something failed.
function expect.directory()
  local pipe = io.popen "mktemp -d"
  local path = pipe:read "*l"
  pipe:close()
  return path, function()
    if failed == 0 then os.execute("rm -rf '" .. path .. "'") end
  end
end

return expect
