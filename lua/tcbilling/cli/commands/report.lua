-- tcbilling report: costs as one HTML file.

local disk = require "tcbilling.pull.file.disk"
local month = require "tcbilling.month"
local options = require "tcbilling.cli.options"
local visible = require "tcbilling.visible"

local report = {
  name = "report",
  summary = "Write a page of costs into a file.",
  usage = "report --from STORE [--month YYYY-MM] | --live --month YYYY-MM "
    .. "--to FILE.html [options]",
  waits_ready = true,
}

function report.define(command)
  command:description("Writes costs by month, pay mode, product, region, "
    .. "owner, tag and customer, and the costliest resources, out of what pull "
    .. "has stored, or of one month straight from the API, into one HTML file "
    .. "that needs nothing else.")
  command:option("--from", "sqlite:FILE or postgresql://USER@HOST/DATABASE, "
    .. "as pull's --to."):argname "STORE"
  command:flag("--live", "Straight from the API: reads all rows of a month.")
  command:option("--month", "The month whose resources are shown, the last one "
    .. "that counts; of a store the latest by default."):argname "YYYY-MM"
  command:option("--scope", "With --live: whose bill, the organization's (the "
    .. "default), or the account's own."):choices { "organization",
    "account" }
  command:option("--to", "FILE.html, written anew."):argname "FILE":count "1"
  options.add(command, options.WAIT_READY)
end

-- What is wrong with the arguments together, or nil.
local function problem_with(args)
  if not args.to:find "%.html$" then
    return "--to names a file that ends in .html"
  elseif not args.from == not args.live then
    return "say where costs come from: --from STORE, or --live"
  elseif args.from and args.scope then
    return "--scope is of --live: a store holds what was pulled into it"
  elseif args.live and not args.month then
    return "say which month: --month 2023-08"
  end
  local _, problem = month.check(args.month or "2023-08")
  return problem and "--month: " .. problem
end

function report.prepare(session, args)
  local problem = problem_with(args)
  if problem then return session:refuse(problem) end
end

local function read_live(session, args)
  local given, message, detail = session:call_options()
  if not given then return nil, message, detail end
  local client
  client, message, detail = session:client()
  if not client then return nil, message, detail end
  return require "tcbilling.report.live".read(client, args.month,
    { scope = args.scope, options = given })
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
  local figures, message, detail
  if args.live then
    figures, message, detail = read_live(session, args)
  else
    figures, message, detail = require "tcbilling.report.store".read(args.from,
      { month = args.month })
  end
  if not figures then return session:fail(message, detail) end
  local made, problem = write(args.to,
    require "tcbilling.report.page"(figures, os.time()))
  if not made then return session:fail(problem, { kind = "storage" }) end
  session:note(("%s: written"):format(visible(args.to, 200)))
  return 0
end

return report
