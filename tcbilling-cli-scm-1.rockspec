rockspec_format = "3.0"
package = "tcbilling-cli"
version = "scm-1"
source = { url = "git+file://." } -- `luarocks make` installs the tree it is in
description = {
  summary = "tcbilling's command line, and pulls of whole bills that resume",
  license = "MIT",
}
dependencies = {
  "lua >= 5.1",
  "tcbilling",
  "argparse",           -- options and their help
  "luv",                -- signals, the terminal's size, fsync
  "luafilesystem",      -- locks of files that end with who holds them
  "luadbi",             -- databases, with bound values
  "luadbi-sqlite3",     -- stores in a file
  -- luadbi-postgresql, for stores on a server, is for you to add: it needs
  -- libpq's headers
}
build = {
  type = "builtin",
  modules = {
    ["tcbilling.cli"] = "lua/tcbilling/cli/init.lua",
    ["tcbilling.cli.answer"] = "lua/tcbilling/cli/answer.lua",
    ["tcbilling.cli.bars"] = "lua/tcbilling/cli/bars.lua",
    ["tcbilling.cli.call.asked"] = "lua/tcbilling/cli/call/asked.lua",
    ["tcbilling.cli.commands.actions"] =
      "lua/tcbilling/cli/commands/actions.lua",
    ["tcbilling.cli.commands.call"] = "lua/tcbilling/cli/commands/call.lua",
    ["tcbilling.cli.commands.doctor"] =
      "lua/tcbilling/cli/commands/doctor.lua",
    ["tcbilling.cli.commands.help"] = "lua/tcbilling/cli/commands/help.lua",
    ["tcbilling.cli.commands.pull"] = "lua/tcbilling/cli/commands/pull.lua",
    ["tcbilling.cli.commands.report"] =
      "lua/tcbilling/cli/commands/report.lua",
    ["tcbilling.cli.commands.summary"] =
      "lua/tcbilling/cli/commands/summary.lua",
    ["tcbilling.cli.confirm"] = "lua/tcbilling/cli/confirm.lua",
    ["tcbilling.cli.describe"] = "lua/tcbilling/cli/describe.lua",
    ["tcbilling.cli.display"] = "lua/tcbilling/cli/display.lua",
    ["tcbilling.cli.doctor.limits"] = "lua/tcbilling/cli/doctor/limits.lua",
    ["tcbilling.cli.doctor.reach"] = "lua/tcbilling/cli/doctor/reach.lua",
    ["tcbilling.cli.doctor.rights"] = "lua/tcbilling/cli/doctor/rights.lua",
    ["tcbilling.cli.doctor.sharers"] = "lua/tcbilling/cli/doctor/sharers.lua",
    ["tcbilling.cli.exit"] = "lua/tcbilling/cli/exit.lua",
    ["tcbilling.cli.find"] = "lua/tcbilling/cli/find.lua",
    ["tcbilling.cli.json"] = "lua/tcbilling/cli/json.lua",
    ["tcbilling.cli.keys"] = "lua/tcbilling/cli/keys.lua",
    ["tcbilling.cli.loop"] = "lua/tcbilling/cli/loop.lua",
    ["tcbilling.cli.months"] = "lua/tcbilling/cli/months.lua",
    ["tcbilling.cli.options"] = "lua/tcbilling/cli/options.lua",
    ["tcbilling.cli.output"] = "lua/tcbilling/cli/output.lua",
    ["tcbilling.cli.parameters"] = "lua/tcbilling/cli/parameters.lua",
    ["tcbilling.cli.parser"] = "lua/tcbilling/cli/parser.lua",
    ["tcbilling.cli.progress"] = "lua/tcbilling/cli/progress.lua",
    ["tcbilling.cli.progress_text"] = "lua/tcbilling/cli/progress_text.lua",
    ["tcbilling.cli.prompt"] = "lua/tcbilling/cli/prompt.lua",
    ["tcbilling.cli.pull.report"] = "lua/tcbilling/cli/pull/report.lua",
    ["tcbilling.cli.raw"] = "lua/tcbilling/cli/raw.lua",
    ["tcbilling.cli.session"] = "lua/tcbilling/cli/session.lua",
    ["tcbilling.cli.summary.bill"] = "lua/tcbilling/cli/summary/bill.lua",
    ["tcbilling.cli.summary.text"] = "lua/tcbilling/cli/summary/text.lua",
    ["tcbilling.cli.table"] = "lua/tcbilling/cli/table.lua",
    ["tcbilling.cli.terminal"] = "lua/tcbilling/cli/terminal.lua",
    ["tcbilling.cli.uins"] = "lua/tcbilling/cli/uins.lua",
    ["tcbilling.cli.words"] = "lua/tcbilling/cli/words.lua",
    ["tcbilling.cli.wrap"] = "lua/tcbilling/cli/wrap.lua",
    ["tcbilling.pull"] = "lua/tcbilling/pull/init.lua",
    ["tcbilling.pull.account"] = "lua/tcbilling/pull/account.lua",
    ["tcbilling.pull.arguments"] = "lua/tcbilling/pull/arguments.lua",
    ["tcbilling.pull.bills"] = "lua/tcbilling/pull/bills.lua",
    ["tcbilling.pull.checkpoint"] = "lua/tcbilling/pull/checkpoint.lua",
    ["tcbilling.pull.customers"] = "lua/tcbilling/pull/customers.lua",
    ["tcbilling.pull.failing"] = "lua/tcbilling/pull/failing.lua",
    ["tcbilling.pull.file"] = "lua/tcbilling/pull/file/init.lua",
    ["tcbilling.pull.file.assembly"] = "lua/tcbilling/pull/file/assembly.lua",
    ["tcbilling.pull.file.disk"] = "lua/tcbilling/pull/file/disk.lua",
    ["tcbilling.pull.file.journal"] = "lua/tcbilling/pull/file/journal.lua",
    ["tcbilling.pull.file.kinds"] = "lua/tcbilling/pull/file/kinds.lua",
    ["tcbilling.pull.file.ledger"] = "lua/tcbilling/pull/file/ledger.lua",
    ["tcbilling.pull.file.lock"] = "lua/tcbilling/pull/file/lock.lua",
    ["tcbilling.pull.file.ndjson"] = "lua/tcbilling/pull/file/ndjson.lua",
    ["tcbilling.pull.file.opening"] = "lua/tcbilling/pull/file/opening.lua",
    ["tcbilling.pull.file.placing"] = "lua/tcbilling/pull/file/placing.lua",
    ["tcbilling.pull.file.trouble"] = "lua/tcbilling/pull/file/trouble.lua",
    ["tcbilling.pull.formats"] = "lua/tcbilling/pull/formats/init.lua",
    ["tcbilling.pull.formats.columns"] =
      "lua/tcbilling/pull/formats/columns.lua",
    ["tcbilling.pull.formats.customers"] =
      "lua/tcbilling/pull/formats/customers.lua",
    ["tcbilling.pull.formats.focus"] = "lua/tcbilling/pull/formats/focus.lua",
    ["tcbilling.pull.formats.resources"] =
      "lua/tcbilling/pull/formats/resources.lua",
    ["tcbilling.pull.reading"] = "lua/tcbilling/pull/reading.lua",
    ["tcbilling.pull.settled"] = "lua/tcbilling/pull/settled.lua",
    ["tcbilling.pull.sinks"] = "lua/tcbilling/pull/sinks.lua",
    ["tcbilling.pull.store"] = "lua/tcbilling/pull/store/init.lua",
    ["tcbilling.pull.store.bills"] = "lua/tcbilling/pull/store/bills.lua",
    ["tcbilling.pull.store.connection"] =
      "lua/tcbilling/pull/store/connection.lua",
    ["tcbilling.pull.store.failures"] = "lua/tcbilling/pull/store/failures.lua",
    ["tcbilling.pull.store.postgresql"] =
      "lua/tcbilling/pull/store/postgresql.lua",
    ["tcbilling.pull.store.rows"] = "lua/tcbilling/pull/store/rows.lua",
    ["tcbilling.pull.store.schema"] = "lua/tcbilling/pull/store/schema.lua",
    ["tcbilling.pull.store.sqlite"] = "lua/tcbilling/pull/store/sqlite.lua",
    ["tcbilling.pull.summary"] = "lua/tcbilling/pull/summary.lua",
    ["tcbilling.pull.sums"] = "lua/tcbilling/pull/sums.lua",
    ["tcbilling.pull.tally"] = "lua/tcbilling/pull/tally.lua",
    ["tcbilling.report.store"] = "lua/tcbilling/report/store/init.lua",
    ["tcbilling.report.store.differences"] =
      "lua/tcbilling/report/store/differences.lua",
    ["tcbilling.report.store.sums"] = "lua/tcbilling/report/store/sums.lua",
  },
  install = { bin = { tcbilling = "bin/tcbilling" } },
}
