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
    .. self:query("select key, summary from bills where state = 'whole' and "
      .. "kind <> 'run' order by key")
end

-- One of each kind.
---@param directory string a fresh one
---@param server table a PostgreSQL; see spec/postgresql.lua
---@param name string of the file, or of the database

function targets.csv(directory, _, name)
  local path = ("%s/%s.csv"):format(directory, name)
  return setmetatable({ kind = "csv", path = path, to = path }, Target)
end

function targets.ndjson(directory, _, name)
  local path = ("%s/%s.ndjson"):format(directory, name)
  return setmetatable({ kind = "ndjson", path = path, to = path }, Target)
end

function targets.sqlite(directory, _, name)
  local path = ("%s/%s.db"):format(directory, name)
  return setmetatable({ kind = "sqlite", path = path,
    to = "sqlite:" .. path }, Target)
end

function targets.postgresql(_, server, name)
  return setmetatable({ kind = "postgresql", to = server:database(name) },
    Target)
end

--- All four: { kind, to, path }.
function targets.all(directory, server, name)
  local list = {}
  for i, kind in ipairs { "csv", "ndjson", "sqlite", "postgresql" } do
    list[i] = targets[kind](directory, server, name)
  end
  return list
end

return targets
