-- busted forgets the modules of a file when it goes to the next. luv crashes
-- when it is loaded a second time in a process.
pcall(require, "luv")
