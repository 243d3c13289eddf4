-- The loop that a command runs in: a stand-in.

local loop = {}

function loop.run(f)
  return f()
end

return loop
