std = "max" -- both Luas; script/test checks the syntax of each
max_line_length = 80
files["lua/tcbilling/catalog"] = { max_line_length = false }
exclude_files = { "types" }
files["spec"] = { std = "max+busted" }
files["tests/nginx"] = {
  std = "ngx_lua+busted", globals = { "io.write", "os.exit" },
}
files["tests/pages/ticks.lua"] = { std = "max+ngx_lua" }
files["lua/tcbilling/runtime"] = { std = "max+ngx_lua" }
files["examples/openresty"] = { std = "max+ngx_lua" }
files["sandbox"] = { std = "ngx_lua" }
files["catalog"] = { std = "lua54" }
files["script/catalog"] = { std = "lua54" }
