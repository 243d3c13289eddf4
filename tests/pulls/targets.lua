-- Where test pulls go, all four kinds, and what is in them afterwards.

local targets = {}

local Target = {}
Target.__index = Target

local function quote(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

local function run(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read "*a"
  assert(pipe:close(), text)
  return text
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "*a"
  file:close()
  return text
end

--- The answer to a query, as text; of databases only.
function Target:query(sql)
  if self.kind == "sqlite" then
    return run(("sqlite3 -separator '|' %s %s"):format(quote(self.path),
      quote(sql)))
  end
  return run(("psql -X -q -At -F '|' %s -c %s"):format(quote(self.to),
    quote(sql)))
end

--- All that is in it, in an order that does not depend on how it came.
---@param view string
function Target:content(view)
  if self.kind == "csv" or self.kind == "ndjson" then
    return read(self.path)
  end
  local order = view == "customers" and "account, month, customer_uin"
    or "account, month, resource_id, order_id, real_total_cost, total_cost, "
      .. "config_desc, resource_name"
  return self:query(("select * from %s order by %s"):format(view, order))
end

--- A database in a file.
function targets.sqlite(path)
  return setmetatable({ kind = "sqlite", path = path,
    to = "sqlite:" .. path }, Target)
end

--- Makes the four: { kind, to, path }.
---@param directory string a fresh one
---@param server table a PostgreSQL; see spec/postgresql.lua
---@param name string of the files, and of the database
function targets.all(directory, server, name)
  local list = {}
  for _, kind in ipairs { "csv", "ndjson" } do
    local path = ("%s/%s.%s"):format(directory, name, kind)
    list[#list + 1] = setmetatable({ kind = kind, path = path, to = path },
      Target)
  end
  list[#list + 1] = targets.sqlite(("%s/%s.db"):format(directory, name))
  list[#list + 1] = setmetatable({ kind = "postgresql",
    to = server:database(name) }, Target)
  return list
end

return targets
