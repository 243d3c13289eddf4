-- tcbilling help: what a command or an action does and takes.

local describe = require "tcbilling.cli.describe"
local find = require "tcbilling.cli.find"
local shown = require "tcbilling.shown"
local suggest = require "tcbilling.suggest"
local wrap = require "tcbilling.cli.wrap"

local help = {
  name = "help",
  summary = "Tell what a command or an action does and takes.",
  usage = "help [COMMAND | [SERVICE] ACTION]",
  is_offline = true,
}

function help.define(command)
  command:description("Tells what a command does, or what an action of the "
    .. "API takes and answers.")
  command:argument("words", "A command; or an action, with its service in "
    .. "front where both have it."):args "0-2":argname "WORD"
end

local function add_text(lines, text, width)
  for _, line in ipairs(wrap.lines(text, width)) do lines[#lines + 1] = line end
end

local function add_entries(lines, title, entries, width, none)
  lines[#lines + 1] = ""
  lines[#lines + 1] = title
  if #entries == 0 then
    lines[#lines + 1] = "  " .. none
  end
  for _, line in ipairs(wrap.entries(entries, width)) do
    lines[#lines + 1] = line
  end
end

local function print_action(session, api, action)
  local entry = api.actions[action]
  local width = math.min(session.terminal.width(), 100)
  local lines = { ("%s (%s %s)"):format(action, api.service, api.version) }
  for _, sentence in ipairs(describe.sentences(entry)) do
    add_text(lines, sentence, width)
  end
  add_entries(lines, "Parameters:", describe.parameters(api, entry), width,
    "none")
  add_entries(lines, "Answer:", describe.fields(api, entry), width,
    "its RequestId only")
  if entry.errors and #entry.errors > 0 then
    lines[#lines + 1] = ""
    lines[#lines + 1] = "Errors that are documented, and others may come:"
    for _, code in ipairs(entry.errors) do lines[#lines + 1] = "  " .. code end
  end
  session:out(table.concat(lines, "\n") .. "\n")
  return 0
end

local function print_one(session, word)
  local command = session.commands[word]
  if command then
    session:out(command:get_help() .. "\n")
    return 0
  end
  local apis = find.services_of(word)
  if #apis == 1 then return print_action(session, apis[1], word) end
  if #apis == 2 then
    return session:refuse(("both services have %s: tcbilling help %s %s, or "
      .. "tcbilling help %s %s"):format(word, apis[1].service, word,
      apis[2].service, word))
  end
  local hint = suggest(word, session.commands)
  return session:refuse(("no command and no action %s%s"):format(
    shown.value(word), hint ~= "" and hint or find.suggest(word)))
end

function help.run(session, args)
  local words = args.words
  if #words == 0 then
    session:out(session.parser:get_help() .. "\n")
    return 0
  elseif #words == 1 then
    return print_one(session, words[1])
  end
  local api, problem = find.service(words[1])
  if not api then return session:refuse(problem) end
  local entry
  entry, problem = find.action(api, words[2])
  if not entry then return session:refuse(problem) end
  return print_action(session, api, words[2])
end

return help
