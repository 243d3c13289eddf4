-- What argparse makes of the commands. It never exits and never prints: what
-- it has to say is raised with exit.now, and told by main: { text } for
-- standard output, or { message, usage, name } of what is wrong.

local argparse = require "argparse"
local core = require "tcbilling.core"
local exit = require "tcbilling.cli.exit"
local options = require "tcbilling.cli.options"
local values = require "tcbilling.values"

local parser = {}

local USAGE = "Usage: tcbilling "

--- That of the tool.
parser.USAGE = USAGE .. "COMMAND [arguments] [options]"

local EPILOG = "Keys are never arguments, which other users of a machine can "
  .. "read: tcbilling finds them in TENCENTCLOUD_SECRET_ID and "
  .. "TENCENTCLOUD_SECRET_KEY, or in a profile.\n\n"
  .. "Exit codes: 0 done, 1 the API refused it, 2 a wrong command or "
  .. "parameter, 3 keys or rights, 4 over a rate, 5 a bill is not ready, 6 "
  .. "network or service, 7 done in part, 8 nothing can be written, 70 a "
  .. "mistake in tcbilling (TCBILLING_DEBUG=1 tells where), 130 interrupted."

-- Ends the command with a text for standard output.
local function say(text)
  exit.now(exit.DONE, { text = text })
end

local function add_help(command)
  command:add_help(false)
  command:flag("-h --help", "This text."):action(function()
    say(command:get_help())
  end)
end

local function add_command(root, module)
  local command = root:command(module.name):summary(module.summary)
    :description(module.summary)
  if module.usage then command:usage(USAGE .. module.usage) end
  add_help(command)
  module.define(command, root)
  options.define(command)
  return command
end

local function name_of(commands, current)
  for name, command in pairs(commands) do
    if command == current then return "tcbilling " .. name end
  end
  return "tcbilling"
end

--- Makes the parser of some commands.
---@param modules table[] see cli/init.lua
---@param width? integer columns that help may have
---@return table root argparse's
---@return table commands argparse's, by name
function parser.new(modules, width)
  local root = argparse("tcbilling", "Reads Tencent Cloud's International "
    .. "bills, exactly and at the documented rates.", EPILOG)
  root:help_max_width(math.max(40, math.min(width or 80, 100)))
  root:require_command(false):command_target("command")
  root:usage(parser.USAGE)
  add_help(root)
  root:flag("--version", "The version."):action(function()
    say("tcbilling " .. core._VERSION)
  end)
  local commands = {}
  for _, module in ipairs(modules) do
    commands[module.name] = add_command(root, module)
  end
  root:group("Options of every command",
    values.unpack(options.define(root, true)))
  function root.error(current, message)
    exit.now(exit.USAGE, { message = message, usage = current:get_usage(),
      name = name_of(commands, current) })
  end
  return root, commands
end

return parser
