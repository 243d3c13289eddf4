-- The command line. A command is a module:
--   { name, summary, define(command, parser), run(session, args) -> code }
-- `define` adds its arguments, argparse's; `prepare(session, args)`, if there
-- is one, is called before the event loop begins, and ends the command if it
-- returns a code; with `is_offline` there is no loop. `usage` takes the place
-- of argparse's; with `takes_parameters` options that begin with a capital
-- letter are in args.parameters; with `waits_ready` it has --wait-ready.

local exit = require "tcbilling.cli.exit"
local options = require "tcbilling.cli.options"
local parsers = require "tcbilling.cli.parser"
local session = require "tcbilling.cli.session"
local suggest = require "tcbilling.suggest"
local visible = require "tcbilling.visible"
local words = require "tcbilling.cli.words"

local cli = {}

cli.COMMANDS = { "call", "summary", "pull", "report", "doctor", "actions",
  "help" }

local function load_commands()
  local modules = {}
  for i, name in ipairs(cli.COMMANDS) do
    modules[i] = require("tcbilling.cli.commands." .. name)
  end
  return modules
end

-- Takes the place of standard streams that are closed: what is opened next
-- would get their numbers, and the output would go there. Writing to these
-- fails, as to a closed one.
local function guard_streams()
  local null = {}
  for i = 1, 3 do null[i] = io.open("/dev/null", "r") end
  return null
end

-- Usage

-- What was meant, where argparse has no idea.
local function remark(message, names)
  if message:find "Did you mean" then return "" end
  local name = message:match "^unknown command '(.*)'"
  return name and suggest(name, names) or ""
end

-- What the parser has to say; see parser.lua.
local function tell(own, said)
  if said.text then return own:out(said.text .. "\n") end
  local lines = {}
  for line in (said.message .. remark(said.message, cli.COMMANDS) .. "\n")
    :gmatch "(.-)\n" do
    lines[#lines + 1] = visible(line)
  end
  own:complain(table.concat(lines, "\n"))
  own.terminal.err(("%s\nTry '%s --help'.\n"):format(said.usage, said.name))
end

local function refuse_usage(message)
  exit.now(exit.USAGE, { message = message, name = "tcbilling",
    usage = parsers.USAGE })
end

-- The words as argparse wants them, and the parameters among them.
local function split(arguments)
  local given = {}
  for i = 1, #arguments do given[i] = arguments[i] end
  local problem = words.problem(given)
  if problem then refuse_usage(problem) end
  local rest, parameters = words.take_parameters(given)
  if not rest then refuse_usage(parameters) end
  return rest, parameters
end

local function check_taken(parser, command, module, parameters)
  local first = parameters[1]
  if first and not module.takes_parameters then
    parser.error(command, ("unknown option '--%s'"):format(first.name))
  end
end

local function module_named(modules, name)
  for _, module in ipairs(modules) do
    if module.name == name then return module end
  end
end

-- The chosen command, and what it was given.
local function parse(own, arguments)
  local rest, parameters = split(arguments)
  local modules = load_commands()
  local parser, commands = parsers.new(modules,
    own.terminal.width())
  local args = parser:parse(rest)
  if not args.command then refuse_usage("say what to do: "
    .. table.concat(cli.COMMANDS, ", "):gsub(", (%w+)$", " or %1")) end
  local module = module_named(modules, args.command)
  check_taken(parser, commands[module.name], module, parameters)
  args.parameters = parameters
  options.join(args)
  own.args, own.parser, own.commands = args, parser, commands
  own.waits_ready = module.waits_ready
  return module, args
end

-- Running

-- What was raised, with where; a stop as it is.
local function trace(raised)
  if exit.is_stop(raised) then return raised end
  return { text = tostring(raised), traceback = debug.traceback("", 2) }
end

-- What the interpreter makes of Ctrl-C where no loop hears of it, such as at
-- a question.
local function is_interrupt(text)
  return text:find "interrupted!$" ~= nil
end

-- Calls f, and makes a code of whatever it raises.
local function guarded(own, f)
  local done, result = xpcall(f, trace)
  if done then return result end
  if exit.is_stop(result) then
    local said = result.said
    result.said = nil
    return said and guarded(own, function()
      tell(own, said)
      return result.code
    end) or result.code
  end
  if is_interrupt(result.text) then
    own.terminal.err "\n"
    return exit.of "cancelled"
  end
  own:complain("internal error: " .. visible(result.text))
  if os.getenv "TCBILLING_DEBUG" then
    own.terminal.err(result.traceback:gsub("^\n", "") .. "\n")
  end
  return exit.INTERNAL
end

local function run(own, module, args)
  local code = module.prepare and module.prepare(own, args)
  if code then return code end
  if module.is_offline then return module.run(own, args) end
  return require "tcbilling.cli.loop".run(function()
    return guarded(own, function() return module.run(own, args) end)
  end)
end

--- Runs the command that the arguments name.
---@param arguments string[]
---@param terminal? table default: the real one
---@return integer code to exit with
function cli.main(arguments, terminal)
  cli.streams = cli.streams or guard_streams()
  terminal = terminal or require "tcbilling.cli.terminal".new()
  local own = session.new(terminal, {})
  local code = guarded(own, function()
    return run(own, parse(own, arguments))
  end)
  local flushed = guarded(own, function()
    own:flush()
    return exit.DONE
  end)
  return code == exit.DONE and flushed or code
end

return cli
