-- tcbilling report: a store's costs as one HTML file.

local disk = require "tcbilling.pull.file.disk"
local store = require "tcbilling.report.store"
local visible = require "tcbilling.visible"

local report = {
  name = "report",
  summary = "Write a page of costs, out of a store, into a file.",
  usage = "report --from STORE --to FILE.html [options]",
  is_offline = true,
}

function report.define(command)
  command:description("Writes costs by month, pay mode, product, region, "
    .. "owner, tag and customer, and the costliest resources, out of what pull "
    .. "has stored, into one HTML file that needs nothing else.")
  command:option("--from", "sqlite:FILE or postgresql://USER@HOST/DATABASE, "
    .. "as pull's --to."):argname "STORE":count "1"
  command:option("--to", "FILE.html, written anew."):argname "FILE":count "1"
end

local function failed(path, message)
  return nil, ("%s can't be written: %s"):format(visible(path, 200),
    visible(message))
end

-- The file has its name once all of it is there. It is its owner's alone, as
-- bills are confidential.
local function write(path, text)
  local new = path .. ".new"
  local ok, message = disk.remove(new)
  local fd
  if ok then fd, message = disk.open(new, "wx+") end
  if not fd then return failed(path, message) end
  ok, message = disk.write(fd, text, 0)
  if ok then ok, message = disk.sync(fd) end
  disk.close(fd)
  if ok then ok, message = disk.rename(new, path) end
  if ok then return true end
  disk.remove(new)
  return failed(path, message)
end

function report.run(session, args)
  if not args.to:find "%.html$" then
    return session:refuse "--to names a file that ends in .html"
  end
  local figures, message, detail = store.read(args.from)
  if not figures then return session:fail(message, detail) end
  local made, problem = write(args.to,
    require "tcbilling.report.page"(figures, os.time()))
  if not made then return session:fail(problem, { kind = "storage" }) end
  session:note(("%s: written"):format(visible(args.to, 200)))
  return 0
end

return report
